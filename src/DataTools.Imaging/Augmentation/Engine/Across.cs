using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>Weighted sums along x of eight rows that lie side by side: methods of their own, so that sums and addresses stay in registers.</summary>
internal static class Across
{
    private const int Together = 8;

    /// <summary>Eight rows of pixels of three values.</summary>
    /// <param name="turned">The eight rows' first value, the second, and so on, from the taps' first position on.</param>
    /// <param name="taps">The weights.</param>
    /// <param name="width">Positions of the output.</param>
    /// <param name="fill">What stands where there are no weights.</param>
    /// <param name="bytes">Whether the values are of 0 to 255.</param>
    /// <param name="result">Channels x width x eight rows.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Colour(ReadOnlySpan<float> turned, in Taps taps, int width, float fill, bool bytes, Span<float> result)
    {
        const int pixel = 3 * Together;
        ref var from = ref MemoryMarshal.GetReference(turned);
        ref var to = ref MemoryMarshal.GetReference(result[..(pixel * width)]);
        var (origin, second, third) = (taps.Range.First, (nuint)(width * Together), (nuint)(2 * width * Together));
        for (var x = 0; x < width; x++)
        {
            var weights = taps.Weights(x);
            var (red, green, blue) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
            var at = (nuint)((taps.Start(x) - origin) * pixel);
            for (var k = 0; k < weights.Length; k++, at += pixel)
            {
                var weight = Vector256.Create(weights[k]);
                red += Vector256.LoadUnsafe(ref from, at) * weight;
                green += Vector256.LoadUnsafe(ref from, at + Together) * weight;
                blue += Vector256.LoadUnsafe(ref from, at + (2 * Together)) * weight;
            }
            var target = (nuint)(x * Together);
            var none = weights.IsEmpty;
            Finished(red, none, fill, bytes).StoreUnsafe(ref to, target);
            Finished(green, none, fill, bytes).StoreUnsafe(ref to, target + second);
            Finished(blue, none, fill, bytes).StoreUnsafe(ref to, target + third);
        }
    }

    /// <summary>Eight rows of single values.</summary>
    /// <inheritdoc cref="Colour"/>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Plane(ReadOnlySpan<float> turned, in Taps taps, int width, float fill, bool bytes, Span<float> result)
    {
        ref var from = ref MemoryMarshal.GetReference(turned);
        ref var to = ref MemoryMarshal.GetReference(result[..(Together * width)]);
        var origin = taps.Range.First;
        for (var x = 0; x < width; x++)
        {
            var weights = taps.Weights(x);
            var (sum, at) = (Vector256<float>.Zero, (nuint)((taps.Start(x) - origin) * Together));
            for (var k = 0; k < weights.Length; k++, at += Together)
                sum += Vector256.LoadUnsafe(ref from, at) * weights[k];
            Finished(sum, weights.IsEmpty, fill, bytes).StoreUnsafe(ref to, (nuint)(x * Together));
        }
    }

    // The weights may add up to a hair more than 1, and those of cubics are negative too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Finished(Vector256<float> sum, bool none, float fill, bool bytes) => none
        ? Vector256.Create(fill)
        : Vector256.MinNative(Vector256<float>.One, Vector256.MaxNative(Vector256<float>.Zero, bytes ? Unit.Of(sum) : sum));
}
