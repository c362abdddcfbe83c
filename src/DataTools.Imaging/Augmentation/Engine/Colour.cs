using DataTools.Catalog;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>Colour on planes of floats in [0, 1], clamped after each step; the formulas are torchvision's.</summary>
internal static class Colour
{
    public static void Apply(PointStep point, Span<float> planes, int channels)
    {
        if (point is not ColourStep step)
            throw new NotSupportedException($"{point}");
        var (f, area) = (step.Factor, planes.Length / channels);
        switch (step.Kind)
        {
            case ColourKind.Brightness:
                foreach (ref var value in planes)
                    value = Clamp(value * f);
                break;
            case ColourKind.Contrast:
                var mean = GrayMean(planes, channels) * (1 - f);
                foreach (ref var value in planes)
                    value = Clamp((value * f) + mean);
                break;
            case ColourKind.Saturation:
                for (var i = 0; channels == 3 && i < area; i++)
                {
                    var gray = Gray(planes, area, i) * (1 - f);
                    for (var at = i; at < planes.Length; at += area)
                        planes[at] = Clamp((planes[at] * f) + gray);
                }
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(point), step.Kind, "not a colour step");
        }
    }

    /// <summary>Three planes to one.</summary>
    public static void Gray(ReadOnlySpan<float> colour, Span<float> gray)
    {
        for (var i = 0; i < gray.Length; i++)
            gray[i] = Gray(colour, gray.Length, i);
    }

    public static void Normalise(NormalizeStep step, Span<float> planes, int channels)
    {
        if (step.Mean.Count != 1 && step.Mean.Count != channels)
            throw new InvalidInputException($"normalize has {step.Mean.Count} values for an image of {channels} channels", "Give mean and std one value, or one for each channel.");
        var area = planes.Length / channels;
        for (var c = 0; c < channels; c++)
        {
            // One value serves all channels, as a gray statistic on a colour image does.
            var k = step.Mean.Count == 1 ? 0 : c;
            var (mean, std) = ((float)step.Mean[k], (float)step.Std[k]);
            foreach (ref var value in planes.Slice(c * area, area))
                value = (value - mean) / std;
        }
    }

    private static float GrayMean(ReadOnlySpan<float> planes, int channels)
    {
        var area = planes.Length / channels;
        var sum = 0.0;
        for (var i = 0; i < area; i++)
            sum += channels == 3 ? Gray(planes, area, i) : planes[i];
        return (float)(sum / area);
    }

    // ITU-R BT.601, as Pillow and torchvision weigh. In floats, in this order, the weights add up to 1 exactly.
    private static float Gray(ReadOnlySpan<float> planes, int area, int i) =>
        (0.299f * planes[i]) + (0.587f * planes[area + i]) + (0.114f * planes[(2 * area) + i]);

    private static float Clamp(float value) => MathF.Min(1, MathF.Max(0, value));
}
