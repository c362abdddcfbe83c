using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Makes the content larger or smaller about the centre by a uniformly random factor, keeping the size.</summary>
/// <param name="Factor">Above 1 larger.</param>
public sealed record Scale((double Low, double High) Factor) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "scale",
        "Makes the content larger or smaller about the centre by a uniformly random factor, keeping the size.",
        [Parameter.Range("factor", [0.9, 1.1], 0.01, 100, "times", centre: 1), .. Edge.Parameters, Parameter.Interpolation],
        a => new Scale(a.Range("factor")) { Edge = a.Edge, Interpolation = a.Interpolation });

    /// <summary>What lies beyond the edge.</summary>
    public Edge Edge { get; init; }

    /// <summary>How values between pixels are made.</summary>
    public Interpolation Interpolation { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Factor.Low, Factor.High], .. Edge.Values, [(int)Interpolation]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => Edge.Step(
        InverseAffine.About(input, 0, (0, 0), random.Uniform(Factor.Low, Factor.High), (0, 0)), input, Interpolation);
}
