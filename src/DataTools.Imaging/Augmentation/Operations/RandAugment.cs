using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>
/// A number of transforms, each drawn from the same 14 and all of the same magnitude (Cubuk et al. 2020), with torchvision's
/// magnitudes: see <see cref="MagnitudeSpace"/>.
/// </summary>
/// <param name="N">How many.</param>
/// <param name="Magnitude">From 0, nothing, to 30, the strongest.</param>
public sealed record RandAugment(int N, int Magnitude) : Operation
{
    private const int Strongest = 30, Transforms = (int)AutoTransform.Equalize + 1;

    internal static OperationDefinition Of { get; } = new(
        "rand_augment",
        "A number of transforms drawn from 14, all of the same magnitude (Cubuk et al. 2020), as torchvision's RandAugment.",
        [
            new Parameter("n", ParameterKind.Integer, [2], 0, 20, "transforms"),
            new Parameter("magnitude", ParameterKind.Integer, [9], 0, Strongest, "of torchvision's 31 steps"),
            .. Edge.Parameters,
            Parameter.Interpolation,
        ],
        a => new RandAugment(a.Integer("n"), a.Integer("magnitude")) { Edge = a.Edge, Interpolation = a.Interpolation });

    /// <summary>What lies beyond the edge of what is turned or shifted.</summary>
    public Edge Edge { get; init; }

    /// <summary>How values between pixels are made. Bilinear joins with other geometry in one resample; torchvision's default is nearest.</summary>
    public Interpolation Interpolation { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[N], [Magnitude], .. Edge.Values, [(int)Interpolation]];

    internal override void Draw(ref RandomStream random, PolicyDrawing drawing)
    {
        for (var i = 0; i < N; i++)
        {
            var transform = (AutoTransform)random.NextInt(Transforms);
            if (MagnitudeSpace.Usual.Step(transform, Magnitude / (double)Strongest, random.Chance(0.5), drawing.Size, Edge, Interpolation) is { } step)
                drawing.Add(step);
        }
    }
}
