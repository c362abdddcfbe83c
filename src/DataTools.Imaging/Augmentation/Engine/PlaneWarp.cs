using System.Runtime.CompilerServices;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// Planes of floats under any map, bilinear or bicubic, eight pixels at a time where all their neighbours are inside and one
/// by one elsewhere: for what <see cref="Warp"/> does not do.
/// </summary>
internal static unsafe class PlaneWarp
{
    private const int MostTaps = 4;

    public static void Resample(
        ReadOnlySpan<float> source, ImageSize size, int channels, in Route route, ImageSize output, Border border, float fill, Interpolation interpolation, EngineMode mode, Span<float> planes)
    {
        var work = new Work(source, size, channels, route, output, border, fill, interpolation, mode == EngineMode.Exact ? Filter.Steep : Filter.Gentle);
        for (var y = 0; y < output.Height; y++)
        {
            for (var x = 0; x < output.Width; x += Positions.Lanes)
            {
                // The last eight overlap those before.
                x = Math.Max(0, Math.Min(x, output.Width - Positions.Lanes));
                if (!TryEight(work, x, y, planes))
                    Some(work, x, y, Math.Min(Positions.Lanes, output.Width), planes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryEight(in Work work, int x, int y, Span<float> planes)
    {
        var (output, size, before) = (work.Output, work.Size, work.Taps / 2);
        if (!Positions.TryCentres(work.Route, x, y, out var u, out var v) || output.Width < Positions.Lanes
            || !Positions.Within(u, (before - 1) << 16, (size.Width - before) << 16) || !Positions.Within(v, (before - 1) << 16, (size.Height - before) << 16))
        {
            return false;
        }
        fixed (float* plane = work.Source)
        fixed (float* target = planes)
        {
            var (length, area, at) = ((nint)size.Width * size.Height, (nint)output.Width * output.Height, ((nint)y * output.Width) + x);
            if (work.Interpolation == Interpolation.Bicubic)
                Neighbours.Cubic(work.Cubic, plane, size.Width, length, work.Channels, u, v, target + at, area);
            else
                Neighbours.Linear(plane, size.Width, length, work.Channels, u, v, target + at, area);
        }
        return true;
    }

    private static void Some(in Work work, int x, int y, int count, Span<float> planes)
    {
        var (length, area) = (work.Size.Width * work.Size.Height, work.Output.Width * work.Output.Height);
        Span<int> columns = stackalloc int[MostTaps], rows = stackalloc int[MostTaps];
        Span<float> across = stackalloc float[MostTaps], down = stackalloc float[MostTaps];
        columns = columns[..work.Taps];
        rows = rows[..work.Taps];
        for (var i = x; i < x + count; i++)
        {
            var at = (y * work.Output.Width) + i;
            if (work.Route.Position(i, y, work.Size, work.Border) is not var (u, v))
            {
                for (var c = 0; c < work.Channels; c++)
                    planes[(c * area) + at] = work.Fill;
                continue;
            }
            Weigh(u, work.Size.Width, work, columns, across);
            Weigh(v, work.Size.Height, work, rows, down);
            for (var c = 0; c < work.Channels; c++)
                planes[(c * area) + at] = Sum(work.Source.Slice(c * length, length), work.Size.Width, columns, across, rows, down);
        }
    }

    private static float Sum(ReadOnlySpan<float> plane, int width, ReadOnlySpan<int> columns, ReadOnlySpan<float> across, ReadOnlySpan<int> rows, ReadOnlySpan<float> down)
    {
        var sum = 0f;
        for (var j = 0; j < rows.Length; j++)
        {
            var value = 0f;
            for (var k = 0; k < columns.Length; k++)
                value += plane[(rows[j] * width) + columns[k]] * across[k];
            sum += value * down[j];
        }
        return MathF.Min(1, MathF.Max(0, sum));
    }

    private static void Weigh(double position, int length, in Work work, Span<int> indices, Span<float> weights)
    {
        var first = Math.Floor(position - 0.5) - (indices.Length / 2) + 1;
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = work.Border.Index((long)first + i, length);
            weights[i] = (float)Filter.At(work.Interpolation, first + i + 0.5 - position, work.Slope);
        }
    }

    private readonly ref struct Work(
        ReadOnlySpan<float> source, ImageSize size, int channels, in Route route, ImageSize output, Border border, float fill, Interpolation interpolation, double slope)
    {
        public readonly ReadOnlySpan<float> Source = source;
        public readonly ImageSize Size = size, Output = output;
        public readonly int Channels = channels, Taps = 2 * (int)Filter.Radius(interpolation);
        public readonly Route Route = route;
        public readonly Border Border = border;
        public readonly float Fill = fill;
        public readonly Interpolation Interpolation = interpolation;
        public readonly double Slope = slope;
        public readonly Cubic Cubic = new((float)slope);
    }
}
