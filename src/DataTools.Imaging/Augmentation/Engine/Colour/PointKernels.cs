using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector256<float>;

namespace DataTools.Imaging.Augmentation.Engine.Colour;

/// <summary>
/// Point steps on a block of pixels whose number is a multiple of eight. The formulas are torchvision's functional on
/// tensors of floats, clamped to [0, 1].
/// </summary>
internal static unsafe class PointKernels
{
    private const int Lanes = 8;

    public static void Apply(in PointOp op, in PointWalk.Pixels block)
    {
        switch (op.Kind)
        {
            case PointKind.Scale:
                Scale(block, op.Factor);
                break;
            case PointKind.Contrast or PointKind.Line:
                Line(block, op.Factor, op.Offset);
                break;
            case PointKind.Saturation:
                Saturate(block, op.Factor);
                break;
            case PointKind.Hue:
                HueKernel.Turn(block, op.Factor);
                break;
            case PointKind.Gamma:
                Power(block, op.Factor);
                break;
            case PointKind.Grayscale:
                Saturate(block, 0);
                break;
            case PointKind.Invert:
                Line(block, -1, 1);
                break;
            case PointKind.Solarize:
                Solarize(block, op.Factor);
                break;
            case PointKind.Posterize:
                Posterize(block, op.Factor);
                break;
            case PointKind.Matrix:
                Mix(block, op);
                break;
            case PointKind.Levels:
                Levels(block);
                break;
            case PointKind.Normalise:
                Normalise(block, op);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(op), op.Kind, "not a point step");
        }
    }

    /// <summary>The sum of the pixels' gray values.</summary>
    public static double GraySum(in PointWalk.Pixels block)
    {
        var sum = V.Zero;
        var end = block.First + block.Length;
        for (var p = block.First; p < end; p += Lanes)
            sum += block.Channels == 3 ? Gray(Vector256.Load(p), Vector256.Load(p + block.Stride), Vector256.Load(p + (2 * block.Stride))) : Vector256.Load(p);
        var lanes = stackalloc float[Lanes];
        sum.Store(lanes);
        var total = 0.0;
        for (var i = 0; i < Lanes; i++)
            total += lanes[i];
        return total;
    }

    /// <summary>ITU-R BT.601, as Pillow and torchvision weigh. In floats, in this order, the weights add up to 1 exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Gray(V red, V green, V blue) => (red * 0.299f) + (green * 0.587f) + (blue * 0.114f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Clamp(V value) => Vector256.MinNative(Vector256.MaxNative(value, V.Zero), V.One);

    private static void Scale(in PointWalk.Pixels block, float factor)
    {
        for (var c = 0; c < block.Channels; c++)
        {
            var first = block.First + (c * block.Stride);
            var end = first + block.Length;
            for (var p = first; p < end; p += Lanes)
                Clamp(Vector256.Load(p) * factor).Store(p);
        }
    }

    private static void Line(in PointWalk.Pixels block, float factor, float offset)
    {
        var add = Vector256.Create(offset);
        for (var c = 0; c < block.Channels; c++)
        {
            var first = block.First + (c * block.Stride);
            var end = first + block.Length;
            for (var p = first; p < end; p += Lanes)
                Clamp((Vector256.Load(p) * factor) + add).Store(p);
        }
    }

    private static void Saturate(in PointWalk.Pixels block, float factor)
    {
        var (share, second, third) = (1 - factor, block.Stride, 2 * block.Stride);
        var end = block.First + block.Length;
        for (var p = block.First; p < end; p += Lanes)
        {
            var (red, green, blue) = (Vector256.Load(p), Vector256.Load(p + second), Vector256.Load(p + third));
            var gray = Gray(red, green, blue) * share;
            Clamp((red * factor) + gray).Store(p);
            Clamp((green * factor) + gray).Store(p + second);
            Clamp((blue * factor) + gray).Store(p + third);
        }
    }

    private static void Power(in PointWalk.Pixels block, float gamma)
    {
        for (var c = 0; c < block.Channels; c++)
        {
            var first = block.First + (c * block.Stride);
            var end = first + block.Length;
            for (var p = first; p < end; p += Lanes)
                Clamp(VectorMath.Power(Vector256.Load(p), gamma)).Store(p);
        }
    }

    private static void Solarize(in PointWalk.Pixels block, float threshold)
    {
        var from = Vector256.Create(threshold);
        for (var c = 0; c < block.Channels; c++)
        {
            var first = block.First + (c * block.Stride);
            var end = first + block.Length;
            for (var p = first; p < end; p += Lanes)
            {
                var value = Vector256.Load(p);
                Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(value, from), V.One - value, value).Store(p);
            }
        }
    }

    private static void Posterize(in PointWalk.Pixels block, float step)
    {
        // Powers of two: to divide by the step or to multiply by its inverse is the same.
        var (half, inverse) = (Vector256.Create(0.5f), 1 / step);
        for (var c = 0; c < block.Channels; c++)
        {
            var first = block.First + (c * block.Stride);
            var end = first + block.Length;
            for (var p = first; p < end; p += Lanes)
            {
                var level = Vector256.Floor((Vector256.Load(p) * 255f) + half);
                (Vector256.Floor(level * inverse) * step / 255f).Store(p);
            }
        }
    }

    private static void Mix(in PointWalk.Pixels block, in PointOp op)
    {
        var (second, third) = (block.Stride, 2 * block.Stride);
        fixed (float* m = op.Values)
        {
            var end = block.First + block.Length;
            for (var p = block.First; p < end; p += Lanes)
            {
                var (red, green, blue) = (Vector256.Load(p), Vector256.Load(p + second), Vector256.Load(p + third));
                Clamp((red * m[0]) + (green * m[1]) + (blue * m[2]) + Vector256.Create(m[9])).Store(p);
                Clamp((red * m[3]) + (green * m[4]) + (blue * m[5]) + Vector256.Create(m[10])).Store(p + second);
                Clamp((red * m[6]) + (green * m[7]) + (blue * m[8]) + Vector256.Create(m[11])).Store(p + third);
            }
        }
    }

    private static void Levels(in PointWalk.Pixels block)
    {
        var half = Vector256.Create(0.5f);
        for (var c = 0; c < block.Channels; c++)
        {
            var first = block.First + (c * block.Stride);
            var end = first + block.Length;
            for (var p = first; p < end; p += Lanes)
                (Vector256.Floor((Vector256.Load(p) * 255f) + half) / 255f).Store(p);
        }
    }

    private static void Normalise(in PointWalk.Pixels block, in PointOp op)
    {
        for (var c = 0; c < block.Channels; c++)
        {
            var (mean, inverse) = (Vector256.Create(op.Values[2 * c]), op.Values[(2 * c) + 1]);
            var first = block.First + (c * block.Stride);
            var end = first + block.Length;
            for (var p = first; p < end; p += Lanes)
                ((Vector256.Load(p) - mean) * inverse).Store(p);
        }
    }
}
