using System.Runtime.Intrinsics;
using DataTools.Imaging.Augmentation.Engine.Colour;

namespace DataTools.Imaging.Augmentation.Engine.Area;

/// <summary>Arithmetic on whole planes, the last few values one by one with the same bits.</summary>
internal static class PlaneMath
{
    /// <summary>x = x a + y b, clamped to [0, 1].</summary>
    public static void Blend(Span<float> x, float a, ReadOnlySpan<float> y, float b)
    {
        var i = 0;
        for (; i <= x.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var value = (Vector256.Create<float>(x[i..]) * a) + (Vector256.Create(y[i..]) * b);
            PointKernels.Clamp(value).CopyTo(x[i..]);
        }
        for (; i < x.Length; i++)
        {
            var value = (x[i] * a) + (y[i] * b);
            x[i] = MathF.Min(1, MathF.Max(0, value));
        }
    }

    /// <summary>x = x a + y b, whatever comes out.</summary>
    public static void Sum(Span<float> x, float a, ReadOnlySpan<float> y, float b)
    {
        var i = 0;
        for (; i <= x.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            ((Vector256.Create<float>(x[i..]) * a) + (Vector256.Create(y[i..]) * b)).CopyTo(x[i..]);
        for (; i < x.Length; i++)
            x[i] = (x[i] * a) + (y[i] * b);
    }

    /// <summary>x = (x - offset) factor, clamped to [0, 1].</summary>
    public static void Stretch(Span<float> x, float offset, float factor)
    {
        var (i, less) = (0, Vector256.Create(offset));
        for (; i <= x.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            PointKernels.Clamp((Vector256.Create<float>(x[i..]) - less) * factor).CopyTo(x[i..]);
        for (; i < x.Length; i++)
            x[i] = MathF.Min(1, MathF.Max(0, (x[i] - offset) * factor));
    }

    /// <summary>The least and the greatest value.</summary>
    public static (float Least, float Most) Range(ReadOnlySpan<float> x)
    {
        var (least, most) = (x[0], x[0]);
        var i = 0;
        if (x.Length >= Vector256<float>.Count)
        {
            var (low, high) = (Vector256.Create(x), Vector256.Create(x));
            for (; i <= x.Length - Vector256<float>.Count; i += Vector256<float>.Count)
                (low, high) = (Vector256.MinNative(low, Vector256.Create(x[i..])), Vector256.MaxNative(high, Vector256.Create(x[i..])));
            for (var k = 0; k < Vector256<float>.Count; k++)
                (least, most) = (MathF.Min(least, low[k]), MathF.Max(most, high[k]));
        }
        for (; i < x.Length; i++)
            (least, most) = (MathF.Min(least, x[i]), MathF.Max(most, x[i]));
        return (least, most);
    }

    /// <summary>The gray values of three planes.</summary>
    public static void Gray(in Planes colour, Span<float> gray)
    {
        var (green, blue, i) = (gray.Length, 2 * gray.Length, 0);
        for (; i <= gray.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            PointKernels.Gray(
                Vector256.Create<float>(colour.Values[i..]),
                Vector256.Create<float>(colour.Values[(green + i)..]),
                Vector256.Create<float>(colour.Values[(blue + i)..])).CopyTo(gray[i..]);
        }
        for (; i < gray.Length; i++)
            gray[i] = (0.299f * colour.Values[i]) + (0.587f * colour.Values[green + i]) + (0.114f * colour.Values[blue + i]);
    }
}
