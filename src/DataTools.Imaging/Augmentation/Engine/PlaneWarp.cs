namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// Planes of floats under any map, bilinear or bicubic, pixel by pixel: for what <see cref="Warp"/> does not do.
/// </summary>
internal static class PlaneWarp
{
    private const int MostTaps = 4;

    public static void Resample(
        ReadOnlySpan<float> source, ImageSize size, int channels, in Route route, ImageSize output, Border border, float fill, Interpolation interpolation, EngineMode mode, Span<float> planes)
    {
        var (length, area, taps) = (size.Width * size.Height, output.Width * output.Height, 2 * (int)Filter.Radius(interpolation));
        var slope = mode == EngineMode.Exact ? Filter.Steep : Filter.Gentle;
        Span<int> columns = stackalloc int[MostTaps], rows = stackalloc int[MostTaps];
        Span<float> across = stackalloc float[MostTaps], down = stackalloc float[MostTaps];
        for (var i = 0; i < area; i++)
        {
            var (row, column) = Math.DivRem(i, output.Width);
            if (route.Position(column, row, size, border) is not var (x, y))
            {
                for (var c = 0; c < channels; c++)
                    planes[(c * area) + i] = fill;
                continue;
            }
            Weigh(x, size.Width, border, interpolation, slope, columns[..taps], across);
            Weigh(y, size.Height, border, interpolation, slope, rows[..taps], down);
            for (var c = 0; c < channels; c++)
            {
                var plane = source.Slice(c * length, length);
                var sum = 0f;
                for (var j = 0; j < taps; j++)
                {
                    var line = plane.Slice(rows[j] * size.Width, size.Width);
                    var value = 0f;
                    for (var k = 0; k < taps; k++)
                        value += line[columns[k]] * across[k];
                    sum += value * down[j];
                }
                planes[(c * area) + i] = MathF.Min(1, MathF.Max(0, sum));
            }
        }
    }

    private static void Weigh(double position, int length, Border border, Interpolation interpolation, double slope, Span<int> indices, Span<float> weights)
    {
        var first = Math.Floor(position - 0.5) - (indices.Length / 2) + 1;
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = border.Index((long)first + i, length);
            weights[i] = (float)Filter.At(interpolation, first + i + 0.5 - position, slope);
        }
    }
}
