using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Turns the hue of HSV, exactly, by a uniformly random share of the circle (torchvision's <c>adjust_hue</c>). Grayscale images stay as they are.</summary>
/// <param name="Shift">In turns; 0 changes nothing.</param>
public sealed record Hue((double Low, double High) Shift) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "hue",
        "Turns the hue of HSV by a uniformly random share of the circle.",
        [Parameter.Range("shift", [-0.1, 0.1], -0.5, 0.5, "turns", centre: 0)],
        a => new Hue(a.Range("shift")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Shift.Low, Shift.High]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new ColourStep(ColourKind.Hue, random.In(Shift));
}
