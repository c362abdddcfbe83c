using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using DataTools.Imaging.Augmentation.Engine.Colour;

namespace DataTools.Imaging.Augmentation.Engine.Area;

/// <summary>
/// Random values for every pixel: Philox4x32-10 (Salmon et al. 2011), eight counters at a time. The n-th value is a pure
/// function of the key and n.
/// </summary>
internal static class Noise
{
    /// <summary>Values that one step of the counters gives.</summary>
    public const int Group = 32;

    private const int Lanes = 8;
    private const float Unit = 1f / (1 << 24);

    /// <summary>Adds normal noise, clamped to [0, 1] (Box and Muller 1958; at most 5.8 standard deviations).</summary>
    public static void AddNormal(Span<float> values, float std, ulong key)
    {
        Span<float> noise = stackalloc float[Group];
        for (var at = 0; at < values.Length; at += Group)
        {
            var (a, b, c, d) = Bits((uint)(at / Group), key);
            Normal(a, b, std, noise);
            Normal(c, d, std, noise[(2 * Lanes)..]);
            var some = values.Slice(at, Math.Min(Group, values.Length - at));
            PlaneMath.Blend(some, 1, noise, 1);
        }
    }

    /// <summary>Uniform in [0, 1), from the <paramref name="from"/>-th group on.</summary>
    public static void FillUniform(Span<float> values, uint from, ulong key)
    {
        Span<float> noise = stackalloc float[Group];
        for (var at = 0; at < values.Length; at += Group)
        {
            var (a, b, c, d) = Bits(from + (uint)(at / Group), key);
            Uniform(a).CopyTo(noise);
            Uniform(b).CopyTo(noise[Lanes..]);
            Uniform(c).CopyTo(noise[(2 * Lanes)..]);
            Uniform(d).CopyTo(noise[(3 * Lanes)..]);
            var some = values.Slice(at, Math.Min(Group, values.Length - at));
            noise[..some.Length].CopyTo(some);
        }
    }

    /// <summary>The four words of each of eight neighbouring counters.</summary>
    internal static (Vector256<uint> A, Vector256<uint> B, Vector256<uint> C, Vector256<uint> D) Bits(uint group, ulong key)
    {
        var c0 = Vector256.Create(group * Lanes) + Vector256<uint>.Indices;
        var (c1, c2, c3) = (Vector256<uint>.Zero, Vector256<uint>.Zero, Vector256<uint>.Zero);
        var (k0, k1) = ((uint)key, (uint)(key >> 32));
        for (var round = 0; round < 10; round++)
        {
            var (high0, low0) = Multiply(c0, 0xD2511F53);
            var (high1, low1) = Multiply(c2, 0xCD9E8D57);
            (c0, c1, c2, c3) = (high1 ^ c1 ^ Vector256.Create(k0), low1, high0 ^ c3 ^ Vector256.Create(k1), low0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }
        return (c0, c1, c2, c3);
    }

    private static void Normal(Vector256<uint> length, Vector256<uint> direction, float std, Span<float> noise)
    {
        // In (0, 1], so that there is a logarithm; log2 times 2 ln 2 is twice the natural one.
        var radius = Vector256.Sqrt(VectorMath.Log2(Uniform(length) + Vector256.Create(Unit)) * -1.3862944f) * std;
        var turns = Uniform(direction);
        (radius * VectorMath.SinTurns(turns)).CopyTo(noise);
        (radius * VectorMath.SinTurns(turns + Vector256.Create(0.25f))).CopyTo(noise[Lanes..]);
    }

    private static Vector256<float> Uniform(Vector256<uint> bits) =>
        Vector256.ConvertToSingle(Vector256.ShiftRightLogical(bits, 8).AsInt32()) * Unit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> High, Vector256<uint> Low) Multiply(Vector256<uint> a, uint by)
    {
        var factor = Vector256.Create((ulong)by);
        var odd = Vector256.ShiftRightLogical(a.AsUInt64(), 32);
        var low = Vector256.Create(0xFFFFFFFFUL);
        var (first, second) = Avx2.IsSupported
            ? (Avx2.Multiply(a, factor.AsUInt32()), Avx2.Multiply(odd.AsUInt32(), factor.AsUInt32()))
            : ((a.AsUInt64() & low) * factor, odd * factor);
        var high = Vector256.ShiftRightLogical(first, 32) | Vector256.AndNot(second, low);
        return (high.AsUInt32(), ((first & low) | Vector256.ShiftLeft(second, 32)).AsUInt32());
    }
}
