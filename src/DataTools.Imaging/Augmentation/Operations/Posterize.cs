using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Keeps only the upper bits of each value (torchvision's <c>posterize</c>).</summary>
/// <param name="Bits">How many of 8, uniformly random.</param>
public sealed record Posterize((int Low, int High) Bits) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "posterize",
        "Keeps only the upper bits of each value.",
        [Parameter.WholeRange("bits", [4, 4], 1, 8, "of 8 bits")],
        a => new Posterize(a.WholeRange("bits")))
    { DefaultP = 0.5 };

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Bits.Low, Bits.High]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new ColourStep(ColourKind.Posterize, random.Whole(Bits));
}
