using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Multiplies all values by a uniformly random factor, clamped to [0, 1].</summary>
/// <param name="Factor">Range of the factor; 1 changes nothing.</param>
public sealed record Brightness((double Low, double High) Factor) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "brightness",
        "Multiplies all values by a uniformly random factor.",
        [Parameter.Range("factor", [0.8, 1.2], 0, 100, "times", centre: 1)],
        a => new Brightness(a.Range("factor")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Factor.Low, Factor.High]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new ColourStep(ColourKind.Brightness, random.In(Factor));
}
