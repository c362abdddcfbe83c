using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>Crops, pads and mirrors: each value is one of the input's, or the fill.</summary>
internal static class WholePixels
{
    private const int Lanes = 8;

    public static void Resample(in PixelView source, in Affine map, ImageSize output, Border border, float fill, Span<float> planes)
    {
        var area = output.Width * output.Height;
        var (from, to) = Inside(map.A, map.C, output.Width, source.Width);
        for (var y = 0; y < output.Height; y++)
        {
            var row = Position(map.E, map.F, y, source.Height, border);
            var line = planes[(y * output.Width)..];
            if (row < 0)
            {
                for (var c = 0; c < source.Channels; c++)
                    line.Slice(c * area, output.Width).Fill(fill);
                continue;
            }
            var pixels = source.Pixels.Slice(row * source.Stride, source.Width * source.Channels);
            var column = map.A > 0 ? from + (int)map.C : (int)map.C - 1 - from;
            if (source.Channels == 3)
                Colour(pixels, map.A, column, line[from..], to - from, area);
            else
                Gray(pixels, map.A, column, line[from..to]);
            for (var x = 0; x < output.Width; x++)
            {
                if (x == from)
                    x = to;
                if (x >= output.Width)
                    break;
                var other = Position(map.A, map.C, x, source.Width, border);
                for (var c = 0; c < source.Channels; c++)
                    line[(c * area) + x] = other < 0 ? fill : Unit.Of(pixels[(other * source.Channels) + c]);
            }
        }
    }

    /// <summary>The same from planes of floats.</summary>
    public static void Resample(ReadOnlySpan<float> source, ImageSize input, int channels, in Affine map, ImageSize output, Border border, float fill, Span<float> planes)
    {
        var (from, to) = Inside(map.A, map.C, output.Width, input.Width);
        for (var c = 0; c < channels; c++)
        {
            for (var y = 0; y < output.Height; y++)
            {
                var row = Position(map.E, map.F, y, input.Height, border);
                var line = planes.Slice(((c * output.Height) + y) * output.Width, output.Width);
                for (var x = 0; x < line.Length; x++)
                {
                    if (x == from && from < to && row >= 0)
                    {
                        Inside(source.Slice(((c * input.Height) + row) * input.Width, input.Width), map, from, line[from..to]);
                        x = to;
                        if (x == line.Length)
                            break;
                    }
                    var column = row < 0 ? -1 : Position(map.A, map.C, x, input.Width, border);
                    line[x] = column < 0 ? fill : source[(((c * input.Height) + row) * input.Width) + column];
                }
            }
        }
    }

    private static void Inside(ReadOnlySpan<float> row, in Affine map, int from, Span<float> line)
    {
        if (map.A > 0)
        {
            row.Slice(from + (int)map.C, line.Length).CopyTo(line);
            return;
        }
        row.Slice((int)map.C - from - line.Length, line.Length).CopyTo(line);
        line.Reverse();
    }

    // The output positions that come from inside.
    private static (int From, int To) Inside(double scale, double offset, int count, int length)
    {
        var from = scale > 0 ? -offset : offset - length;
        var first = (int)Math.Clamp(from, 0, count);
        return (first, (int)Math.Clamp(from + length, first, count));
    }

    // -1: the fill.
    private static int Position(double scale, double offset, int i, int length, Border border)
    {
        var position = scale > 0 ? i + (int)offset : (int)offset - 1 - i;
        return border == Border.Constant && (position < 0 || position >= length) ? -1 : border.Index(position, length);
    }

    private static void Colour(ReadOnlySpan<byte> pixels, double direction, int column, Span<float> line, int count, int area)
    {
        if (count < Lanes)
        {
            for (var x = 0; x < count; x++)
            {
                for (var c = 0; c < 3; c++)
                    line[(c * area) + x] = Unit.Of(pixels[((direction > 0 ? column + x : column - x) * 3) + c]);
            }
            return;
        }
        ref var start = ref MemoryMarshal.GetReference(pixels);
        ref var target = ref MemoryMarshal.GetReference(line);
        for (var x = 0; x < count; x += Lanes)
        {
            // The last eight overlap those before.
            x = Math.Min(x, count - Lanes);
            // The bytes 0 to 15 and 8 to 23 of 24; a shuffle makes 255 a zero.
            var at = (nuint)(3 * (direction > 0 ? column + x : column - x - (Lanes - 1)));
            var (low, high) = (Vector128.LoadUnsafe(ref start, at), Vector128.LoadUnsafe(ref start, at + 8));
            var red = Vector128.Shuffle(low, Vector128.Create((byte)0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(high, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 10, 13, 255, 255, 255, 255, 255, 255, 255, 255));
            var green = Vector128.Shuffle(low, Vector128.Create((byte)1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(high, Vector128.Create((byte)255, 255, 255, 255, 255, 8, 11, 14, 255, 255, 255, 255, 255, 255, 255, 255));
            var blue = Vector128.Shuffle(low, Vector128.Create((byte)2, 5, 8, 11, 14, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(high, Vector128.Create((byte)255, 255, 255, 255, 255, 9, 12, 15, 255, 255, 255, 255, 255, 255, 255, 255));
            Eight(red, direction, ref target, x);
            Eight(green, direction, ref target, area + x);
            Eight(blue, direction, ref target, (2 * area) + x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(Vector128<byte> levels, double direction, ref float target, int at)
    {
        if (direction < 0)
            levels = Vector128.Shuffle(levels, Vector128.Create((byte)7, 6, 5, 4, 3, 2, 1, 0, 255, 255, 255, 255, 255, 255, 255, 255));
        var (low, high) = Vector128.Widen(Vector128.WidenLower(levels));
        Unit.Of(Vector128.ConvertToSingle(low.AsInt32())).StoreUnsafe(ref target, (nuint)at);
        Unit.Of(Vector128.ConvertToSingle(high.AsInt32())).StoreUnsafe(ref target, (nuint)at + 4);
    }

    private static void Gray(ReadOnlySpan<byte> pixels, double direction, int column, Span<float> line)
    {
        var x = 0;
        ref var start = ref MemoryMarshal.GetReference(pixels);
        ref var target = ref MemoryMarshal.GetReference(line);
        for (; x <= line.Length - Lanes; x += Lanes)
        {
            var at = direction > 0 ? column + x : column - x - (Lanes - 1);
            Eight(Vector64.LoadUnsafe(ref start, (nuint)at).ToVector128Unsafe(), direction, ref target, x);
        }
        for (; x < line.Length; x++)
            line[x] = Unit.Of(pixels[direction > 0 ? column + x : column - x]);
    }
}
