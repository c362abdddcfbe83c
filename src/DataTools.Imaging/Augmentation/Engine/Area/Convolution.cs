using System.Buffers;
using System.Runtime.Intrinsics;
using DataTools.Imaging.Augmentation.Engine.Colour;

namespace DataTools.Imaging.Augmentation.Engine.Area;

/// <summary>Weighted sums of neighbours.</summary>
internal static unsafe class Convolution
{
    private const int Lanes = 8;

    /// <summary>
    /// For each pixel the sum of those at <paramref name="offsets"/> from it, weighted, clamped to [0, 1]; in place, from a
    /// padded copy.
    /// </summary>
    public static void Apply(in PaddedPlane source, ReadOnlySpan<int> offsets, ReadOnlySpan<float> weights, Span<float> plane, ImageSize size)
    {
        fixed (float* from = source.Values)
        fixed (float* to = plane)
            Apply(from + source.Origin, source.Stride, offsets, weights, to, size.Width, size);
    }

    /// <summary>
    /// The same filter along x and y: <paramref name="weights"/> is one half of it with its middle first. The picture goes
    /// on beyond its edge mirrored.
    /// </summary>
    public static void Separable(Span<float> plane, ImageSize size, ReadOnlySpan<float> weights)
    {
        var radius = weights.Length - 1;
        var taps = (2 * radius) + 1;
        var numbers = ArrayPool<int>.Shared.Rent(taps);
        var filter = ArrayPool<float>.Shared.Rent(taps);
        var offsets = numbers.AsSpan(0, taps);
        var all = filter.AsSpan(0, taps);
        for (var i = -radius; i <= radius; i++)
            all[i + radius] = weights[Math.Abs(i)];
        var source = new PaddedPlane(plane, size, radius, radius, Border.Reflect);
        var (stride, rows) = ((size.Width + PaddedPlane.Group - 1) / PaddedPlane.Group * PaddedPlane.Group, size.Height + (2 * radius));
        var half = ArrayPool<float>.Shared.Rent(checked(stride * rows));
        fixed (float* from = source.Values)
        fixed (float* between = half)
        fixed (float* to = plane)
        {
            for (var i = 0; i < taps; i++)
                offsets[i] = i - radius;
            Apply(from + radius, source.Stride, offsets, all, between, stride, new(size.Width, rows));
            for (var i = 0; i < taps; i++)
                offsets[i] = (i - radius) * stride;
            Apply(between + (radius * stride), stride, offsets, all, to, size.Width, size);
        }
        source.Return();
        ArrayPool<float>.Shared.Return(half);
        ArrayPool<float>.Shared.Return(filter);
        ArrayPool<int>.Shared.Return(numbers);
    }

    private static void Apply(
        float* source, int stride, ReadOnlySpan<int> offsets, ReadOnlySpan<float> weights, float* target, int targetStride, ImageSize size)
    {
        var rest = stackalloc float[PaddedPlane.Group];
        for (var y = 0; y < size.Height; y++)
        {
            for (var x = 0; x < size.Width; x += PaddedPlane.Group)
            {
                var (first, second, third, fourth) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
                for (var k = 0; k < offsets.Length; k++)
                {
                    var p = source + ((nint)y * stride) + x + offsets[k];
                    var weight = Vector256.Create(weights[k]);
                    first += Vector256.Load(p) * weight;
                    second += Vector256.Load(p + Lanes) * weight;
                    third += Vector256.Load(p + (2 * Lanes)) * weight;
                    fourth += Vector256.Load(p + (3 * Lanes)) * weight;
                }
                var whole = x + PaddedPlane.Group <= size.Width;
                var to = whole ? target + ((nint)y * targetStride) + x : rest;
                PointKernels.Clamp(first).Store(to);
                PointKernels.Clamp(second).Store(to + Lanes);
                PointKernels.Clamp(third).Store(to + (2 * Lanes));
                PointKernels.Clamp(fourth).Store(to + (3 * Lanes));
                if (!whole)
                    new ReadOnlySpan<float>(rest, size.Width - x).CopyTo(new(target + ((nint)y * targetStride) + x, size.Width - x));
            }
        }
    }
}
