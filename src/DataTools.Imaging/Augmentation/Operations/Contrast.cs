using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Blends with the mean of the gray image by a uniformly random factor; below 1 flatter, above 1 stronger.</summary>
/// <param name="Factor">Range of the factor; 1 changes nothing.</param>
public sealed record Contrast((double Low, double High) Factor) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "contrast",
        "Blends with the mean of the gray image: below 1 flatter, above 1 stronger.",
        [Parameter.Range("factor", [0.8, 1.2], 0, 100, "times", centre: 1)],
        a => new Contrast(a.Range("factor")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Factor.Low, Factor.High]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new ColourStep(ColourKind.Contrast, random.In(Factor));
}
