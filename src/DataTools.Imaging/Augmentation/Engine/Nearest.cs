using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>Each value is that of the pixel in which its position lies: no value comes out that was not in.</summary>
internal static unsafe class Nearest
{
    // The offset of what lies beyond the edge.
    private const int Beyond = -1;

    public static void Resample(in PixelView source, in Route route, ImageSize output, Border border, float fill, Span<float> planes)
    {
        Span<int> offsets = stackalloc int[Positions.Lanes];
        var (size, area) = (new ImageSize(source.Width, source.Height), output.Width * output.Height);
        for (var i = 0; i < area;)
        {
            var (row, column) = Math.DivRem(i, output.Width);
            var count = Offsets(route, column, row, output, size, border, source.Channels, source.Stride, offsets, out var inside);
            if (inside)
            {
                fixed (byte* pixels = source.Pixels)
                fixed (int* at = offsets)
                fixed (float* target = planes)
                {
                    for (var c = 0; c < source.Channels; c++)
                        Eight(pixels + c, at).Store(target + ((nint)c * area) + i);
                }
            }
            else
            {
                for (var k = 0; k < count; k++)
                {
                    for (var c = 0; c < source.Channels; c++)
                        planes[(c * area) + i + k] = offsets[k] == Beyond ? fill : Unit.Of(source.Pixels[offsets[k] + c]);
                }
            }
            i += count;
        }
    }

    /// <summary>The same from planes of floats.</summary>
    public static void Resample(ReadOnlySpan<float> source, ImageSize size, int channels, in Route route, ImageSize output, Border border, float fill, Span<float> planes)
    {
        Span<int> offsets = stackalloc int[Positions.Lanes];
        var (length, area) = (size.Width * size.Height, output.Width * output.Height);
        for (var i = 0; i < area;)
        {
            var (row, column) = Math.DivRem(i, output.Width);
            var count = Offsets(route, column, row, output, size, border, 1, size.Width, offsets, out _);
            for (var c = 0; c < channels; c++)
            {
                var plane = source.Slice(c * length, length);
                var target = planes.Slice((c * area) + i, count);
                for (var k = 0; k < target.Length; k++)
                    target[k] = offsets[k] == Beyond ? fill : plane[offsets[k]];
            }
            i += count;
        }
    }

    /// <summary>Of up to eight pixels of a row; how many they are, and whether they are eight and all come from inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Offsets(
        in Route route, int column, int row, ImageSize output, ImageSize size, Border border, int step, int stride, Span<int> offsets, out bool inside)
    {
        var count = Math.Min(Positions.Lanes, output.Width - column);
        // What lies beyond the count is there to be looked at, and not used.
        inside = Positions.TryPixels(route, column, row, out var x, out var y)
            && count == Positions.Lanes && Positions.Within(x, 0, size.Width) && Positions.Within(y, 0, size.Height);
        if (inside)
        {
            ((y * stride) + (x * step)).CopyTo(offsets);
            return count;
        }
        for (var k = 0; k < count; k++)
        {
            offsets[k] = route.Position(column + k, row, size, border) is var (u, v)
                ? (border.Index((long)Math.Floor(v), size.Height) * stride) + (border.Index((long)Math.Floor(u), size.Width) * step)
                : Beyond;
        }
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Eight(byte* pixels, int* at) => Unit.Of(Vector256.ConvertToSingle(
        Vector256.Create(pixels[at[0]], pixels[at[1]], pixels[at[2]], pixels[at[3]], pixels[at[4]], pixels[at[5]], pixels[at[6]], (int)pixels[at[7]])));
}
