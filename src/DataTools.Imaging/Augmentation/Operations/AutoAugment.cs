using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Which data the policy was searched on.</summary>
public enum AutoAugmentPolicy
{
    /// <summary>ImageNet.</summary>
    ImageNet,

    /// <summary>CIFAR-10.</summary>
    Cifar10,

    /// <summary>Street View House Numbers.</summary>
    Svhn,
}

/// <summary>
/// One of 25 pairs of transforms that were found by search (Cubuk et al. 2019): torchvision's <c>AutoAugment</c>, with its
/// magnitudes: see <see cref="MagnitudeSpace"/>.
/// </summary>
/// <param name="Policy">Which 25.</param>
public sealed record AutoAugment(AutoAugmentPolicy Policy) : Operation
{
    private const double Strongest = 9;

    internal static OperationDefinition Of { get; } = new(
        "auto_augment",
        "One of 25 pairs of transforms that were found by search (Cubuk et al. 2019), as torchvision's AutoAugment.",
        [Parameter.Choice("policy", 0, "imagenet", "cifar10", "svhn"), .. Edge.Parameters, Parameter.Interpolation],
        a => new AutoAugment((AutoAugmentPolicy)a.Integer("policy")) { Edge = a.Edge, Interpolation = a.Interpolation });

    /// <summary>What lies beyond the edge of what is turned or shifted.</summary>
    public Edge Edge { get; init; }

    /// <summary>How values between pixels are made. Bilinear joins with other geometry in one resample; torchvision's default is nearest.</summary>
    public Interpolation Interpolation { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[(int)Policy], .. Edge.Values, [(int)Interpolation]];

    internal override void Draw(ref RandomStream random, PolicyDrawing drawing)
    {
        var table = Policy switch
        {
            AutoAugmentPolicy.Cifar10 => AutoAugmentTables.Cifar10,
            AutoAugmentPolicy.Svhn => AutoAugmentTables.Svhn,
            _ => AutoAugmentTables.ImageNet,
        };
        ref readonly var pair = ref table[random.NextInt(table.Length)];
        Apply(ref random, drawing, pair.First, pair.FirstP, pair.FirstMagnitude);
        Apply(ref random, drawing, pair.Second, pair.SecondP, pair.SecondMagnitude);
    }

    private void Apply(ref RandomStream random, PolicyDrawing drawing, AutoTransform transform, double p, int magnitude)
    {
        var (applied, negative) = (random.Chance(p), random.Chance(0.5));
        if (applied && MagnitudeSpace.Usual.Step(transform, magnitude / Strongest, negative, drawing.Size, Edge, Interpolation) is { } step)
            drawing.Add(step);
    }
}
