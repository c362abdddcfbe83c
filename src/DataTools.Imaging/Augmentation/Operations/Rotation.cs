using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Turns about the centre by a uniformly random angle, keeping the size; corners that come from nowhere are black.</summary>
/// <param name="Degrees">Positive turns counter-clockwise, as in torchvision.</param>
public sealed record Rotation((double Low, double High) Degrees) : Operation
{
    internal static OperationDefinition Of { get; } = new(
        "rotation", [Parameter.Range("degrees", [-10, 10], -360, 360, "degrees", centre: 0)], a => new Rotation(a.Range("degrees")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Degrees.Low, Degrees.High]];

    // Where a pixel comes from is the inverse turn: with y pointing down, clockwise in the formula of Affine.
    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new GeometryStep(
        Affine.Rotation(random.Uniform(Degrees.Low, Degrees.High), input.Width / 2.0, input.Height / 2.0), input);
}
