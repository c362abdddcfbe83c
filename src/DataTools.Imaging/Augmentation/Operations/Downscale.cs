using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation.Area;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Makes the picture smaller and large again: see <see cref="DownscaleStep"/>.</summary>
/// <param name="Factor">The small picture's side over the picture's, uniformly random.</param>
/// <param name="Nearest">Pixels are left out and repeated instead of averaged.</param>
public sealed record Downscale((double Low, double High) Factor, bool Nearest) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "downscale",
        "Makes the picture smaller and large again, so that detail is lost.",
        [Parameter.Range("factor", [0.25, 0.75], 0.01, 1, "of the side"), Parameter.Choice("interpolation", 0, "bilinear", "nearest")],
        a => new Downscale(a.Range("factor"), a.Integer("interpolation") == 1));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Factor.Low, Factor.High], [Nearest ? 1 : 0]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) =>
        new DownscaleStep(random.In(Factor), Nearest ? Interpolation.Nearest : Interpolation.Bilinear);
}
