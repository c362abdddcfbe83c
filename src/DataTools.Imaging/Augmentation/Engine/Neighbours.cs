using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using DataTools.Imaging.Augmentation.Engine.Colour;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>
/// Values between pixels of planes of floats, eight at a time, whose neighbours all lie inside. One operation after the
/// other in floats: the same bits for vectors of any width.
/// </summary>
internal static unsafe class Neighbours
{
    private const int Bits = 16, Mask = (1 << Bits) - 1;

    /// <summary>Between two by two neighbours.</summary>
    /// <param name="plane">The first pixel of the first plane.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="length">Values from one plane to the next.</param>
    /// <param name="channels">Planes.</param>
    /// <param name="u">In 1/65536 of a pixel from the centre of the first.</param>
    /// <param name="v">Likewise down.</param>
    /// <param name="target">Where in the first plane of the result.</param>
    /// <param name="area">Values from one plane of the result to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Linear(float* plane, int width, nint length, int channels, Vector256<int> u, Vector256<int> v, float* target, nint area)
    {
        var offsets = ((v >> Bits) * width) + (u >> Bits);
        var (right, below) = (Share(u), Share(v));
        var at = (int*)&offsets;
        for (var c = 0; c < channels; c++, plane += length, target += area)
        {
            var (top, bottom) = (Between(plane, at, right), Between(plane + width, at, right));
            PointKernels.Clamp(top + ((bottom - top) * below)).Store(target);
        }
    }

    /// <summary>Between four by four neighbours, by the cubic's coefficients.</summary>
    /// <inheritdoc cref="Linear"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Cubic(in Cubic cubic, float* plane, int width, nint length, int channels, Vector256<int> u, Vector256<int> v, float* target, nint area)
    {
        var offsets = (((v >> Bits) - Vector256<int>.One) * width) + (u >> Bits) - Vector256<int>.One;
        var (shares, sharesBelow) = (Share(u), Share(v));
        var at = (int*)&offsets;
        var right = (float*)&shares;
        var below = (float*)&sharesBelow;
        for (var i = 0; i < Positions.Lanes; i++)
        {
            var (across, down) = (cubic.Weights(right[i]), cubic.Weights(below[i]));
            var first = plane + at[i];
            for (var c = 0; c < channels; c++, first += length)
            {
                var sum = (Vector128.Load(first) * down[0]) + (Vector128.Load(first + width) * down[1])
                    + (Vector128.Load(first + (2 * width)) * down[2]) + (Vector128.Load(first + (3 * width)) * down[3]);
                sum *= across;
                var halves = sum + Vector128.Shuffle(sum, Vector128.Create(2, 3, 0, 1));
                target[(c * area) + i] = MathF.Min(1, MathF.Max(0, halves[0] + halves[1]));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Share(Vector256<int> positions) =>
        Vector256.ConvertToSingle(positions & Vector256.Create(Mask)) * (1f / (1 << Bits));

    // Eight loads of two neighbours each.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Between(float* row, int* at, Vector256<float> share)
    {
        Vector256<float> left, right;
        if (Avx.IsSupported)
        {
            var outer = Vector256.Create(Two(row, at[0], at[1]), Two(row, at[4], at[5]));
            var inner = Vector256.Create(Two(row, at[2], at[3]), Two(row, at[6], at[7]));
            (left, right) = (Avx.Shuffle(outer, inner, 0b10_00_10_00), Avx.Shuffle(outer, inner, 0b11_01_11_01));
        }
        else
        {
            left = Vector256.Create(row[at[0]], row[at[1]], row[at[2]], row[at[3]], row[at[4]], row[at[5]], row[at[6]], row[at[7]]);
            row++;
            right = Vector256.Create(row[at[0]], row[at[1]], row[at[2]], row[at[3]], row[at[4]], row[at[5]], row[at[6]], row[at[7]]);
        }
        return left + ((right - left) * share);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Two(float* row, int first, int second) =>
        Sse.LoadHigh(Sse2.LoadScalarVector128((ulong*)(row + first)).AsSingle(), row + second);
}

/// <summary>The weights of four neighbours as cubics of how far a position is from the second.</summary>
/// <param name="a">The slope at distance 1: see <see cref="Filter"/>.</param>
internal readonly struct Cubic(float a)
{
    private readonly Vector128<float> _constant = Vector128.Create(0f, 1, 0, 0);
    private readonly Vector128<float> _linear = Vector128.Create(a, 0, -a, 0);
    private readonly Vector128<float> _square = Vector128.Create(-2 * a, -(a + 3), (2 * a) + 3, a);
    private readonly Vector128<float> _cube = Vector128.Create(a, a + 2, -(a + 2), -a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<float> Weights(float share) => (((((_cube * share) + _square) * share) + _linear) * share) + _constant;
}
