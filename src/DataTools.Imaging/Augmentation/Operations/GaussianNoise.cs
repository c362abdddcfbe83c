using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation.Area;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Adds independent normal noise to every value: see <see cref="GaussianNoiseStep"/>.</summary>
/// <param name="Std">Standard deviation, uniformly random, on the scale [0, 1].</param>
public sealed record GaussianNoise((double Low, double High) Std) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "gaussian_noise",
        "Adds independent normal noise to every value.",
        [Parameter.Range("std", [0.01, 0.05], 0, 1, "of the range from black to white")],
        a => new GaussianNoise(a.Range("std")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Std.Low, Std.High]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new GaussianNoiseStep(random.In(Std), random.Key());
}
