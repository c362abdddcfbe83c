using System.Buffers;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation.Engine;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Augmentation;

/// <summary>
/// A policy with everything drawn for one image, compiled into passes: see <see cref="PassCompiler"/>. In the fused mode
/// colour sees the final picture, and what an earlier crop cut off may show again in the corners of a later rotation,
/// where a chain of images would show black.
/// </summary>
public sealed class AugmentationPlan
{
    private AugmentationPlan(ImageSize input, IReadOnlyList<Step> steps, EngineMode mode, IReadOnlyList<string> drawnBy)
    {
        (Input, Steps, Mode, DrawnBy) = (input, steps, mode, drawnBy);
        Passes = PassCompiler.Compile(input, steps, mode);
        Output = Passes.OfType<ResamplePass>().LastOrDefault()?.Output ?? input;
    }

    /// <summary>The size of image it was drawn for.</summary>
    public ImageSize Input { get; private set; }

    /// <summary>The size of the result.</summary>
    public ImageSize Output { get; }

    /// <summary>How it is worked out.</summary>
    public EngineMode Mode { get; }

    /// <summary>What was drawn, in the policy's order.</summary>
    public IReadOnlyList<Step> Steps { get; }

    /// <summary>For each step the name of the operation that drew it; empty for plans made of steps.</summary>
    public IReadOnlyList<string> DrawnBy { get; }

    /// <summary>What is done.</summary>
    public IReadOnlyList<Pass> Passes { get; private set; }

    /// <summary>Where in the input each point of the output comes from, displacements left out.</summary>
    public Homography OutputToInput => Passes.OfType<ResamplePass>().Aggregate(
        Homography.Identity, (map, pass) => map.After(pass.Map.Then.After(pass.Map.First)));

    /// <summary>The colour steps, in order.</summary>
    public IReadOnlyList<ColourStep> Colours => [.. Steps.OfType<ColourStep>()];

    internal static AugmentationPlan Compile(
        ImageSize input, IReadOnlyList<Step> steps, EngineMode mode = EngineMode.Fused, IReadOnlyList<string>? drawnBy = null) => new(input, steps, mode, drawnBy ?? []);

    /// <summary>What was drawn, as JSON that <see cref="FromJson"/> makes the same plan of.</summary>
    public string ToJson() => PlanJson.Write(this);

    /// <summary>The plan that was written: the same steps, so the same bytes. Throws <see cref="InvalidInputException"/> for anything else.</summary>
    public static AugmentationPlan FromJson(string json) => PlanJson.Read(json);

    /// <summary>What was drawn in a few words, for captions: <c>rotation 12.3, horizontal_flip</c>.</summary>
    public string Describe() => PlanText.Of(this);

    /// <summary>The same words, step by step.</summary>
    public IReadOnlyList<string> DescribeSteps() => PlanText.Steps(this);

    /// <summary>The same plan for a part of the image, or the image turned: the first resample begins there.</summary>
    internal AugmentationPlan From(ImageSize part, in Homography outputToPart)
    {
        var plan = (AugmentationPlan)MemberwiseClone();
        plan.Input = part;
        plan.Passes = [(ResamplePass)Passes[0] with { Map = new(outputToPart), Input = part }, .. Passes.Skip(1)];
        return plan;
    }

    /// <summary>
    /// Writes the result as planes of floats, channels x height x width, in [0, 1] unless normalised.
    /// </summary>
    /// <param name="image">An image of the size the plan was drawn for.</param>
    /// <param name="channels">1 or 3: colour becomes gray as in ITU-R BT.601, gray becomes three equal channels.</param>
    /// <param name="planes">channels x Output.Height x Output.Width floats.</param>
    public void Apply(PixelImage image, int channels, Span<float> planes)
    {
        Check(new(image.Width, image.Height), channels, planes.Length);
        PassRunner.Run(this, image, channels, planes);
    }

    internal void Check(ImageSize image, int channels, int floats)
    {
        if (image != Input)
            throw new ArgumentException($"an image of {image} for a plan of {Input}", nameof(image));
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "1 or 3");
        if (floats != channels * Output.Width * Output.Height)
            throw new ArgumentException($"{floats} floats for {channels} x {Output.Height} x {Output.Width}", nameof(floats));
    }

    /// <summary>The result as a picture with the channels of the input; for plans without normalisation.</summary>
    public PixelImage Apply(PixelImage image)
    {
        if (Steps.OfType<NormalizeStep>().Any())
            throw new InvalidOperationException("normalised values are no picture");
        var length = image.Channels * Output.Width * Output.Height;
        var planes = ArrayPool<float>.Shared.Rent(length);
        Apply(image, image.Channels, planes.AsSpan(0, length));
        var result = PassRunner.Picture(planes.AsSpan(0, length), image.Channels, Output);
        ArrayPool<float>.Shared.Return(planes);
        return result;
    }
}
