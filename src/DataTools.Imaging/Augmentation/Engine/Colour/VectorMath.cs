using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace DataTools.Imaging.Augmentation.Engine.Colour;

/// <summary>
/// Elementary functions on eight floats, to about one unit in the last place of the result's scale unless said. Own ones, because a
/// runtime's differ in their last bits from one platform and width to the next.
/// </summary>
internal static class VectorMath
{
    // The bits of sqrt(1/2), from where a mantissa runs to sqrt(2).
    private const int HalfRoot = 0x3f3504f3;

    /// <summary>x to the power y, for x in [0, 1] and y of at least 0; off by at most 6e-7 up to y = 6.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Power(V x, float y)
    {
        var positive = Vector256.GreaterThan(x, V.Zero);
        var power = Exp2OfShades(Vector256.MaxNative(Log2OfShades(Vector256.MaxNative(x, Vector256.Create(1.2e-38f))) * y, Vector256.Create(-126f)));
        return Vector256.ConditionalSelect(positive, power, Vector256.Create(y == 0 ? 1f : 0f));
    }

    // Off by 6e-7, and exactly 0 for 1. Polynomials in pairs of terms: half as many operations wait for each other, and none
    // for a division.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Log2OfShades(V x)
    {
        var exponent = Vector256.ShiftRightArithmetic(x.AsInt32() - Vector256.Create(HalfRoot), 23);
        var t = (x.AsInt32() - Vector256.ShiftLeft(exponent, 23)).AsSingle() - V.One;
        var square = t * t;
        var low = (Vector256.Create(1.44269643f) - (t * 0.72136404f)) + ((Vector256.Create(0.480629147f) - (t * 0.359350653f)) * square);
        var high = (Vector256.Create(0.2956336f) - (t * 0.269506274f)) + (square * 0.172128731f);
        return ((low + (high * (square * square))) * t) + Vector256.ConvertToSingle(exponent);
    }

    // Off by 2e-7 of itself, and exactly 1 for 0.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Exp2OfShades(V x)
    {
        var whole = Vector256.Floor(x + Vector256.Create(0.5f));
        var f = x - whole;
        var square = f * f;
        var series = (f * 0.693147188f) + V.One + (((f * 0.055503571f) + Vector256.Create(0.240223489f)) * square) + (((f * 0.00133908674f) + Vector256.Create(0.00966637369f)) * (square * square));
        return series * Vector256.ShiftLeft(Vector256.ConvertToInt32Native(whole) + Vector256.Create(127), 23).AsSingle();
    }

    /// <summary>The binary logarithm of normal positive numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log2(V x)
    {
        // x = m 2^e, log2(m) = 2 / ln 2 artanh((m - 1) / (m + 1)).
        var exponent = Vector256.ShiftRightArithmetic(x.AsInt32() - Vector256.Create(HalfRoot), 23);
        var mantissa = (x.AsInt32() - Vector256.ShiftLeft(exponent, 23)).AsSingle();
        var s = (mantissa - V.One) / (mantissa + V.One);
        var square = s * s;
        var series = (square * 0.32059889f) + Vector256.Create(0.41219857f);
        series = (series * square) + Vector256.Create(0.57707802f);
        series = (series * square) + Vector256.Create(0.96179669f);
        series = (series * square) + Vector256.Create(2.8853901f);
        return (series * s) + Vector256.ConvertToSingle(exponent);
    }

    /// <summary>The sine of x turns, for x in [-1, 2].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V SinTurns(V x)
    {
        // Half turns away, the sign changes with each.
        var halves = Vector256.Floor((x * 2f) + Vector256.Create(0.5f));
        var t = (x - (halves * 0.5f)) * 6.2831853f;
        var square = t * t;
        var series = (square * -2.5052108e-8f) + Vector256.Create(2.7557319e-6f);
        series = (series * square) - Vector256.Create(1.9841270e-4f);
        series = (series * square) + Vector256.Create(8.3333333e-3f);
        series = (series * square) - Vector256.Create(0.16666667f);
        var sine = (series * square * t) + t;
        return (sine.AsInt32() ^ Vector256.ShiftLeft(Vector256.ConvertToInt32Native(halves), 31)).AsSingle();
    }
}
