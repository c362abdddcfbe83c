using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Cuts out the central square; an image smaller than that is centred on black.</summary>
/// <param name="Size">Side in pixels.</param>
public sealed record CenterCrop(int Size) : Operation
{
    internal static OperationDefinition Of { get; } = new(
        "center_crop", [Parameter.Side("size", optional: false)], a => new CenterCrop(a.Integer("size")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Size]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => new CornerCrop(Size, Corner.Center).DrawStep(ref random, input);
}
