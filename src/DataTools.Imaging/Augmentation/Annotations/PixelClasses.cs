using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Augmentation;

/// <summary>Takes the image of each pixel's class through a map.</summary>
internal static class PixelClasses
{
    /// <summary>The class of pixels about which nothing is known (Pascal VOC's convention).</summary>
    public const byte DoNotCare = 255;

    /// <summary>
    /// A PNG of the output's size. Numbers stay numbers, of a palette too, which itself is not kept; where classes are
    /// colours, what is not known is black. Throws <see cref="BadSampleException"/>.
    /// </summary>
    public static byte[] Apply(PlanMap map, ReadOnlyMemory<byte> encoded, string sample)
    {
        var shownAs = $"{sample} (its classes of pixels)";
        var classes = Numbers(encoded, shownAs) ?? ImageCodec.Decode(encoded.Span, shownAs);
        var (result, n) = (new PixelImage(map.Output.Width, map.Output.Height, classes.Channels), classes.Channels);
        if (n == 1)
            result.Pixels.AsSpan().Fill(DoNotCare);
        var (scaleX, scaleY) = ((double)classes.Width / map.Input.Width, (double)classes.Height / map.Input.Height);
        for (var y = 0; y < result.Height; y++)
        {
            for (var x = 0; x < result.Width; x++)
            {
                if (map.Back(x + 0.5, y + 0.5) is not var (u, v))
                    continue;
                var (column, row) = (Math.Min((int)(u * scaleX), classes.Width - 1), Math.Min((int)(v * scaleY), classes.Height - 1));
                classes.Pixels.AsSpan(((row * classes.Width) + column) * n, n).CopyTo(result.Pixels.AsSpan(((y * result.Width) + x) * n, n));
            }
        }
        return FastPng.Encode(result);
    }

    // Null where the pixels are no numbers.
    private static PixelImage? Numbers(ReadOnlyMemory<byte> encoded, string shownAs)
    {
        if (!IndexedPng.HasNumbers(encoded.Span))
            return null;
        var (width, height, pixels) = IndexedPng.Decode(encoded, shownAs);
        return new(width, height, 1, pixels);
    }
}
