using System.IO.Compression;

namespace DataTools.Catalog.Formats;

/// <summary>What readers of several files need.</summary>
internal static class FileListExtensions
{
    /// <summary>The folder of a file with a '/' at its end; empty for the root.</summary>
    public static string Folder(this ListedFile file) => file.Path[..(file.Path.LastIndexOf('/') + 1)];

    /// <summary>Its name without the last ending.</summary>
    public static string Stem(this ListedFile file) => Path.GetFileNameWithoutExtension(file.Name);

    /// <summary>The file of that name (or path) in the folder of <paramref name="file"/>, or null.</summary>
    public static ListedFile? Beside(this FileList files, ListedFile file, string name) => files.Find(file.Folder() + name);

    /// <summary>
    /// The one file whose path ends so, or null. Throws <see cref="InvalidInputException"/> where there are several.
    /// </summary>
    public static ListedFile? Single(this FileList files, string ending) => files.Named(ending).Take(2).ToList() switch
    {
        [] => null,
        [var only] => only,
        var several => throw new InvalidInputException($"{files.Origin}: there are {several[0].Path} and {several[1].Path}", "Pull the folder of one of them alone."),
    };

    /// <summary>The same, but throws <see cref="CorruptFileException"/> where there is none.</summary>
    public static ListedFile Needed(this FileList files, string ending) => files.Single(ending) ?? files.Get(ending);

    /// <summary>For readers of one file.</summary>
    public static DataFile Data(this FileList files, ListedFile file) => new(files.Shown(file), file.Open);

    /// <summary>The same, its compression (gzip, told by the name) undone.</summary>
    public static DataFile Uncompressed(this FileList files, ListedFile file) => file.Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
        ? new(files.Shown(file), () => new GZipStream(file.Open(), CompressionMode.Decompress))
        : files.Data(file);
}
