using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>
/// Pads with black on all sides, then cuts out a square at a uniformly random place (Krizhevsky 2012). Where the padded
/// image is smaller than the crop along an axis, it is centred there on black.
/// </summary>
/// <param name="Size">Side of the crop in pixels; null keeps the input's width and height.</param>
/// <param name="Padding">Pixels added on each side before cropping.</param>
public sealed record RandomCrop(int? Size, int Padding) : Operation
{
    internal static OperationDefinition Of { get; } = new(
        "random_crop",
        [Parameter.Side("size", optional: true), Parameter.Pixels("padding", 0, 0)],
        a => new RandomCrop(a.OptionalInteger("size"), a.Integer("padding")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [Size is { } s ? [s] : null, [Padding]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var output = Size is { } s ? new ImageSize(s, s) : input;
        var x = Offset(ref random, input.Width, output.Width);
        var y = Offset(ref random, input.Height, output.Height);
        return new GeometryStep(Affine.Translation(x, y), output);
    }

    private int Offset(ref RandomStream random, int input, int output)
    {
        var room = input + (2 * Padding) - output;
        // Both axes always draw, so that the second does not depend on whether the first had room.
        var at = random.NextInt(Math.Max(0, room) + 1);
        return room < 0 ? (input - output) / 2 : at - Padding;
    }
}
