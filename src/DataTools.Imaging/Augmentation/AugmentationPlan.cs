using System.Buffers;
using DataTools.Imaging.Augmentation.Engine;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Augmentation;

/// <summary>
/// A policy with everything drawn for one image, compiled: all geometry is one map and one resample, then all colour
/// steps in their order, then normalisation. Hence colour sees the final picture, and what an earlier crop cut off may
/// show again in the corners of a later rotation, where a chain of images would show black.
/// </summary>
public sealed class AugmentationPlan
{
    private readonly NormalizeStep? _normalise;

    private AugmentationPlan(ImageSize input, ImageSize output, Affine outputToInput, IReadOnlyList<ColourStep> colours, NormalizeStep? normalise)
    {
        Input = input;
        Output = output;
        OutputToInput = outputToInput;
        Colours = colours;
        _normalise = normalise;
    }

    /// <summary>The size of image it was drawn for.</summary>
    public ImageSize Input { get; }

    /// <summary>The size of the result.</summary>
    public ImageSize Output { get; }

    /// <summary>Where in the input each point of the output comes from.</summary>
    public Affine OutputToInput { get; }

    /// <summary>The colour steps, in order.</summary>
    public IReadOnlyList<ColourStep> Colours { get; }

    internal static AugmentationPlan Compile(ImageSize input, IReadOnlyList<Step> steps)
    {
        var (output, map) = (input, Affine.Identity);
        foreach (var geometry in steps.OfType<GeometryStep>())
        {
            // The last step maps its output to its input, which is the output of the step before.
            map = map.After(geometry.OutputToInput);
            output = geometry.Output;
        }
        return new(input, output, map, [.. steps.OfType<ColourStep>()], steps.OfType<NormalizeStep>().LastOrDefault());
    }

    /// <summary>
    /// Writes the result as planes of floats, channels x height x width, in [0, 1] unless normalised.
    /// </summary>
    /// <param name="image">An image of the size the plan was drawn for.</param>
    /// <param name="channels">1 or 3: colour becomes gray as in ITU-R BT.601, gray becomes three equal channels.</param>
    /// <param name="planes">channels x Output.Height x Output.Width floats.</param>
    public void Apply(PixelImage image, int channels, Span<float> planes)
    {
        if (image.Width != Input.Width || image.Height != Input.Height)
            throw new ArgumentException($"an image of {image.Width} x {image.Height} for a plan of {Input}", nameof(image));
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "1 or 3");
        var area = Output.Width * Output.Height;
        if (planes.Length != channels * area)
            throw new ArgumentException($"{planes.Length} floats for {channels} x {Output.Height} x {Output.Width}", nameof(planes));

        if (image.Channels == 3 && channels == 1)
        {
            var colour = ArrayPool<float>.Shared.Rent(3 * area);
            Resampler.Resample(image, OutputToInput, Output, colour.AsSpan(0, 3 * area));
            Colour.Gray(colour.AsSpan(0, 3 * area), planes);
            ArrayPool<float>.Shared.Return(colour);
        }
        else
        {
            Resampler.Resample(image, OutputToInput, Output, planes[..(image.Channels * area)]);
            for (var c = image.Channels; c < channels; c++)
                planes[..area].CopyTo(planes.Slice(c * area, area));
        }
        foreach (var step in Colours)
            Colour.Apply(step, planes, channels);
        if (_normalise is { } normalise)
            Colour.Normalise(normalise, planes, channels);
    }

    /// <summary>The result as a picture with the channels of the input; for plans without normalisation.</summary>
    public PixelImage Apply(PixelImage image)
    {
        if (_normalise is not null)
            throw new InvalidOperationException("normalised values are no picture");
        var area = Output.Width * Output.Height;
        var planes = ArrayPool<float>.Shared.Rent(image.Channels * area);
        Apply(image, image.Channels, planes.AsSpan(0, image.Channels * area));
        var result = new PixelImage(Output.Width, Output.Height, image.Channels);
        for (var c = 0; c < image.Channels; c++)
        {
            for (var i = 0; i < area; i++)
                result.Pixels[(i * image.Channels) + c] = (byte)((planes[(c * area) + i] * 255f) + 0.5f);
        }
        ArrayPool<float>.Shared.Return(planes);
        return result;
    }
}
