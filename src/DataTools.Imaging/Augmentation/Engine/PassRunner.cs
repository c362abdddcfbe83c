using System.Buffers;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation.Engine.Colour;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>Walks through a plan's passes, from the bytes of an image to planes of floats.</summary>
internal static class PassRunner
{
    public static void Run(AugmentationPlan plan, in PixelView image, int channels, Span<float> result)
    {
        var (passes, exact) = (plan.Passes, plan.Mode == EngineMode.Exact);
        var first = passes.Count > 0 ? passes[0] as ResamplePass : null;
        var size = first?.Output ?? plan.Input;
        var area = size.Width * size.Height;
        var more = Resamples(passes, first is null ? 0 : 1);
        // What is not resampled again is worked on where it is wanted.
        var values = more || image.Channels > channels ? ArrayPool<float>.Shared.Rent(Math.Max(image.Channels, channels) * area) : null;
        var memory = values is null ? result : values;
        var picture = new Planes(memory[..(image.Channels * area)], image.Channels, size);
        if (first is null)
            PixelPlanes.Load(image, picture.Values);
        else
            Resampler.Resample(image, first, picture.Values, plan.Mode);
        if (exact)
            Round(picture, first);
        // What is wanted in one channel is gray from here on, and what is wanted in three has three.
        picture = PixelPlanes.WithChannels(picture, channels, memory);
        for (var i = first is null ? 0 : 1; i < passes.Count; i++)
        {
            if (passes[i] is ResamplePass resample)
            {
                var next = ArrayPool<float>.Shared.Rent(channels * resample.Output.Width * resample.Output.Height);
                var after = new Planes(next.AsSpan(0, channels * resample.Output.Width * resample.Output.Height), channels, resample.Output);
                Resampler.Resample(picture.Values, channels, resample, after.Values, plan.Mode);
                ArrayPool<float>.Shared.Return(values!);
                values = next;
                picture = after;
                if (exact)
                    Round(picture, resample);
            }
            else
            {
                Run(passes[i], picture, exact);
            }
        }
        if (values is null)
            return;
        picture.Values.CopyTo(result);
        ArrayPool<float>.Shared.Return(values);
    }

    // Pillow cuts what it warps off, and rounds the rest.
    private static void Round(in Planes picture, ResamplePass? pass)
    {
        if (pass is null || Resampler.Rounds(pass))
        {
            PointWalk.Round(picture);
            return;
        }
        // What is cut off must not have been a whole level but for the rounding of floats.
        foreach (ref var value in picture.Values)
            value = MathF.Floor((value * 255f) + (1f / 512)) / 255f;
    }

    /// <summary>Passes that keep the size, in place.</summary>
    public static void RunInPlace(IReadOnlyList<Pass> passes, in Planes picture)
    {
        for (var i = 0; i < passes.Count; i++)
        {
            if (passes[i] is not ResamplePass resample)
            {
                Run(passes[i], picture, exact: false);
                continue;
            }
            if (resample.Output != picture.Size)
                throw new InvalidInputException($"a chain that is mixed makes {resample.Output} of a picture of {picture.Size}", "Only operations that keep the size can be mixed.");
            var target = ArrayPool<float>.Shared.Rent(picture.Values.Length);
            Resampler.Resample(picture.Values, picture.Channels, resample, target.AsSpan(0, picture.Values.Length));
            target.AsSpan(0, picture.Values.Length).CopyTo(picture.Values);
            ArrayPool<float>.Shared.Return(target);
        }
    }

    /// <summary>A pass that keeps the size, in place.</summary>
    public static void Run(Pass pass, in Planes picture, bool exact)
    {
        switch (pass)
        {
            case PointPass point:
                PointWalk.Run(point, picture, exact);
                break;
            case AreaPass area:
                area.Step.Apply(picture);
                if (exact)
                    PointWalk.Round(picture);
                break;
            default:
                throw new ArgumentException($"{pass.GetType().Name} is no kind of pass that keeps the size", nameof(pass));
        }
    }

    /// <summary>Planes as a picture.</summary>
    public static PixelImage Picture(ReadOnlySpan<float> planes, int channels, ImageSize size)
    {
        var result = new PixelImage(size.Width, size.Height, channels);
        PixelPlanes.Store(planes, channels, result.Pixels);
        return result;
    }

    private static bool Resamples(IReadOnlyList<Pass> passes, int from)
    {
        for (var i = from; i < passes.Count; i++)
        {
            if (passes[i] is ResamplePass)
                return true;
        }
        return false;
    }
}
