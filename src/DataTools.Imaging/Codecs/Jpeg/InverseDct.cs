using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DataTools.Imaging.Codecs.Jpeg;

/// <summary>
/// The inverse DCT of 8 x 8 coefficients in fixed point after Loeffler, Ligtenberg and Moschytz (ICASSP 1989): columns first,
/// then rows, rounded where the usual accurate integer decoder rounds, so that the samples are those of every good viewer.
/// </summary>
internal static class InverseDct
{
    private const int Bits = 13;

    // Kept between columns and rows.
    private const int Kept = 2;

    // Rotations by multiples of pi/16, times 2 to the power of Bits.
    private const int Even0 = 4433;
    private const int Even1 = 6270;
    private const int Even2 = -15137;
    private const int Odd0 = 9633;
    private const int Odd1 = 2446;
    private const int Odd2 = 16819;
    private const int Odd3 = 25172;
    private const int Odd4 = 12299;
    private const int Odd5 = -7373;
    private const int Odd6 = -20995;
    private const int Odd7 = -16069;
    private const int Odd8 = -3196;

    /// <summary>
    /// The samples of a block, 8 rows <paramref name="stride"/> bytes apart. <paramref name="last"/> is the place of its last
    /// coefficient in zigzag order. The coefficients are zero afterwards.
    /// </summary>
    public static void Inverse(Span<short> coefficients, int last, Span<byte> samples, int stride)
    {
        // Checked once: eight rows of eight.
        ref var target = ref samples[..((7 * stride) + 8)][0];
        ref var block = ref coefficients[..64][0];
        if (last == 0)
        {
            var value = ((block << Kept) + (1 << (Kept + 2)) + (128 << (Kept + 3))) >> (Kept + 3);
            block = 0;
            var row = 0x0101010101010101UL * (byte)Math.Clamp(value, 0, 255);
            for (var y = 0; y < 8; y++)
                Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, (nint)y * stride), row);
            return;
        }
        Vector256<int> a, b, c, d, e, f, g, h;
        (a, b) = Widen(ref block, 0);
        (c, d) = Widen(ref block, 16);
        if (last < FirstOfRow4)
        {
            Vector256<short>.Zero.StoreUnsafe(ref block);
            Vector256<short>.Zero.StoreUnsafe(ref block, 16);
            Half(a, b, c, d, 1 << (Bits - Kept - 1), out a, out b, out c, out d, out e, out f, out g, out h);
            Shift(Bits - Kept, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
            Transpose(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
            // Below the diagonal of place 10 the right half of each row is as empty as the lower half.
            Half(a, b, c, d, Round, out a, out b, out c, out d, out e, out f, out g, out h);
        }
        else
        {
            (e, f) = Widen(ref block, 32);
            (g, h) = Widen(ref block, 48);
            Vector256<short>.Zero.StoreUnsafe(ref block);
            Vector256<short>.Zero.StoreUnsafe(ref block, 16);
            Vector256<short>.Zero.StoreUnsafe(ref block, 32);
            Vector256<short>.Zero.StoreUnsafe(ref block, 48);
            Full(1 << (Bits - Kept - 1), ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
            Shift(Bits - Kept, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
            Transpose(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
            Full(Round, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        }
        Shift(Bits + Kept + 3, ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        Store(a, b, c, d, e, f, g, h, ref target, stride);
    }

    // Coefficients up to here lie in the upper left quarter.
    private const int FirstOfRow4 = 10;

    // With the 128 that samples are lifted by.
    private const int Round = (1 << (Bits + Kept + 2)) + (128 << (Bits + Kept + 3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> First, Vector256<int> Second) Widen(ref short block, nuint at) => Vector256.Widen(Vector256.LoadUnsafe(ref block, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Full(int round, ref Vector256<int> a, ref Vector256<int> b, ref Vector256<int> c, ref Vector256<int> d, ref Vector256<int> e, ref Vector256<int> f, ref Vector256<int> g, ref Vector256<int> h)
    {
        var turned = (c + g) * Even0;
        var (low, high) = (turned + (g * Even2), turned + (c * Even1));
        var sum = ((a + e) << Bits) + Vector256.Create(round);
        var difference = ((a - e) << Bits) + Vector256.Create(round);

        var all = (h + d + f + b) * Odd0;
        var (hb, fd) = ((h + b) * Odd5, (f + d) * Odd6);
        var (hd, fb) = (((h + d) * Odd7) + all, ((f + b) * Odd8) + all);
        var (p, q, r, s) = ((h * Odd1) + hb + hd, (f * Odd2) + fd + fb, (d * Odd3) + fd + hd, (b * Odd4) + hb + fb);
        Butterfly(sum, difference, low, high, p, q, r, s, out a, out b, out c, out d, out e, out f, out g, out h);
    }

    // The upper four alone are not zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Half(Vector256<int> i, Vector256<int> j, Vector256<int> k, Vector256<int> l, int round, out Vector256<int> a, out Vector256<int> b, out Vector256<int> c, out Vector256<int> d, out Vector256<int> e, out Vector256<int> f, out Vector256<int> g, out Vector256<int> h)
    {
        var sum = (i << Bits) + Vector256.Create(round);
        var all = (l + j) * Odd0;
        var (hd, fb) = ((l * Odd7) + all, (j * Odd8) + all);
        Butterfly(sum, sum, k * Even0, k * (Even0 + Even1), (j * Odd5) + hd, (l * Odd6) + fb, (l * (Odd3 + Odd6)) + hd, (j * (Odd4 + Odd5)) + fb, out a, out b, out c, out d, out e, out f, out g, out h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Butterfly(Vector256<int> sum, Vector256<int> difference, Vector256<int> low, Vector256<int> high, Vector256<int> p, Vector256<int> q, Vector256<int> r, Vector256<int> s, out Vector256<int> a, out Vector256<int> b, out Vector256<int> c, out Vector256<int> d, out Vector256<int> e, out Vector256<int> f, out Vector256<int> g, out Vector256<int> h)
    {
        var (w, x, y, z) = (sum + high, difference + low, difference - low, sum - high);
        (a, b, c, d) = (w + s, x + r, y + q, z + p);
        (e, f, g, h) = (z - p, y - q, x - r, w - s);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Shift(int bits, ref Vector256<int> a, ref Vector256<int> b, ref Vector256<int> c, ref Vector256<int> d, ref Vector256<int> e, ref Vector256<int> f, ref Vector256<int> g, ref Vector256<int> h)
    {
        (a, b, c, d) = (a >> bits, b >> bits, c >> bits, d >> bits);
        (e, f, g, h) = (e >> bits, f >> bits, g >> bits, h >> bits);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector256<int> a, ref Vector256<int> b, ref Vector256<int> c, ref Vector256<int> d, ref Vector256<int> e, ref Vector256<int> f, ref Vector256<int> g, ref Vector256<int> h)
    {
        if (Avx2.IsSupported)
        {
            var (ab0, ab1, cd0, cd1) = (Avx2.UnpackLow(a, b).AsInt64(), Avx2.UnpackHigh(a, b).AsInt64(), Avx2.UnpackLow(c, d).AsInt64(), Avx2.UnpackHigh(c, d).AsInt64());
            var (ef0, ef1, gh0, gh1) = (Avx2.UnpackLow(e, f).AsInt64(), Avx2.UnpackHigh(e, f).AsInt64(), Avx2.UnpackLow(g, h).AsInt64(), Avx2.UnpackHigh(g, h).AsInt64());
            var (u0, u1, u2, u3) = (Avx2.UnpackLow(ab0, cd0), Avx2.UnpackHigh(ab0, cd0), Avx2.UnpackLow(ab1, cd1), Avx2.UnpackHigh(ab1, cd1));
            var (v0, v1, v2, v3) = (Avx2.UnpackLow(ef0, gh0), Avx2.UnpackHigh(ef0, gh0), Avx2.UnpackLow(ef1, gh1), Avx2.UnpackHigh(ef1, gh1));
            const byte lower = 0x20, upper = 0x31;
            (a, b, c, d) = (Avx2.Permute2x128(u0, v0, lower).AsInt32(), Avx2.Permute2x128(u1, v1, lower).AsInt32(), Avx2.Permute2x128(u2, v2, lower).AsInt32(), Avx2.Permute2x128(u3, v3, lower).AsInt32());
            (e, f, g, h) = (Avx2.Permute2x128(u0, v0, upper).AsInt32(), Avx2.Permute2x128(u1, v1, upper).AsInt32(), Avx2.Permute2x128(u2, v2, upper).AsInt32(), Avx2.Permute2x128(u3, v3, upper).AsInt32());
            return;
        }
        Span<Vector256<int>> rows = [a, b, c, d, e, f, g, h];
        Span<int> turned = stackalloc int[64];
        for (var i = 0; i < 64; i++)
            turned[i] = rows[i & 7][i >> 3];
        (a, b, c, d) = (Vector256.Create<int>(turned), Vector256.Create<int>(turned[8..]), Vector256.Create<int>(turned[16..]), Vector256.Create<int>(turned[24..]));
        (e, f, g, h) = (Vector256.Create<int>(turned[32..]), Vector256.Create<int>(turned[40..]), Vector256.Create<int>(turned[48..]), Vector256.Create<int>(turned[56..]));
    }

    // Each vector is a column.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d, Vector256<int> e, Vector256<int> f, Vector256<int> g, Vector256<int> h, ref byte target, nint stride)
    {
        if (Avx2.IsSupported)
        {
            var turn = Vector256.Create((byte)0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
            var left = Avx2.Shuffle(Avx2.PackUnsignedSaturate(Avx2.PackSignedSaturate(a, b), Avx2.PackSignedSaturate(c, d)), turn).AsInt32();
            var right = Avx2.Shuffle(Avx2.PackUnsignedSaturate(Avx2.PackSignedSaturate(e, f), Avx2.PackSignedSaturate(g, h)), turn).AsInt32();
            var (even, odd) = (Avx2.UnpackLow(left, right).AsUInt64(), Avx2.UnpackHigh(left, right).AsUInt64());
            var (row0, row2, row4, row6) = (even.GetLower(), odd.GetLower(), even.GetUpper(), odd.GetUpper());
            Pair(ref target, row0, stride);
            Pair(ref Unsafe.Add(ref target, 2 * stride), row2, stride);
            Pair(ref Unsafe.Add(ref target, 4 * stride), row4, stride);
            Pair(ref Unsafe.Add(ref target, 6 * stride), row6, stride);
            return;
        }
        Span<Vector256<int>> columns = [a, b, c, d, e, f, g, h];
        for (var i = 0; i < 64; i++)
            Unsafe.Add(ref target, ((i >> 3) * stride) + (i & 7)) = (byte)Math.Clamp(columns[i & 7][i >> 3], 0, 255);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(ref byte target, Vector128<ulong> rows, nint stride)
    {
        Unsafe.WriteUnaligned(ref target, rows.ToScalar());
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, stride), rows.GetElement(1));
    }
}
