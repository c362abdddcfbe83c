using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// Crops, flips and resizes: the two axes are independent, so for each row of the output the rows it comes from are
/// filtered into one line, and that line along x. The filter is widened by the scale where the image shrinks
/// (antialiasing as in Pillow and torchvision).
/// </summary>
internal static class AxisAligned
{
    public static void Resample(in PixelView source, in Affine map, ImageSize output, Interpolation interpolation, float fill, Span<float> planes)
    {
        var columns = new Taps(map.A, map.C, output.Width, source.Width, interpolation);
        var rows = new Taps(map.E, map.F, output.Height, source.Height, interpolation);
        var (first, last) = columns.Range;
        // Down first: it needs one line of memory whatever the sizes, and of it only the columns that are used.
        var (length, area) = (Math.Max(0, last - first + 1) * source.Channels, output.Width * output.Height);
        // A pixel is read as four values.
        var line = ArrayPool<float>.Shared.Rent(length + 1);
        for (var y = 0; y < output.Height; y++)
        {
            var weights = rows.Weights(y);
            var target = planes[(y * output.Width)..];
            if (weights.IsEmpty || length == 0)
            {
                for (var c = 0; c < source.Channels; c++)
                    target.Slice(c * area, output.Width).Fill(fill);
                continue;
            }
            Down(source.Pixels[((rows.Start(y) * source.Stride) + (first * source.Channels))..], source.Stride, weights, line.AsSpan(0, length));
            if (source.Channels == 3)
                AcrossColour(line.AsSpan(0, length + 1), columns, fill, target, area, output.Width);
            else
                Across(line.AsSpan(0, length), columns, fill, target[..output.Width], bytes: true);
        }
        ArrayPool<float>.Shared.Return(line);
        columns.Return();
        rows.Return();
    }

    /// <summary>The same from planes of floats.</summary>
    public static void Resample(ReadOnlySpan<float> source, ImageSize input, int channels, in Affine map, ImageSize output, Interpolation interpolation, float fill, Span<float> planes)
    {
        var columns = new Taps(map.A, map.C, output.Width, input.Width, interpolation);
        var rows = new Taps(map.E, map.F, output.Height, input.Height, interpolation);
        var (first, last) = columns.Range;
        var length = Math.Max(0, last - first + 1);
        var line = ArrayPool<float>.Shared.Rent(length);
        for (var i = 0; i < channels * output.Height; i++)
        {
            var (c, y) = Math.DivRem(i, output.Height);
            var weights = rows.Weights(y);
            var target = planes.Slice(i * output.Width, output.Width);
            if (weights.IsEmpty || length == 0)
            {
                target.Fill(fill);
                continue;
            }
            Down(source[((((c * input.Height) + rows.Start(y)) * input.Width) + first)..], input.Width, weights, line.AsSpan(0, length));
            Across(line.AsSpan(0, length), columns, fill, target, bytes: false);
        }
        ArrayPool<float>.Shared.Return(line);
        columns.Return();
        rows.Return();
    }

    private static void Down(ReadOnlySpan<byte> pixels, int stride, ReadOnlySpan<float> weights, Span<float> line)
    {
        ref var start = ref MemoryMarshal.GetReference(pixels);
        var i = 0;
        for (; i <= line.Length - 16; i += 16)
        {
            var (a, b) = (Vector256<float>.Zero, Vector256<float>.Zero);
            var at = (nuint)i;
            foreach (var weight in weights)
            {
                var (low, high) = Vector256.Widen(Vector256.WidenLower(Vector128.LoadUnsafe(ref start, at).ToVector256Unsafe()));
                a += Vector256.ConvertToSingle(low.AsInt32()) * weight;
                b += Vector256.ConvertToSingle(high.AsInt32()) * weight;
                at += (nuint)stride;
            }
            a.CopyTo(line[i..]);
            b.CopyTo(line[(i + 8)..]);
        }
        for (; i < line.Length; i++)
        {
            var (value, at) = (0f, i);
            foreach (var weight in weights)
            {
                value += pixels[at] * weight;
                at += stride;
            }
            line[i] = value;
        }
    }

    private static void Down(ReadOnlySpan<float> plane, int stride, ReadOnlySpan<float> weights, Span<float> line)
    {
        line.Clear();
        for (var k = 0; k < weights.Length; k++)
        {
            var row = plane.Slice(k * stride, line.Length);
            var weight = weights[k];
            for (var i = 0; i < row.Length; i++)
                line[i] += row[i] * weight;
        }
    }

    private static void AcrossColour(ReadOnlySpan<float> line, in Taps columns, float fill, Span<float> target, int area, int width)
    {
        ref var start = ref MemoryMarshal.GetReference(line);
        var red = target[..width];
        var green = target.Slice(area, width);
        var blue = target.Slice(2 * area, width);
        for (var x = 0; x < width; x++)
        {
            var weights = columns.Weights(x);
            var (sum, at) = (Vector128<float>.Zero, (nuint)((columns.Start(x) - columns.Range.First) * 3));
            foreach (var weight in weights)
            {
                sum += Vector128.LoadUnsafe(ref start, at) * weight;
                at += 3;
            }
            // The weights may add up to a hair more than 1, and those of cubics are negative too.
            var value = weights.IsEmpty ? Vector128.Create(fill) : Vector128.Min(Vector128<float>.One, Vector128.Max(Vector128<float>.Zero, Unit.Of(sum)));
            (red[x], green[x], blue[x]) = (value[0], value[1], value[2]);
        }
    }

    private static void Across(ReadOnlySpan<float> line, in Taps columns, float fill, Span<float> target, bool bytes)
    {
        for (var x = 0; x < target.Length; x++)
        {
            var weights = columns.Weights(x);
            var (sum, at) = (0f, columns.Start(x) - columns.Range.First);
            foreach (var weight in weights)
                sum += line[at++] * weight;
            target[x] = weights.IsEmpty ? fill : MathF.Min(1, MathF.Max(0, bytes ? Unit.Of(sum) : sum));
        }
    }
}
