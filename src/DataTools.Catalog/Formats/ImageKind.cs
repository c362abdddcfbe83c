namespace DataTools.Catalog.Formats;

/// <summary>What kind of file an encoded image is, by its first bytes.</summary>
public static class ImageKind
{
    // The first ending of a kind is the one that is written.
    private static readonly string[][] Endings =
    [
        [".png"], [".jpg", ".jpeg", ".jfif"], [".gif"], [".bmp"], [".webp"], [".tif", ".tiff"], [".ico"], [".avif"], [".heic"], [".pgm"], [".ppm"],
    ];

    /// <summary>The ending of its name, with the dot; null where the kind is not known.</summary>
    public static string? Ending(ReadOnlySpan<byte> image)
    {
        if (image.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            return ".png";
        if (image.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]))
            return ".jpg";
        if (image.StartsWith("GIF8"u8))
            return ".gif";
        if (image.StartsWith("BM"u8))
            return ".bmp";
        if (image.StartsWith("II*\0"u8) || image.StartsWith("MM\0*"u8))
            return ".tif";
        if (image.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0]))
            return ".ico";
        if (image.StartsWith("P5"u8) || image.StartsWith("P6"u8))
            return image[1] == '5' ? ".pgm" : ".ppm";
        if (image.Length < 12)
            return null;
        if (image.StartsWith("RIFF"u8) && image[8..].StartsWith("WEBP"u8))
            return ".webp";
        return image[4..].StartsWith("ftyp"u8) ? (image[8..].StartsWith("avi"u8) ? ".avif" : ".heic") : null;
    }

    /// <summary>Whether a name ends as one of an image of this kind does; of an unknown kind, as any image.</summary>
    internal static bool Fits(string name, string? ending) => ending is null
        ? ImageTree.IsImage(name)
        : Array.Find(Endings, e => e[0] == ending)!.Contains(Path.GetExtension(name).ToLowerInvariant());
}
