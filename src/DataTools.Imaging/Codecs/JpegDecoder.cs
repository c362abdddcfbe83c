namespace DataTools.Imaging.Codecs;

/// <summary>What decodes JPEG.</summary>
public enum JpegDecoder
{
    /// <summary>Our own for baseline images, which decodes no more of one than is looked at; SkiaSharp for all others.</summary>
    Managed,

    /// <summary>SkiaSharp for all.</summary>
    Skia,
}
