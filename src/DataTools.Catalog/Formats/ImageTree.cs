namespace DataTools.Catalog.Formats;

/// <summary>
/// Finds the image files below a folder. Hidden files and folders and those of archivers (<c>__MACOSX</c>) are passed
/// over, symbolic links are followed, and a link that leads back into the folders above it is not entered again.
/// </summary>
internal static class ImageTree
{
    // Also kinds that no codec of ours reads: such a file is then reported as a bad sample, not silently left out.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jfif", ".png", ".webp", ".gif", ".bmp", ".ico", ".tif", ".tiff", ".ppm", ".pgm", ".heic", ".avif",
    };

    /// <summary>The visible folders directly in <paramref name="folder"/>, by name.</summary>
    public static IReadOnlyList<string> Folders(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Select(d => Path.GetFileName(d)).Where(Visible).Order(StringComparer.Ordinal)];

    /// <summary>The image files directly in <paramref name="folder"/>, by name.</summary>
    public static IReadOnlyList<string> Images(string folder) =>
        [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Where(IsImage).Order(StringComparer.Ordinal)];

    /// <summary>All image files in and below <paramref name="folder"/>, as paths relative to it with '/'; in no particular order.</summary>
    public static IEnumerable<string> AllImages(string folder, CancellationToken cancellation) =>
        Walk(folder, "", [.. SelfAndAbove(RealPath(folder))], cancellation);

    private static IEnumerable<string> Walk(string folder, string prefix, HashSet<string> above, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (var image in Images(folder))
            yield return prefix + image;
        foreach (var name in Folders(folder))
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

    private static bool Visible(string name) => name[0] != '.' && name != "__MACOSX";

    private static bool IsImage(string name) => Visible(name) && Extensions.Contains(Path.GetExtension(name));

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
