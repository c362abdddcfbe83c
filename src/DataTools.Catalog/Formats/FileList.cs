namespace DataTools.Catalog.Formats;

/// <summary>
/// All files of a data set, from a folder, an archive or several: what a <see cref="DatasetFormat"/> reads. Those of a
/// folder come in ordinal order, those of an archive as they lie in it; samples are stored in that order, so that an
/// archive is read from front to back.
/// </summary>
public sealed class FileList
{
    private const int MostKinds = 12;

    private readonly Dictionary<string, ListedFile> _byPath;
    private readonly string _separator;

    /// <summary>Throws <see cref="CorruptFileException"/> where two files have one path.</summary>
    /// <param name="origin">What the data set is called, for errors: a reference or a folder.</param>
    /// <param name="files">The files; hidden ones and those of archivers (<c>__MACOSX</c>) are passed over.</param>
    /// <param name="emptyFolders">Folders without any file, where that can be known.</param>
    /// <param name="isFolder">Whether the origin is a folder of this machine, so that its files have paths of their own.</param>
    public FileList(string origin, IEnumerable<ListedFile> files, IReadOnlyList<string>? emptyFolders = null, bool isFolder = false)
    {
        _separator = isFolder ? "/" : ": ";
        Origin = origin;
        EmptyFolders = emptyFolders ?? [];
        Files = [.. files.Where(f => f.Path.Split('/').All(ImageTree.Visible))];
        _byPath = new(Files.Count, StringComparer.Ordinal);
        foreach (var file in Files)
        {
            if (!_byPath.TryAdd(file.Path, file))
                throw new CorruptFileException(Shown(file), "there are two files of this path");
        }
    }

    /// <summary>What the data set is called, for errors.</summary>
    public string Origin { get; }

    /// <summary>The same origin with other files: those of archives among them.</summary>
    public FileList With(IEnumerable<ListedFile> files) => new(Origin, files, EmptyFolders, isFolder: _separator == "/");

    /// <summary>The files that count.</summary>
    public IReadOnlyList<ListedFile> Files { get; }

    /// <summary>Folders without any file that counts: more likely a download that went wrong than a class nobody needs.</summary>
    public IReadOnlyList<string> EmptyFolders { get; }

    /// <summary>The file of that path, or null.</summary>
    public ListedFile? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>The file of that path. Throws <see cref="CorruptFileException"/> where it is missing.</summary>
    public ListedFile Get(string path) => Find(path) ?? throw new CorruptFileException(Shown(path), "the file is missing");

    /// <summary>The files whose path ends so: a name such as <c>data.yaml</c>, or part of a path such as <c>Annotations/x.xml</c>.</summary>
    public IEnumerable<ListedFile> Named(string ending) =>
        Files.Where(f => f.Path == ending || f.Path.EndsWith($"/{ending}", StringComparison.Ordinal));

    /// <summary>What files there are, for errors: <c>2 .csv (such as train.csv), 1 without an ending (such as LICENSE)</c>.</summary>
    public string Kinds() => string.Join(", ", Files.GroupBy(f => Path.GetExtension(f.Path).ToLowerInvariant()).OrderByDescending(g => g.Count())
        .Select(g => $"{g.Count()} {(g.Key.Length == 0 ? "without an ending" : g.Key)} (such as {g.First().Path})").Take(MostKinds).DefaultIfEmpty("none"));

    /// <summary>What a file is called in errors.</summary>
    public string Shown(ListedFile file) => Shown(file.Path);

    /// <summary>What the file of that path is called in errors.</summary>
    public string Shown(string path) => Origin + _separator + path;
}
