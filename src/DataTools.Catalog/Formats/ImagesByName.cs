namespace DataTools.Catalog.Formats;

/// <summary>Finds the images that a list of names means, in whatever folder they lie.</summary>
internal sealed class ImagesByName
{
    private readonly FileList _files;
    private readonly Dictionary<string, List<int>> _byName = [];

    public ImagesByName(FileList files)
    {
        _files = files;
        foreach (var (i, file) in files.Files.Index())
        {
            if (!file.IsImage)
                continue;
            if (!_byName.TryGetValue(file.Name, out var same))
                _byName[file.Name] = same = [];
            same.Add(i);
        }
    }

    /// <summary>
    /// The place in the list of the image of that name or relative path; of several, the one in <paramref name="folder"/>
    /// or else the one in a folder of <paramref name="split"/>. Throws <see cref="FormatException"/> that says why there is none.
    /// </summary>
    public int Find(string name, string folder, string split)
    {
        var path = name.Replace('\\', '/');
        while (path.StartsWith("./", StringComparison.Ordinal))
            path = path[2..];
        var found = _byName.GetValueOrDefault(path[(path.LastIndexOf('/') + 1)..])?.FindAll(i => Ends(_files.Files[i].Path, path)) ?? [];
        if (found.Count > 1 && found.FindAll(i => _files.Files[i].Path == folder + path) is [_] beside)
            return beside[0];
        if (found.Count > 1 && found.FindAll(i => SplitWords.OfFolder(_files.Files[i].Path) == split) is [_] ofSplit)
            return ofSplit[0];
        return found switch
        {
            [var only] => only,
            [] => throw new FormatException("the image is missing"),
            _ => throw new FormatException($"it can be {_files.Files[found[0]].Path} or {_files.Files[found[1]].Path}"),
        };
    }

    private static bool Ends(string path, string end) =>
        path.EndsWith(end, StringComparison.Ordinal) && (path.Length == end.Length || path[^(end.Length + 1)] == '/');
}
