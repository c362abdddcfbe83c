using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DataTools.Imaging.Augmentation.Engine;

// What lies at the edge of the image and beyond.
internal static unsafe partial class Warp
{
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void AtEdge(in Frame frame, Vector256<int> u, Vector256<int> v, int count, float* target)
    {
        var filled = frame.Border == Border.Constant ? Beyond(u, frame.Right) | Beyond(v, frame.Bottom) : Vector256<int>.Zero;
        var values = stackalloc float[3 * Bilinear.Lanes];
        if (!Vector256.EqualsAll(filled, Vector256<int>.AllBitsSet))
        {
            (u, v) = frame.Border == Border.Reflect ? (Reflected(u, frame.Right), Reflected(v, frame.Bottom)) : (u, v);
            u = Vector256.Max(Vector256<int>.Zero, Vector256.Min(u, Vector256.Create(frame.Right)));
            v = Vector256.Max(Vector256<int>.Zero, Vector256.Min(v, Vector256.Create(frame.Bottom)));
            // The last pixel is the right one of two, with the whole weight.
            var x = Vector256.Min(u >> 16, Vector256.Create((frame.Right >> 16) - 1));
            var y = Vector256.Min(v >> 16, Vector256.Create((frame.Bottom >> 16) - 1));
            Bilinear.Blend(
                frame.Pixels, frame.Stride, frame.Last, (y * frame.Stride) + (x * 3), (u - (x << 16)) >> (16 - Bilinear.WeightBits),
                Vector256.ConvertToSingle(v - (y << 16)) * (1f / One), values, Bilinear.Lanes);
        }
        for (var c = 0; c < 3; c++)
        {
            var plane = Vector256.ConditionalSelect(filled.AsSingle(), Vector256.Create(frame.Fill), Vector256.Load(values + (c * Bilinear.Lanes)));
            if (count == Bilinear.Lanes)
            {
                plane.Store(target + (c * frame.Area));
                continue;
            }
            for (var i = 0; i < count; i++)
                target[(c * frame.Area) + i] = plane[i];
        }
    }

    private static Vector256<int> Beyond(Vector256<int> positions, int last) =>
        Vector256.LessThan(positions, Vector256.Create(-Half)) | Vector256.GreaterThanOrEqual(positions, Vector256.Create(last + Half));

    private static Vector256<int> Reflected(Vector256<int> positions, int last)
    {
        var end = Vector256.Create(last);
        var once = end - Vector256.Abs(end - Vector256.Abs(positions));
        if (!Vector256.LessThanAny(once, Vector256<int>.Zero))
            return once;
        for (var i = 0; i < Bilinear.Lanes; i++)
            positions = positions.WithElement(i, last - Math.Abs(last - (Math.Abs(positions[i]) % (2 * last))));
        return positions;
    }
}
