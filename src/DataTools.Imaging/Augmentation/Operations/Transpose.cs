using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Exchanges rows and columns.</summary>
public sealed record Transpose : StepOperation
{
    internal static OperationDefinition Of { get; } = new("transpose", "Exchanges rows and columns.", [], _ => new Transpose()) { DefaultP = 0.5 };

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) =>
        new GeometryStep(new Affine(0, 1, 0, 1, 0, 0), new ImageSize(input.Height, input.Width));
}
