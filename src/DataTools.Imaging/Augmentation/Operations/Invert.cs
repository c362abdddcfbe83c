using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>The negative.</summary>
public sealed record Invert : StepOperation
{
    internal static OperationDefinition Of { get; } = new("invert", "The negative.", [], _ => new Invert()) { DefaultP = 0.5 };

    private static readonly Step TheStep = new ColourStep(ColourKind.Invert, 1);

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => TheStep;
}
