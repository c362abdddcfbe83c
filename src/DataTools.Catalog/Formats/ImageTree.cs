namespace DataTools.Catalog.Formats;

/// <summary>
/// Where the rules of <see cref="ImageFolder"/> look for images. Folders are relative to the root, with '/'; the root is
/// empty. Hidden files and folders and those of archivers (<c>__MACOSX</c>) are passed over.
/// </summary>
internal interface IImageTree
{
    /// <summary>What the root is called, for errors.</summary>
    string Root { get; }

    /// <summary>The visible folders directly in <paramref name="folder"/>, by name.</summary>
    IReadOnlyList<string> Folders(string folder);

    /// <summary>The image files directly in <paramref name="folder"/>, by name.</summary>
    IReadOnlyList<string> Images(string folder);

    /// <summary>All image files in and below <paramref name="folder"/>, as paths relative to it; in no particular order.</summary>
    IEnumerable<string> AllImages(string folder, CancellationToken cancellation);
}

/// <summary>
/// The image files below a folder of this machine. Symbolic links are followed, and a link that leads back into the
/// folders above it is not entered again.
/// </summary>
internal sealed class ImageTree(string root) : IImageTree
{
    // Also kinds that no codec of ours reads: such a file is then reported as a bad sample, not silently left out.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jfif", ".png", ".webp", ".gif", ".bmp", ".ico", ".tif", ".tiff", ".ppm", ".pgm", ".heic", ".avif",
    };

    public string Root => root;

    public IReadOnlyList<string> Folders(string folder) => FoldersIn(Path.Combine(root, folder));

    public IReadOnlyList<string> Images(string folder) => ImagesIn(Path.Combine(root, folder));

    public IEnumerable<string> AllImages(string folder, CancellationToken cancellation)
    {
        var path = Path.Combine(root, folder);
        return Walk(path, "", [.. SelfAndAbove(RealPath(path))], cancellation);
    }

    /// <summary>Whether a file or folder of this name counts.</summary>
    public static bool Visible(string name) => name.Length > 0 && name[0] != '.' && name != "__MACOSX";

    /// <summary>Whether a file of this name is an image that counts.</summary>
    public static bool IsImage(string name) => Visible(name) && Extensions.Contains(Path.GetExtension(name));

    private static IReadOnlyList<string> FoldersIn(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Select(d => Path.GetFileName(d)).Where(Visible).Order(StringComparer.Ordinal)];

    private static IReadOnlyList<string> ImagesIn(string folder) =>
        [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Where(IsImage).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Walk(string folder, string prefix, HashSet<string> above, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var image in ImagesIn(folder))
            yield return prefix + image;
        foreach (var name in FoldersIn(folder))
        {
            var path = Path.Combine(folder, name);
            var real = RealPath(path);
            if (!above.Add(real))
                continue;
            foreach (var image in Walk(path, $"{prefix}{name}/", above, cancellation))
                yield return image;
            above.Remove(real);
        }
    }

    private static IEnumerable<string> SelfAndAbove(string path)
    {
        for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
            yield return folder;
    }

    // The path without symbolic links, so that a folder has one name however it was reached. From the root downwards:
    // a link such as ../photos starts where its folder really lies. Ends, because the folder exists.
    private static string RealPath(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var folder = RealPath(parent);
        path = Path.Combine(folder, Path.GetFileName(path));
        return new DirectoryInfo(path).LinkTarget is { } target ? RealPath(Path.Combine(folder, target)) : path;
    }
}
