using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using DataTools.Imaging.Augmentation.Engine.Area;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>Weighted sums of rows, and turns of 8 x 8 floats.</summary>
internal static class Filtering
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Down(ReadOnlySpan<byte> pixels, int stride, ReadOnlySpan<float> weights, Span<float> line)
    {
        ref var start = ref MemoryMarshal.GetReference(pixels);
        ref var target = ref MemoryMarshal.GetReference(line);
        var i = 0;
        for (; i <= line.Length - 32; i += 32)
        {
            var (a, b, c, d) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            var at = (nuint)i;
            foreach (var value in weights)
            {
                var weight = Vector256.Create(value);
                a += Eight(ref start, at) * weight;
                b += Eight(ref start, at + 8) * weight;
                c += Eight(ref start, at + 16) * weight;
                d += Eight(ref start, at + 24) * weight;
                at += (nuint)stride;
            }
            a.StoreUnsafe(ref target, (nuint)i);
            b.StoreUnsafe(ref target, (nuint)i + 8);
            c.StoreUnsafe(ref target, (nuint)i + 16);
            d.StoreUnsafe(ref target, (nuint)i + 24);
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

    public static void Down(ReadOnlySpan<float> plane, int stride, ReadOnlySpan<float> weights, Span<float> line)
    {
        line.Clear();
        for (var k = 0; k < weights.Length; k++)
            PlaneMath.Sum(line, 1, plane.Slice(k * stride, line.Length), weights[k]);
    }

    /// <summary>Rows to columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Turn(ReadOnlySpan<float> source, int stride, Span<float> target, int targetStride)
    {
        ref var from = ref MemoryMarshal.GetReference(source[..((7 * stride) + 8)]);
        ref var to = ref MemoryMarshal.GetReference(target[..((7 * targetStride) + 8)]);
        if (!Avx.IsSupported)
        {
            for (var i = 0; i < 64; i++)
                target[((i & 7) * targetStride) + (i >> 3)] = source[((i >> 3) * stride) + (i & 7)];
            return;
        }
        // Halves of rows 4 apart first: then three turns of pairs within lanes of four.
        var s = (nuint)stride;
        var (a, e) = (Halves(ref from, 0, s, 0), Halves(ref from, 0, s, 4));
        var (b, f) = (Halves(ref from, 1, s, 0), Halves(ref from, 1, s, 4));
        var (c, g) = (Halves(ref from, 2, s, 0), Halves(ref from, 2, s, 4));
        var (d, h) = (Halves(ref from, 3, s, 0), Halves(ref from, 3, s, 4));
        Four(a, b, c, d, ref to, (nuint)targetStride);
        Four(e, f, g, h, ref Unsafe.Add(ref to, 4 * targetStride), (nuint)targetStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(ref float from, nuint row, nuint stride, nuint column) =>
        Vector256.Create(Vector128.LoadUnsafe(ref from, (row * stride) + column), Vector128.LoadUnsafe(ref from, ((row + 4) * stride) + column));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, ref float to, nuint stride)
    {
        var (ab, ba) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b));
        var (cd, dc) = (Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
        Avx.Shuffle(ab, cd, 0b01_00_01_00).StoreUnsafe(ref to);
        Avx.Shuffle(ab, cd, 0b11_10_11_10).StoreUnsafe(ref to, stride);
        Avx.Shuffle(ba, dc, 0b01_00_01_00).StoreUnsafe(ref to, 2 * stride);
        Avx.Shuffle(ba, dc, 0b11_10_11_10).StoreUnsafe(ref to, 3 * stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Eight(ref byte start, nuint at)
    {
        if (Avx2.IsSupported)
        {
            var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at))).AsByte();
            return Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(bytes));
        }
        var (low, high) = Vector128.Widen(Vector64.WidenLower(Vector64.LoadUnsafe(ref start, at)).ToVector128Unsafe().WithUpper(Vector64.WidenUpper(Vector64.LoadUnsafe(ref start, at))));
        return Vector256.ConvertToSingle(Vector256.Create(low, high).AsInt32());
    }
}
