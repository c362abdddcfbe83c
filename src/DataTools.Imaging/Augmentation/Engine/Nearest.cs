namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>Each value is that of the pixel in which its position lies: no value comes out that was not in.</summary>
internal static class Nearest
{
    public static void Resample(in PixelView source, in Route route, ImageSize output, Border border, float fill, Span<float> planes)
    {
        var (size, area) = (new ImageSize(source.Width, source.Height), output.Width * output.Height);
        for (var i = 0; i < area; i++)
        {
            var at = Pixel(route, i, output, size, border) is var (x, y) ? (y * source.Stride) + (x * source.Channels) : -1;
            for (var c = 0; c < source.Channels; c++)
                planes[(c * area) + i] = at < 0 ? fill : Unit.Of(source.Pixels[at + c]);
        }
    }

    /// <summary>The same from planes of floats.</summary>
    public static void Resample(ReadOnlySpan<float> source, ImageSize size, int channels, in Route route, ImageSize output, Border border, float fill, Span<float> planes)
    {
        var (length, area) = (size.Width * size.Height, output.Width * output.Height);
        for (var i = 0; i < area; i++)
        {
            var at = Pixel(route, i, output, size, border) is var (x, y) ? (y * size.Width) + x : -1;
            for (var c = 0; c < channels; c++)
                planes[(c * area) + i] = at < 0 ? fill : source[(c * length) + at];
        }
    }

    private static (int X, int Y)? Pixel(in Route route, int i, ImageSize output, ImageSize size, Border border)
    {
        var (row, column) = Math.DivRem(i, output.Width);
        return route.Position(column, row, size, border) is var (x, y)
            ? (border.Index((long)Math.Floor(x), size.Width), border.Index((long)Math.Floor(y), size.Height))
            : null;
    }
}
