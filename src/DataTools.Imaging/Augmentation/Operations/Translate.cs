using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Shifts by a uniformly random number of whole pixels, keeping the size.</summary>
/// <param name="X">To the right, as a share of the width.</param>
/// <param name="Y">Down, as a share of the height.</param>
public sealed record Translate((double Low, double High) X, (double Low, double High) Y) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "translate",
        "Shifts by a uniformly random number of whole pixels, keeping the size.",
        [
            Parameter.Range("x", [-0.1, 0.1], -1, 1, "of the width", centre: 0), Parameter.Range("y", [-0.1, 0.1], -1, 1, "of the height", centre: 0),
            .. Edge.Parameters, Parameter.Interpolation],
        a => new Translate(a.Range("x"), a.Range("y")) { Edge = a.Edge, Interpolation = a.Interpolation });

    /// <summary>What lies beyond the edge.</summary>
    public Edge Edge { get; init; }

    /// <summary>How values between pixels are made.</summary>
    public Interpolation Interpolation { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[X.Low, X.High], [Y.Low, Y.High], .. Edge.Values, [(int)Interpolation]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var x = Math.Round(random.Uniform(X.Low, X.High) * input.Width);
        var y = Math.Round(random.Uniform(Y.Low, Y.High) * input.Height);
        return Edge.Step(Affine.Translation(-x, -y), input, Interpolation);
    }
}
