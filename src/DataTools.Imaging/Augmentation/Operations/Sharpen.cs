using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation.Area;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Blends with the smoothed picture by a uniformly random factor (torchvision's <c>adjust_sharpness</c>): see <see cref="SharpnessStep"/>.</summary>
/// <param name="Factor">0 smooths, 1 changes nothing, 2 sharpens.</param>
public sealed record Sharpen((double Low, double High) Factor) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "sharpen",
        "Blends with the smoothed picture: 0 smooths, 1 changes nothing, 2 sharpens.",
        [Parameter.Range("factor", [2, 2], 0, 100, "times", centre: 1)],
        a => new Sharpen(a.Range("factor")))
    { DefaultP = 0.5 };

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Factor.Low, Factor.High]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new SharpnessStep(random.In(Factor));
}
