using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Shears about the centre by uniformly random angles, keeping the size.</summary>
/// <param name="X">Degrees along x.</param>
/// <param name="Y">Degrees along y.</param>
public sealed record Shear((double Low, double High) X, (double Low, double High) Y) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "shear",
        "Shears about the centre by uniformly random angles, keeping the size.",
        [
            Parameter.Range("x", [-10, 10], -80, 80, "degrees", centre: 0), Parameter.Range("y", [0, 0], -80, 80, "degrees", centre: 0),
            .. Edge.Parameters, Parameter.Interpolation],
        a => new Shear(a.Range("x"), a.Range("y")) { Edge = a.Edge, Interpolation = a.Interpolation });

    /// <summary>What lies beyond the edge.</summary>
    public Edge Edge { get; init; }

    /// <summary>How values between pixels are made.</summary>
    public Interpolation Interpolation { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[X.Low, X.High], [Y.Low, Y.High], .. Edge.Values, [(int)Interpolation]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var x = random.Uniform(X.Low, X.High);
        return Edge.Step(InverseAffine.About(input, 0, (0, 0), 1, (x, random.Uniform(Y.Low, Y.High))), input, Interpolation);
    }
}
