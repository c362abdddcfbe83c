using DataTools.Catalog;
using DataTools.Imaging.Pixels;
using SkiaSharp;

namespace DataTools.Imaging.Codecs;

/// <summary>Encoded images to pixels and back: the one place that knows the codec library (SkiaSharp).</summary>
public static class ImageCodec
{
    /// <summary>Images with more pixels than this are refused from their header, before anything is allocated.</summary>
    public const long MaximalPixels = 100_000_000;

    /// <summary>
    /// Decodes JPEG, PNG, WebP, GIF (first frame), BMP or ICO, turned upright as its EXIF orientation says. Grayscale
    /// files give one channel, all others three; transparency is composited onto black. Throws
    /// <see cref="BadSampleException"/>, naming <paramref name="sample"/>, where the bytes are no image, are cut off, or
    /// hold more than <see cref="MaximalPixels"/>.
    /// </summary>
    public static PixelImage Decode(ReadOnlySpan<byte> encoded, string sample)
    {
        using var data = SKData.CreateCopy(encoded);
        using var codec = SKCodec.Create(data)
            ?? throw new BadSampleException(sample, $"not an image that can be decoded ({encoded.Length} bytes)");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MaximalPixels)
            throw new BadSampleException(sample, $"{width} x {height} pixels are more than the {MaximalPixels / 1_000_000} million allowed");

        var gray = codec.Info.ColorType == SKColorType.Gray8;
        // Premultiplied colour is colour composited onto black.
        var info = gray
            ? new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque)
            : new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        var pixels = new byte[info.BytesSize];
        SKCodecResult result;
        unsafe
        {
            fixed (byte* pointer = pixels)
                result = codec.GetPixels(info, (nint)pointer);
        }
        if (result != SKCodecResult.Success)
            throw new BadSampleException(sample, result == SKCodecResult.IncompleteInput ? "the image is cut off" : $"the image cannot be decoded ({result})");
        var image = gray ? new PixelImage(width, height, 1, pixels) : new PixelImage(width, height, 3, DropFourth(pixels));
        return Orientation.Apply(image, (int)codec.EncodedOrigin);
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

    private static byte[] Encode(PixelImage image, SKEncodedImageFormat format, int quality)
    {
        var gray = image.Channels == 1;
        var pixels = gray ? image.Pixels : AddFourth(image.Pixels);
        var info = new SKImageInfo(image.Width, image.Height, gray ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque);
        unsafe
        {
            fixed (byte* pointer = pixels)
            {
                using var pixmap = new SKPixmap(info, (nint)pointer);
                using var data = pixmap.Encode(format, quality)
                    ?? throw new InvalidOperationException($"a {image.Width} x {image.Height} image could not be encoded as {format}");
                return data.ToArray();
            }
        }
    }

    private static byte[] DropFourth(byte[] rgba)
    {
        var rgb = new byte[rgba.Length / 4 * 3];
        for (int i = 0, o = 0; i < rgba.Length; i += 4, o += 3)
        {
            rgb[o] = rgba[i];
            rgb[o + 1] = rgba[i + 1];
            rgb[o + 2] = rgba[i + 2];
        }
        return rgb;
    }

    private static byte[] AddFourth(byte[] rgb)
    {
        var rgba = new byte[rgb.Length / 3 * 4];
        for (int i = 0, o = 0; i < rgb.Length; i += 3, o += 4)
        {
            rgba[o] = rgb[i];
            rgba[o + 1] = rgb[i + 1];
            rgba[o + 2] = rgb[i + 2];
            rgba[o + 3] = 255;
        }
        return rgba;
    }
}
