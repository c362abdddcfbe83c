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

/// <summary>Cuts a rectangle out of a corner or the centre: the crops of five- and ten-crop testing.</summary>
/// <param name="Size">Of the output in pixels; an image smaller than that is centred on black along that axis.</param>
/// <param name="Corner">Which.</param>
public sealed record CornerCrop(ImageSize Size, Corner Corner) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "corner_crop",
        "Cuts a rectangle out of a corner or the centre: the crops of five- and ten-crop testing.",
        [
            Parameter.Size(optional: false),
            Parameter.Choice("corner", null, "center", "top_left", "top_right", "bottom_left", "bottom_right"),
        ],
        a => new CornerCrop(a.Size("size"), (Corner)a.Integer("corner")));

    /// <summary>Whether of two middles the first is taken: in <see cref="TenCrop"/>, which no policy's text says.</summary>
    internal bool RoundsDown { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [Size.Sides, [(int)Corner]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var x = Offset(input.Width - Size.Width, Corner is Corner.TopLeft or Corner.BottomLeft, Corner is Corner.TopRight or Corner.BottomRight);
        var y = Offset(input.Height - Size.Height, Corner is Corner.TopLeft or Corner.TopRight, Corner is Corner.BottomLeft or Corner.BottomRight);
        return new GeometryStep(Affine.Translation(x, y), Size);
    }

    private int Offset(int room, bool low, bool high) => room < 0 || (RoundsDown && !low && !high) ? room / 2 : low ? 0 : high ? room : (int)Math.Round(room / 2.0);
}
