using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>Where a fixed crop lies.</summary>
public enum Corner
{
    /// <summary>The middle; where there are two, the one with an even offset, as torchvision rounds.</summary>
    Center,

    /// <summary>Top left.</summary>
    TopLeft,

    /// <summary>Top right.</summary>
    TopRight,

    /// <summary>Bottom left.</summary>
    BottomLeft,

    /// <summary>Bottom right.</summary>
    BottomRight,
}

/// <summary>Cuts a square out of a corner or the centre: the crops of five- and ten-crop testing.</summary>
/// <param name="Size">Side in pixels; an image smaller than that is centred on black along that axis.</param>
/// <param name="Corner">Which.</param>
public sealed record CornerCrop(int Size, Corner Corner) : Operation
{
    internal static OperationDefinition Of { get; } = new(
        "corner_crop",
        [
            Parameter.Side("size", optional: false),
            new Parameter("corner", ParameterKind.Choice, null, 0, 4, "") { Words = ["center", "top_left", "top_right", "bottom_left", "bottom_right"] },
        ],
        a => new CornerCrop(a.Integer("size"), (Corner)a.Integer("corner")));

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Size], [(int)Corner]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var x = Offset(input.Width, Corner is Corner.TopLeft or Corner.BottomLeft, Corner is Corner.TopRight or Corner.BottomRight);
        var y = Offset(input.Height, Corner is Corner.TopLeft or Corner.TopRight, Corner is Corner.BottomLeft or Corner.BottomRight);
        return new GeometryStep(Affine.Translation(x, y), new ImageSize(Size, Size));
    }

    private int Offset(int input, bool low, bool high)
    {
        var room = input - Size;
        return room < 0 ? room / 2 : low ? 0 : high ? room : (int)Math.Round(room / 2.0);
    }
}
