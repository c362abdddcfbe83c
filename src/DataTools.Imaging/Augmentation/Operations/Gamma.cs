using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Raises all values to a uniformly random power; above 1 darker.</summary>
/// <param name="Power">Range of the power; 1 changes nothing.</param>
public sealed record Gamma((double Low, double High) Power) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "gamma",
        "Raises all values to a uniformly random power: above 1 darker.",
        [Parameter.Range("gamma", [0.8, 1.25], 0.01, 100, "as exponent", centre: 1)],
        a => new Gamma(a.Range("gamma")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Power.Low, Power.High]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new ColourStep(ColourKind.Gamma, random.In(Power));
}
