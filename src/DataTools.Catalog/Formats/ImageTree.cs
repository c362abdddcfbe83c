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

/// <summary>Which names count.</summary>
internal static class ImageTree
{
    // Also kinds that no codec of ours reads: such a file is then reported as a bad sample, not silently left out.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jfif", ".png", ".webp", ".gif", ".bmp", ".ico", ".tif", ".tiff", ".ppm", ".pgm", ".heic", ".avif",
    };

    /// <summary>Whether a file or folder of this name counts.</summary>
    public static bool Visible(string name) => name.Length > 0 && name[0] != '.' && name != "__MACOSX";

    /// <summary>Whether a file of this name is an image that counts.</summary>
    public static bool IsImage(string name) => Visible(name) && Extensions.Contains(Path.GetExtension(name));
}
