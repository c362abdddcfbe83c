using System.Buffers;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Pixels;
using SkiaSharp;

namespace DataTools.Imaging.Codecs;

/// <summary>Encoded images to pixels and back: the one place that knows what decodes which (SkiaSharp, and our own for baseline JPEG).</summary>
public static class ImageCodec
{
    /// <summary>Images with more pixels than this are refused from their header, before anything is allocated.</summary>
    public const long MaximalPixels = 100_000_000;

    /// <summary>
    /// Decodes JPEG, PNG, WebP, GIF, BMP or ICO into 8 bits a channel, turned upright as its EXIF orientation says. Throws
    /// <see cref="BadSampleException"/>, naming <paramref name="sample"/>, where the bytes are no such image, are cut off, or
    /// hold more than <see cref="MaximalPixels"/>.
    /// </summary>
    /// <remarks>
    /// What is unusual is treated so:
    /// <list type="bullet">
    /// <item>Grayscale: JPEG and PNG give one channel, of 1, 2 or 4 bits spread over 0 to 255. WebP, GIF and BMP do not say that
    /// they are gray, and give three equal ones; so does a PNG that is gray and transparent.</item>
    /// <item>CMYK and YCCK (JPEG): three channels, without a colour profile; the inks are taken as Adobe stores them, inverted.</item>
    /// <item>16 bits (PNG): the upper byte of each number; what is below is cut, not rounded.</item>
    /// <item>Palette: three channels, the colours of the palette.</item>
    /// <item>Transparency: composited onto black.</item>
    /// <item>Animated (GIF, WebP, PNG): the first frame, whatever follows it; later frames are not even looked at.</item>
    /// <item>Truncated: a bad sample wherever a pixel is missing, never half a picture. What is missing behind the last pixel, such
    /// as PNG's end mark, is not missed; of JPEG the end mark is.</item>
    /// <item>TIFF, HEIC, AVIF, PNM and others: a bad sample.</item>
    /// </list>
    /// Baseline JPEG is decoded to the same bytes by either <paramref name="decoder"/>.
    /// </remarks>
    public static PixelImage Decode(ReadOnlySpan<byte> encoded, string sample, JpegDecoder decoder = JpegDecoder.Managed)
    {
        using var image = Open(encoded, sample, decoder);
        return image.Decode();
    }

    /// <summary>
    /// Reads the header alone. Throws <see cref="BadSampleException"/>, naming <paramref name="sample"/>, where the bytes are
    /// no image, or of more than <see cref="MaximalPixels"/>.
    /// </summary>
    public static OpenImage Open(ReadOnlySpan<byte> encoded, string sample, JpegDecoder decoder = JpegDecoder.Managed) => new(encoded, sample, decoder);

    /// <summary>
    /// Decodes the image of a sample of an entry. The <see cref="BadSampleException"/> says which entry is damaged and what
    /// to do about it.
    /// </summary>
    public static PixelImage Decode(EntrySplit split, int index, JpegDecoder decoder = JpegDecoder.Managed)
    {
        try
        {
            return Decode(split.Image(index), split.Id(index), decoder);
        }
        catch (BadSampleException fault)
        {
            throw split.Damaged(fault);
        }
    }

    /// <summary>Encodes without loss.</summary>
    public static byte[] EncodePng(PixelImage image) => Encode(image, SKEncodedImageFormat.Png, 100);

    /// <summary>Encodes with loss; <paramref name="quality"/> is 1 to 100.</summary>
    public static byte[] EncodeJpeg(PixelImage image, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        return Encode(image, SKEncodedImageFormat.Jpeg, quality);
    }

    /// <summary>Encodes for storing: PNG fast, the others with <paramref name="quality"/> from 1 to 100.</summary>
    public static byte[] Encode(PixelImage image, PictureFormat format, int quality) => format switch
    {
        PictureFormat.Png => FastPng.Encode(image),
        PictureFormat.Jpeg => EncodeJpeg(image, quality),
        _ => Encode(image, SKEncodedImageFormat.Webp, quality),
    };

    private static unsafe byte[] Encode(PixelImage image, SKEncodedImageFormat format, int quality)
    {
        var gray = image.Channels == 1;
        var info = new SKImageInfo(image.Width, image.Height, gray ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque);
        var rgba = ArrayPool<byte>.Shared.Rent(gray ? 0 : info.BytesSize);
        if (!gray)
            AddFourth(image.Pixels, rgba);
        try
        {
            fixed (byte* pointer = gray ? image.Pixels : rgba)
            {
                using var pixmap = new SKPixmap(info, (nint)pointer);
                using var data = pixmap.Encode(format, quality)
                    ?? throw new InvalidOperationException($"a {image.Width} x {image.Height} image could not be encoded as {format}");
                return data.ToArray();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rgba);
        }
    }

    private static void AddFourth(ReadOnlySpan<byte> rgb, Span<byte> rgba)
    {
        for (int i = 0, o = 0; i < rgb.Length; i += 3, o += 4)
        {
            rgba[o] = rgb[i];
            rgba[o + 1] = rgb[i + 1];
            rgba[o + 2] = rgb[i + 2];
            rgba[o + 3] = 255;
        }
    }
}
