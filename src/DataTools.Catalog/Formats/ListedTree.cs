namespace DataTools.Catalog.Formats;

/// <summary>
/// A list of image paths, seen as the tree that <see cref="ImageFolder"/> reads. What packers add is taken away: a folder
/// around everything (<c>dataset/train/cat/1.png</c>), a folder within one of its own name (<c>train/train/cat/1.png</c>),
/// and words around a split's name (<c>seg_train</c>).
/// </summary>
internal sealed class ListedTree : IImageTree
{
    private readonly Dictionary<string, string> _real = [];
    private readonly Dictionary<string, (SortedSet<string> Folders, List<string> Images)> _folders = [];

    public ListedTree(string root, IReadOnlyList<string> images, IReadOnlyList<string> emptyFolders)
    {
        Root = root;
        var paths = images.Select(p => (Parts: p.Split('/').ToList(), Real: p)).ToList();
        while (Around(paths) is not null)
            paths.ForEach(p => p.Parts.RemoveAt(0));
        // Judged for whole folders: train/train/1.png beside train/cat/1.png is a class of that name.
        foreach (var folder in paths.Where(p => p.Parts.Count > 1).GroupBy(p => p.Parts[0]).ToList())
        {
            while (folder.All(p => p.Parts.Count > 2 && p.Parts[1] == folder.Key))
            {
                foreach (var path in folder)
                    path.Parts.RemoveAt(1);
            }
        }
        var splits = paths.Where(p => p.Parts.Count > 1).Select(p => p.Parts[0]).Distinct()
            .Select(f => (Folder: f, Split: SplitWords.In(f))).Where(f => f.Split is not null).ToList();
        // Renamed only where that is plain: one folder a split, and two splits at least.
        if (splits.Count > 1 && splits.Select(s => s.Split).Distinct().Count() == splits.Count)
        {
            var names = splits.ToDictionary(s => s.Folder, s => s.Split!);
            foreach (var path in paths.Where(p => p.Parts.Count > 1))
                path.Parts[0] = names.GetValueOrDefault(path.Parts[0], path.Parts[0]);
        }
        _folders[""] = ([], []);
        foreach (var (parts, real) in paths)
            Add(string.Join('/', parts), real);
        // Only where nothing was taken away: else nobody can say where they would be.
        if (paths.TrueForAll(p => string.Join('/', p.Parts) == p.Real))
        {
            foreach (var folder in emptyFolders)
                Folder(folder);
        }
    }

    public string Root { get; }

    public IReadOnlyList<string> Folders(string folder) => [.. Of(folder).Folders];

    public IReadOnlyList<string> Images(string folder) => [.. Of(folder).Images.Order(StringComparer.Ordinal)];

    public IEnumerable<string> AllImages(string folder, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (folders, images) = Of(folder);
        return [.. images, .. folders.SelectMany(f => AllImages(Below(folder, f), cancellation).Select(i => $"{f}/{i}"))];
    }

    /// <summary>The path as it was listed.</summary>
    public string RealPath(string path) => _real[path];

    // The folder around everything: it is alone, no split, and folders lie in it that could be classes.
    private static string? Around(List<(List<string> Parts, string Real)> paths)
    {
        var first = paths[0].Parts;
        return first.Count > 2 && SplitNames.Canonical(first[0]) is null && paths.TrueForAll(p => p.Parts.Count > 2 && p.Parts[0] == first[0]) ? first[0] : null;
    }

    private void Add(string path, string real)
    {
        // Two paths that fall together keep their own names: neither may hide the other.
        if (!_real.TryAdd(path, real))
            path = real;
        _real[path] = real;
        var slash = path.LastIndexOf('/');
        Folder(slash < 0 ? "" : path[..slash]).Images.Add(path[(slash + 1)..]);
    }

    private (SortedSet<string> Folders, List<string> Images) Folder(string path)
    {
        if (_folders.TryGetValue(path, out var there))
            return there;
        var slash = path.LastIndexOf('/');
        Folder(slash < 0 ? "" : path[..slash]).Folders.Add(path[(slash + 1)..]);
        return _folders[path] = (new(StringComparer.Ordinal), []);
    }

    private (SortedSet<string> Folders, List<string> Images) Of(string folder) => _folders.TryGetValue(folder, out var there) ? there : ([], []);

    private static string Below(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";
}
