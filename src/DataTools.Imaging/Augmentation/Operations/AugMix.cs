using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation.Area;
using DataTools.Imaging.Augmentation.Batches;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>
/// The picture mixed with several chains of mild transforms (Hendrycks et al. 2020): torchvision's <c>AugMix</c>, with its
/// magnitudes: see <see cref="MagnitudeSpace"/>.
/// </summary>
/// <param name="Severity">Largest magnitude, from 1 to 10.</param>
/// <param name="Width">How many chains.</param>
/// <param name="Depth">Transforms in a chain, uniformly random.</param>
/// <param name="Alpha">Of the Dirichlet and Beta distributions that the weights are drawn from.</param>
public sealed record AugMix(int Severity, int Width, (int Low, int High) Depth, double Alpha) : StepOperation
{
    private const double Strongest = 9;

    internal static OperationDefinition Of { get; } = new(
        "aug_mix",
        "The picture mixed with several chains of mild transforms (Hendrycks et al. 2020), as torchvision's AugMix.",
        [
            new Parameter("severity", ParameterKind.Integer, [3], 1, 10, "of 10"),
            new Parameter("width", ParameterKind.Integer, [3], 1, 10, "chains"),
            Parameter.WholeRange("depth", [1, 3], 1, 10, "transforms a chain"),
            Parameter.Number("alpha", 1, 0.01, 100, "of the Dirichlet distribution"),
            .. Edge.Parameters,
            Parameter.Interpolation,
        ],
        a => new AugMix(a.Integer("severity"), a.Integer("width"), a.WholeRange("depth"), a.Number("alpha")) { Edge = a.Edge, Interpolation = a.Interpolation });

    /// <summary>What lies beyond the edge of what is turned or shifted.</summary>
    public Edge Edge { get; init; }

    /// <summary>How values between pixels are made.</summary>
    public Interpolation Interpolation { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Severity], [Width], [Depth.Low, Depth.High], [Alpha], .. Edge.Values, [(int)Interpolation]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var mix = (float)BetaDistribution.Draw(ref random, Alpha);
        // Dirichlet: gammas by their sum; as logarithms, which small alphas need.
        var logs = new double[Width];
        for (var i = 0; i < Width; i++)
            logs[i] = BetaDistribution.LogGamma(ref random, Alpha);
        var largest = logs.Max();
        var sum = logs.Sum(l => Math.Exp(l - largest));
        float[] weights = [.. logs.Select(l => (float)(Math.Exp(l - largest) / sum))];
        var chains = new List<Step>[Width];
        for (var i = 0; i < Width; i++)
            chains[i] = Chain(ref random, input);
        return new MixChainsStep(mix, weights, chains);
    }

    private List<Step> Chain(ref RandomStream random, ImageSize input)
    {
        var depth = random.Whole(Depth);
        var steps = new List<Step>(depth);
        for (var i = 0; i < depth; i++)
        {
            // All but the identity and inverting.
            var transform = AutoTransform.ShearX + random.NextInt(AutoTransform.Invert - AutoTransform.ShearX);
            var strength = random.NextInt(Severity) / Strongest;
            if (MagnitudeSpace.Mix.Step(transform, strength, random.Chance(0.5), input, Edge, Interpolation) is { } step)
                steps.Add(step);
        }
        return steps;
    }
}
