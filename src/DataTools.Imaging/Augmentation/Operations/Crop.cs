using DataTools.Catalog;
using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Cuts out a fixed rectangle; what of it is outside the image is black.</summary>
/// <param name="X">Its left edge, in pixels.</param>
/// <param name="Y">Its upper edge.</param>
/// <param name="Size">Its width and height.</param>
public sealed record Crop(int X, int Y, ImageSize Size) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "crop",
        "Cuts out a fixed rectangle; what of it is outside the image is black.",
        [Parameter.Pixels("x", 0, 0), Parameter.Pixels("y", 0, 0), Parameter.Size(optional: false)],
        a => new Crop(a.Integer("x"), a.Integer("y"), a.Size("size")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[X], [Y], Size.Sides];

    internal override Step DrawStep(ref RandomStream random, ImageSize input) => X < input.Width && Y < input.Height
        ? new GeometryStep(Affine.Translation(X, Y), Size)
        : throw new InvalidInputException(
            $"crop would leave nothing of an image of {input}: it begins at {X}, {Y}", "Use random_crop or center_crop, which fit any image.");
}
