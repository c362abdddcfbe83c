using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Mirrors left and right.</summary>
public sealed record HorizontalFlip : StepOperation
{
    internal static OperationDefinition Of { get; } = new("horizontal_flip", "Mirrors left and right.", [], _ => new HorizontalFlip()) { DefaultP = 0.5 };

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) =>
        new GeometryStep(new Affine(-1, 0, input.Width, 0, 1, 0), input);
}
