using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Mirrors top and bottom.</summary>
public sealed record VerticalFlip : StepOperation
{
    internal static OperationDefinition Of { get; } = new("vertical_flip", "Mirrors top and bottom.", [], _ => new VerticalFlip()) { DefaultP = 0.5 };

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) =>
        new GeometryStep(new Affine(1, 0, 0, 0, -1, input.Height), input);
}
