using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Turns about the centre by a uniformly random angle, keeping the size.</summary>
/// <param name="Degrees">Positive turns counter-clockwise, as in torchvision's <c>RandomRotation</c>.</param>
public sealed record Rotation((double Low, double High) Degrees) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "rotation",
        "Turns about the centre by a uniformly random angle, counter-clockwise, keeping the size.",
        [Parameter.Range("degrees", [-10, 10], -360, 360, "degrees", centre: 0), .. Edge.Parameters, Parameter.Interpolation],
        a => new Rotation(a.Range("degrees")) { Edge = a.Edge, Interpolation = a.Interpolation });

    /// <summary>What lies beyond the edge.</summary>
    public Edge Edge { get; init; }

    /// <summary>How values between pixels are made.</summary>
    public Interpolation Interpolation { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Degrees.Low, Degrees.High], .. Edge.Values, [(int)Interpolation]];

    // Where a pixel comes from is the inverse turn: with y pointing down, clockwise in the formula of Affine.
    internal override Step DrawStep(ref RandomStream random, ImageSize input) => Edge.Step(
        Affine.Rotation(random.Uniform(Degrees.Low, Degrees.High), input.Width / 2.0, input.Height / 2.0), input, Interpolation);
}
