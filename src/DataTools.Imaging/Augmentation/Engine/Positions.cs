using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// Where eight output pixels side by side come from. In doubles, in the order of <see cref="Route.Apply"/>: the same bits as
/// one by one.
/// </summary>
internal static class Positions
{
    public const int Lanes = 8;

    // Further out, 1/65536 of a pixel has no room in 32 bits; whoever asks goes pixel by pixel there.
    private const double Far = 32_000;

    // Added to a double it leaves whole numbers, or 1/65536, in the lower half of the bits.
    private const double Whole = 1.5 * (1L << 52), Fraction = Whole / (1 << 16);

    /// <summary>In 1/65536 of a pixel from the centre of the first; false where one is too far out, or nowhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCentres(in Route route, int column, int row, out Vector256<int> u, out Vector256<int> v)
    {
        Eight(route, column, row, out var u0, out var u1, out var v0, out var v1);
        var (half, bits) = (Vector256.Create(0.5), Vector256.Create(Fraction));
        u = Vector256.Narrow((u0 - half + bits).AsInt64(), (u1 - half + bits).AsInt64());
        v = Vector256.Narrow((v0 - half + bits).AsInt64(), (v1 - half + bits).AsInt64());
        return Near(u0, u1, v0, v1);
    }

    /// <summary>The pixels they lie in; false where one is too far out, or nowhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryPixels(in Route route, int column, int row, out Vector256<int> x, out Vector256<int> y)
    {
        Eight(route, column, row, out var u0, out var u1, out var v0, out var v1);
        var bits = Vector256.Create(Whole);
        x = Vector256.Narrow((Vector256.Floor(u0) + bits).AsInt64(), (Vector256.Floor(u1) + bits).AsInt64());
        y = Vector256.Narrow((Vector256.Floor(v0) + bits).AsInt64(), (Vector256.Floor(v1) + bits).AsInt64());
        return Near(u0, u1, v0, v1);
    }

    /// <summary>Whether all are from <paramref name="first"/> up to, and not including, <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Within(Vector256<int> values, int first, int end) =>
        Vector256.LessThanAll((values - Vector256.Create(first)).AsUInt32(), Vector256.Create((uint)Math.Max(0, end - first)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(in Route route, int column, int row, out Vector256<double> u0, out Vector256<double> u1, out Vector256<double> v0, out Vector256<double> v1)
    {
        if (route.Displacement is not null)
        {
            OneByOne(route, column, row, out u0, out u1, out v0, out v1);
            return;
        }
        Four(route.First, column + 0.5, row + 0.5, out u0, out v0);
        Four(route.First, column + 4.5, row + 0.5, out u1, out v1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(in Homography map, double x, double y, out Vector256<double> u, out Vector256<double> v)
    {
        var xs = Vector256.Create(x) + Vector256<double>.Indices;
        u = (xs * map.A) + Vector256.Create(map.B * y) + Vector256.Create(map.C);
        v = (xs * map.D) + Vector256.Create(map.E * y) + Vector256.Create(map.F);
        if (map.IsAffine)
            return;
        var w = (xs * map.G) + Vector256.Create(map.H * y) + Vector256<double>.One;
        (u, v) = (u / w, v / w);
    }

    private static void OneByOne(in Route route, int column, int row, out Vector256<double> u0, out Vector256<double> u1, out Vector256<double> v0, out Vector256<double> v1)
    {
        Span<double> us = stackalloc double[Lanes], vs = stackalloc double[Lanes];
        for (var i = 0; i < Lanes; i++)
            (us[i], vs[i]) = route.Apply(column + i + 0.5, row + 0.5);
        (u0, u1) = (Vector256.Create<double>(us), Vector256.Create<double>(us[4..]));
        (v0, v1) = (Vector256.Create<double>(vs), Vector256.Create<double>(vs[4..]));
    }

    // Written so that what is no number is not near.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Near(Vector256<double> u0, Vector256<double> u1, Vector256<double> v0, Vector256<double> v1)
    {
        var far = Vector256.Create(Far);
        return Vector256.LessThanAll(Vector256.Abs(u0), far) && Vector256.LessThanAll(Vector256.Abs(u1), far)
            && Vector256.LessThanAll(Vector256.Abs(v0), far) && Vector256.LessThanAll(Vector256.Abs(v1), far);
    }
}
