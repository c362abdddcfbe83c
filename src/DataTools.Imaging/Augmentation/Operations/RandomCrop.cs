using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>
/// Pads on all sides, then cuts out a rectangle at a uniformly random place (Krizhevsky 2012). Where the padded image is
/// smaller than the crop along an axis, it is centred there.
/// </summary>
/// <param name="Size">Of the crop in pixels; one number is a square, null keeps the input's width and height.</param>
/// <param name="Padding">Pixels added on each side before cropping.</param>
public sealed record RandomCrop(ImageSize? Size, int Padding) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "random_crop",
        "Pads on all sides, then cuts out a rectangle at a uniformly random place (Krizhevsky 2012).",
        [Parameter.Size(optional: true), Parameter.Pixels("padding", 0, 0), .. Edge.Parameters],
        a => new RandomCrop(a.OptionalSize("size"), a.Integer("padding")) { Edge = a.Edge });

    /// <summary>What the padding is.</summary>
    public Edge Edge { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [Size?.Sides, [Padding], .. Edge.Values];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var output = Size ?? input;
        var x = Offset(ref random, input.Width, output.Width);
        var y = Offset(ref random, input.Height, output.Height);
        return Edge.Step(Affine.Translation(x, y), output);
    }

    private int Offset(ref RandomStream random, int input, int output)
    {
        var room = input + (2 * Padding) - output;
        // Both axes always draw, so that the second does not depend on whether the first had room.
        var at = random.NextInt(Math.Max(0, room) + 1);
        return room < 0 ? (input - output) / 2 : at - Padding;
    }
}
