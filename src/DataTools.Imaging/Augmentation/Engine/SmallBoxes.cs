using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>Means of boxes of up to 4 x 4 RGB pixels: what nearly all training images need. Sums in 16 bits, four boxes at a time.</summary>
internal static class SmallBoxes
{
    public const int Largest = 4;

    /// <summary>One row of boxes, <paramref name="rows"/> high, into <paramref name="row"/> and up to 4 bytes beyond.</summary>
    public static void Shrink(in PixelView source, int first, int rows, int across, Span<ushort> line, Span<byte> row)
    {
        var values = source.Width * 3;
        Sum(source.Pixels[(first * source.Stride)..], source.Stride, rows, line[..values]);
        var (full, x) = (source.Width / across, 0);
        ref var sums = ref MemoryMarshal.GetReference(line);
        // Half of the area makes the quotient the nearest. The reciprocal is a little too large, by less than 1/16 of a level.
        var area = across * rows;
        var (half, reciprocal) = (Vector128.Create((ushort)(area / 2)), Vector128.Create((ushort)((65535 / area) + 1)));
        var dense = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255);
        var step = (nuint)(3 * across);
        // Loads reach one value, stores one box further than they should.
        for (; area > 1 && x + 4 < full; x += 4)
        {
            var (a, b) = (half, half);
            var at = (nuint)(x * 3 * across);
            for (var i = 0; i < across; i++, at += 3)
            {
                a += Vector128.Create(Four(ref sums, at), Four(ref sums, at + step)).AsUInt16();
                b += Vector128.Create(Four(ref sums, at + (2 * step)), Four(ref sums, at + (3 * step))).AsUInt16();
            }
            var bytes = Vector128.Narrow(High(a, reciprocal), High(b, reciprocal));
            Vector128.Shuffle(bytes, dense).CopyTo(row[(x * 3)..]);
        }
        for (; x * across < source.Width; x++)
        {
            var pixels = Math.Min(across, source.Width - (x * across));
            for (var c = 0; c < 3; c++)
            {
                var sum = pixels * rows / 2;
                for (var i = 0; i < pixels; i++)
                    sum += line[(((x * across) + i) * 3) + c];
                row[(x * 3) + c] = (byte)(sum / (pixels * rows));
            }
        }
    }

    private static void Sum(ReadOnlySpan<byte> pixels, int stride, int rows, Span<ushort> line)
    {
        ref var start = ref MemoryMarshal.GetReference(pixels);
        var at = 0;
        for (; at <= line.Length - 32; at += 32)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref start, (nuint)at));
            for (var y = 1; y < rows; y++)
            {
                var (a, b) = Vector256.Widen(Vector256.LoadUnsafe(ref start, (nuint)((y * stride) + at)));
                (low, high) = (low + a, high + b);
            }
            low.CopyTo(line[at..]);
            high.CopyTo(line[(at + 16)..]);
        }
        for (; at < line.Length; at++)
        {
            line[at] = 0;
            for (var y = 0; y < rows; y++)
                line[at] += pixels[(y * stride) + at];
        }
    }

    // An RGB pixel and the next one's red.
    private static ulong Four(ref ushort line, nuint at) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<ushort, byte>(ref Unsafe.Add(ref line, at)));

    private static Vector128<ushort> High(Vector128<ushort> a, Vector128<ushort> b)
    {
        if (Sse2.IsSupported)
            return Sse2.MultiplyHigh(a, b);
        var (low, high) = (Vector128.WidenLower(a) * Vector128.WidenLower(b), Vector128.WidenUpper(a) * Vector128.WidenUpper(b));
        return Vector128.Narrow(low >>> 16, high >>> 16);
    }
}
