using DataTools.Catalog.Formats;

namespace DataTools.Imaging.Checks;

/// <summary>What an encoded image is, by its first bytes, and what its file should be called.</summary>
internal static class ImageEncoding
{
    /// <summary>jpeg, png, gif, webp, bmp, tiff, ico; null for anything else.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes) => ImageKind.Ending(bytes) switch
    {
        ".jpg" => "jpeg",
        ".tif" => "tiff",
        (".png" or ".gif" or ".webp" or ".bmp" or ".ico") and var ending => ending[1..],
        _ => null,
    };

    /// <summary>Whether a file of that name may hold such an image; a name without an ending says nothing.</summary>
    public static bool Fits(string path, string encoding) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        "" => true,
        ".jpg" or ".jpeg" or ".jfif" or ".jpe" => encoding == "jpeg",
        ".tif" => encoding == "tiff",
        var extension => extension == $".{encoding}" || extension is not (".png" or ".gif" or ".webp" or ".bmp" or ".tiff" or ".ico"),
    };
}
