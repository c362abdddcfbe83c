using System.Buffers;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>Walks through a plan's passes, from the bytes of an image to planes of floats.</summary>
internal static class PassRunner
{
    public static void Run(AugmentationPlan plan, PixelImage image, int channels, Span<float> result)
    {
        var (size, inner) = (plan.Input, image.Channels);
        var first = plan.Passes is [ResamplePass start, ..] ? start : new(new(Homography.Identity), size, size, Border.Constant, 0, Interpolation.Bilinear);
        size = first.Output;
        var values = ArrayPool<float>.Shared.Rent(inner * size.Width * size.Height);
        var exact = plan.Mode == EngineMode.Exact;
        Resampler.Resample(image, first, values.AsSpan(0, inner * size.Width * size.Height), plan.Mode);
        Round(values.AsSpan(0, inner * size.Width * size.Height), exact, Resampler.Rounds(first));
        // Gray is made gray only at the end, since colour may come before; but what is wanted in one channel is one from here.
        if (inner == 3 && channels == 1)
        {
            var gray = ArrayPool<float>.Shared.Rent(size.Width * size.Height);
            Colour.Gray(values.AsSpan(0, 3 * size.Width * size.Height), gray.AsSpan(0, size.Width * size.Height));
            ArrayPool<float>.Shared.Return(values);
            (values, inner) = (gray, 1);
        }
        else if (inner == 1 && channels == 3)
        {
            var area = size.Width * size.Height;
            var colour = ArrayPool<float>.Shared.Rent(3 * area);
            for (var c = 0; c < 3; c++)
                values.AsSpan(0, area).CopyTo(colour.AsSpan(c * area));
            ArrayPool<float>.Shared.Return(values);
            (values, inner) = (colour, 3);
        }
        foreach (var pass in plan.Passes.Skip(plan.Passes is [ResamplePass, ..] ? 1 : 0))
        {
            var now = values.AsSpan(0, inner * size.Width * size.Height);
            switch (pass)
            {
                case ResamplePass again:
                    var next = ArrayPool<float>.Shared.Rent(inner * again.Output.Width * again.Output.Height);
                    size = again.Output;
                    Resampler.Resample(now, inner, again, next.AsSpan(0, inner * size.Width * size.Height), plan.Mode);
                    Round(next.AsSpan(0, inner * size.Width * size.Height), exact, Resampler.Rounds(again));
                    ArrayPool<float>.Shared.Return(values);
                    values = next;
                    break;
                case PointPass point:
                    foreach (var step in point.Steps)
                        Colour.Apply(step, now, inner);
                    Round(now, exact && point.Normalise is null);
                    if (point.Normalise is { } normalise)
                        Colour.Normalise(normalise, now, inner);
                    break;
                case AreaPass area:
                    area.Step.Apply(new(now, inner, size));
                    Round(now, exact);
                    break;
                default:
                    throw new ArgumentException($"{pass.GetType().Name} is no kind of pass", nameof(plan));
            }
        }
        values.AsSpan(0, result.Length).CopyTo(result);
        ArrayPool<float>.Shared.Return(values);
    }

    /// <summary>Planes as a picture.</summary>
    public static PixelImage Picture(ReadOnlySpan<float> planes, int channels, ImageSize size)
    {
        var (area, result) = (size.Width * size.Height, new PixelImage(size.Width, size.Height, channels));
        for (var c = 0; c < channels; c++)
        {
            for (var i = 0; i < area; i++)
                result.Pixels[(i * channels) + c] = (byte)((planes[(c * area) + i] * 255f) + 0.5f);
        }
        return result;
    }

    private static void Round(Span<float> planes, bool exact, bool nearest = true)
    {
        // What is cut off must not have been a whole level but for the rounding of floats.
        var up = nearest ? 0.5f : 1f / 512;
        for (var i = 0; exact && i < planes.Length; i++)
            planes[i] = MathF.Floor((planes[i] * 255f) + up) / 255f;
    }
}
