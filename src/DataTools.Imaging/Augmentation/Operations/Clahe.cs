using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation.Area;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Contrast-limited adaptive histogram equalization: see <see cref="ClaheStep"/>.</summary>
/// <param name="ClipLimit">Uniformly random; larger is stronger.</param>
/// <param name="Tiles">Along each axis.</param>
public sealed record Clahe((double Low, double High) ClipLimit, int Tiles) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "clahe",
        "Contrast-limited adaptive histogram equalization (Zuiderveld 1994).",
        [Parameter.Range("clip_limit", [1, 4], 1, 100, "times an even histogram"), new Parameter("tiles", ParameterKind.Integer, [8], 1, ClaheStep.MaximalTiles, "along each axis")],
        a => new Clahe(a.Range("clip_limit"), a.Integer("tiles")))
    { DefaultP = 0.5 };

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[ClipLimit.Low, ClipLimit.High], [Tiles]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new ClaheStep(random.In(ClipLimit), Tiles, Tiles);
}
