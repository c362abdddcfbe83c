using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation.Area;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Compresses as JPEG and back.</summary>
/// <param name="Quality">Uniformly random, on libjpeg's scale.</param>
public sealed record JpegCompression((int Low, int High) Quality) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "jpeg_compression",
        "Compresses as JPEG and back.",
        [Parameter.WholeRange("quality", [50, 95], 1, 100, "on libjpeg's scale")],
        a => new JpegCompression(a.WholeRange("quality")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Quality.Low, Quality.High]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new JpegStep(random.Whole(Quality));
}
