using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace DataTools.Imaging.Augmentation.Engine.Colour;

/// <summary>
/// Elementary functions on eight floats, to about one unit in the last place of the result's scale. Own ones, because a
/// runtime's differ in their last bits from one platform and width to the next.
/// </summary>
internal static class VectorMath
{
    // The bits of sqrt(1/2), from where a mantissa runs to sqrt(2).
    private const int HalfRoot = 0x3f3504f3;

    /// <summary>x to the power y, for x in [0, 1] and y of at least 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Power(V x, float y)
    {
        var positive = Vector256.GreaterThan(x, V.Zero);
        var power = Exp2(Vector256.MaxNative(Log2(Vector256.MaxNative(x, Vector256.Create(1.2e-38f))) * y, Vector256.Create(-126f)));
        return Vector256.ConditionalSelect(positive, power, Vector256.Create(y == 0 ? 1f : 0f));
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

    /// <summary>2 to the power x, for x in [-126, 127].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp2(V x)
    {
        var whole = Vector256.Floor(x + Vector256.Create(0.5f));
        var f = x - whole;
        var series = (f * 0.00015403530f) + Vector256.Create(0.0013333558f);
        series = (series * f) + Vector256.Create(0.0096181291f);
        series = (series * f) + Vector256.Create(0.055504109f);
        series = (series * f) + Vector256.Create(0.24022651f);
        series = (series * f) + Vector256.Create(0.69314718f);
        series = (series * f) + V.One;
        return series * Vector256.ShiftLeft(Vector256.ConvertToInt32Native(whole) + Vector256.Create(127), 23).AsSingle();
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
