using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Inverts values at or above a uniformly random threshold (torchvision's <c>solarize</c>).</summary>
/// <param name="Threshold">Range of the threshold.</param>
public sealed record Solarize((double Low, double High) Threshold) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "solarize",
        "Inverts values at or above a threshold.",
        [Parameter.Range("threshold", [0.5, 0.5], 0, 1, "from black to white")],
        a => new Solarize(a.Range("threshold")))
    { DefaultP = 0.5 };

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Threshold.Low, Threshold.High]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new ColourStep(ColourKind.Solarize, random.In(Threshold));
}
