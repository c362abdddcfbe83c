using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Blends each pixel with its gray value by a uniformly random factor; 0 is grayscale. Grayscale images stay as they are.</summary>
/// <param name="Factor">Range of the factor; 1 changes nothing.</param>
public sealed record Saturation((double Low, double High) Factor) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "saturation",
        "Blends each pixel with its gray value: 0 is grayscale.",
        [Parameter.Range("factor", [0.8, 1.2], 0, 100, "times", centre: 1)],
        a => new Saturation(a.Range("factor")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Factor.Low, Factor.High]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new ColourStep(ColourKind.Saturation, random.In(Factor));
}
