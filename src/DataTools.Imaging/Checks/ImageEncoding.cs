namespace DataTools.Imaging.Checks;

/// <summary>What an encoded image is, by its first bytes, and what its file should be called.</summary>
internal static class ImageEncoding
{
    /// <summary>jpeg, png, gif, webp, bmp, tiff, ico; null for anything else.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xff, 0xd8, 0xff, ..] => "jpeg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "png",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "webp",
        [(byte)'B', (byte)'M', ..] => "bmp",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "tiff",
        [0, 0, 1, 0, ..] => "ico",
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
