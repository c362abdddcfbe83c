using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Cuts out the centre; an image smaller than that is centred on black.</summary>
/// <param name="Size">Of the output in pixels; one number is a square.</param>
public sealed record CenterCrop(ImageSize Size) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "center_crop",
        "Cuts out the centre; an image smaller than that is centred on black.",
        [Parameter.Size(optional: false)],
        a => new CenterCrop(a.Size("size")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [Size.Sides];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new CornerCrop(Size, Corner.Center).DrawStep(ref random, input);
}
