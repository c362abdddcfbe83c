using System.Buffers;
using DataTools.Catalog;
using SkiaSharp;

namespace DataTools.Imaging.Codecs;

/// <summary>Pixels as JPEG and back, without an image object between.</summary>
internal static unsafe class JpegRoundTrip
{
    private const int MaximalSide = 65_535;

    /// <summary>In place: 1 byte a pixel, or 4 of which the last does not count.</summary>
    public static void Apply(Span<byte> pixels, int width, int height, bool gray, int quality)
    {
        if (width > MaximalSide || height > MaximalSide)
        {
            throw new InvalidInputException(
                $"a picture of {width} x {height} as JPEG: {MaximalSide} a side is the most", "Resize or crop before jpeg_compression in the policy.");
        }
        var info = new SKImageInfo(width, height, gray ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque);
        fixed (byte* pointer = pixels)
        {
            using var pixmap = new SKPixmap(info, (nint)pointer);
            using var data = pixmap.Encode(SKEncodedImageFormat.Jpeg, quality)
                ?? throw new InvalidOperationException($"a {width} x {height} image could not be encoded as JPEG");
            using var codec = SKCodec.Create(data);
            var result = codec.GetPixels(info, (nint)pointer);
            if (result != SKCodecResult.Success)
                throw new InvalidOperationException($"an own JPEG of {width} x {height} could not be decoded ({result})");
        }
    }
}
