using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// An image in which each pixel is the mean of a box of pixels: what a resample that shrinks starts from, so that it costs
/// one look at each pixel however far it shrinks. Boxes at the right and the bottom are cut off by the edge.
/// </summary>
internal static class BoxShrink
{
    // Of what an output pixel covers: interpolation blurs too. Measured against an ideal on photos, on which 0.5, 0.6, 0.85
    // and 1 are 1 to 3 dB worse. Boxes of 2 begin where an image shrinks 2.15 times.
    private const double Share = 0.7;

    /// <summary>Bytes that the bytes' shrinking needs; some beyond the end are for its way of writing.</summary>
    public static int Length(in PixelView source, int across, int down) => checked((Count(source.Width, across) * Count(source.Height, down) * source.Channels) + 16);

    /// <summary>Shrinks into <paramref name="target"/>, with <paramref name="line"/> of at least source.Width x Channels + 4 to work in.</summary>
    public static PixelView Shrink(in PixelView source, int across, int down, Span<int> line, Span<byte> target)
    {
        var (width, height, values) = (Count(source.Width, across), Count(source.Height, down), source.Width * source.Channels);
        for (var y = 0; y < height; y++)
        {
            var rows = Math.Min(down, source.Height - (y * down));
            var row = target[(y * width * source.Channels)..];
            if (source.Channels == 3 && Math.Max(across, down) <= SmallBoxes.Largest)
            {
                SmallBoxes.Shrink(source, y * down, rows, across, MemoryMarshal.Cast<int, ushort>(line), row);
                continue;
            }
            Sum(source, y * down, rows, line[..values]);
            // The sum of a full box in 31 bits.
            if (source.Channels == 3 && (long)across * rows * 255 <= int.MaxValue)
                Colour(line, source.Width, across, rows, width, row);
            else
                Any(line, source.Width, source.Channels, across, rows, width, row);
        }
        return new(target[..(width * height * source.Channels)], width, height, source.Channels, width * source.Channels);
    }

    /// <summary>Planes of floats.</summary>
    public static void Shrink(ReadOnlySpan<float> source, ImageSize size, int channels, int across, int down, Span<float> target)
    {
        var (width, height) = (Count(size.Width, across), Count(size.Height, down));
        for (var i = 0; i < channels * width * height; i++)
        {
            var (c, y, x) = (i / width / height, i / width % height, i % width);
            var (columns, rows) = (Math.Min(across, size.Width - (x * across)), Math.Min(down, size.Height - (y * down)));
            var sum = 0.0;
            for (var j = 0; j < rows; j++)
            {
                foreach (var value in source.Slice((((c * size.Height) + (y * down) + j) * size.Width) + (x * across), columns))
                    sum += value;
            }
            target[i] = (float)(sum / columns / rows);
        }
    }

    /// <summary>The sides of the boxes for a map: about as many pixels as one output pixel covers. None in the exact mode.</summary>
    public static (int Across, int Down) Boxes(in Route route, ImageSize output, ImageSize input, EngineMode mode)
    {
        if (mode == EngineMode.Exact)
            return (1, 1);
        var (x, y) = route.Shrinking(output);
        return (Box(x, input.Width), Box(y, input.Height));
    }

    private static int Box(double shrinking, int length) => (int)Math.Clamp(Math.Floor((shrinking * Share) + 0.5), 1, length);

    public static int Count(int length, int box) => ((length - 1) / box) + 1;

    private static void Sum(in PixelView source, int first, int rows, Span<int> line)
    {
        var at = 0;
        ref var start = ref MemoryMarshal.GetReference(source.Pixels);
        for (; at <= line.Length - 16; at += 16)
        {
            var (a, b, c, d) = (Vector128<int>.Zero, Vector128<int>.Zero, Vector128<int>.Zero, Vector128<int>.Zero);
            for (var y = first; y < first + rows; y++)
            {
                var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref start, (nuint)((y * (nint)source.Stride) + at)));
                var (p, q) = Vector128.Widen(low);
                var (r, s) = Vector128.Widen(high);
                (a, b, c, d) = (a + p.AsInt32(), b + q.AsInt32(), c + r.AsInt32(), d + s.AsInt32());
            }
            a.CopyTo(line[at..]);
            b.CopyTo(line[(at + 4)..]);
            c.CopyTo(line[(at + 8)..]);
            d.CopyTo(line[(at + 12)..]);
        }
        for (; at < line.Length; at++)
        {
            line[at] = 0;
            for (var y = first; y < first + rows; y++)
                line[at] += source.Pixels[(y * source.Stride) + at];
        }
    }

    private static void Colour(ReadOnlySpan<int> line, int width, int across, int rows, int count, Span<byte> row)
    {
        ref var start = ref MemoryMarshal.GetReference(line);
        for (var x = 0; x < count; x++)
        {
            var (first, pixels) = (x * across, Math.Min(across, width - (x * across)));
            var sum = Vector128<int>.Zero;
            for (var i = first; i < first + pixels; i++)
                sum += Vector128.LoadUnsafe(ref start, (nuint)(i * 3));
            var mean = Vector128.ConvertToInt32((Vector128.ConvertToSingle(sum) * (1f / (pixels * rows))) + Vector128.Create(0.5f));
            // Four bytes, of which the next pixel overwrites the last.
            var bytes = Vector128.Narrow(Vector128.Narrow(mean, mean).AsUInt16(), Vector128<ushort>.Zero).AsUInt32()[0];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(row[(x * 3)..], bytes);
        }
    }

    private static void Any(ReadOnlySpan<int> line, int width, int channels, int across, int rows, int count, Span<byte> row)
    {
        for (var x = 0; x < count; x++)
        {
            var (first, pixels) = (x * across, Math.Min(across, width - (x * across)));
            for (var c = 0; c < channels; c++)
            {
                var sum = 0L;
                for (var i = first; i < first + pixels; i++)
                    sum += line[(i * channels) + c];
                row[(x * channels) + c] = (byte)(((2 * sum) + ((long)pixels * rows)) / (2L * pixels * rows));
            }
        }
    }
}
