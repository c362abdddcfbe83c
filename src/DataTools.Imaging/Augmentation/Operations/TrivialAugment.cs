using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>
/// One transform of 14, of uniformly random magnitude (Mueller and Hutter 2021), with the wide magnitudes of torchvision's
/// <c>TrivialAugmentWide</c>: see <see cref="MagnitudeSpace"/>.
/// </summary>
public sealed record TrivialAugment : Operation
{
    private const int Strongest = 30, Transforms = (int)AutoTransform.Equalize + 1;

    internal static OperationDefinition Of { get; } = new(
        "trivial_augment",
        "One transform of 14, of random magnitude (Mueller and Hutter 2021), as torchvision's TrivialAugmentWide.",
        [.. Edge.Parameters, Parameter.Interpolation],
        a => new TrivialAugment { Edge = a.Edge, Interpolation = a.Interpolation });

    /// <summary>What lies beyond the edge of what is turned or shifted.</summary>
    public Edge Edge { get; init; }

    /// <summary>How values between pixels are made. Bilinear joins with other geometry in one resample; torchvision's default is nearest.</summary>
    public Interpolation Interpolation { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [.. Edge.Values, [(int)Interpolation]];

    internal override void Draw(ref RandomStream random, PolicyDrawing drawing)
    {
        var transform = (AutoTransform)random.NextInt(Transforms);
        var strength = random.NextInt(Strongest + 1) / (double)Strongest;
        if (MagnitudeSpace.Wide.Step(transform, strength, random.Chance(0.5), drawing.Size, Edge, Interpolation) is { } step)
            drawing.Add(step);
    }
}
