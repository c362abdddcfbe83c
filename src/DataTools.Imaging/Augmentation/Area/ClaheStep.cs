using System.Buffers;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation.Engine.Area;

namespace DataTools.Imaging.Augmentation.Area;

/// <summary>
/// Contrast-limited adaptive histogram equalization (Zuiderveld 1994) as OpenCV's <c>createCLAHE</c>, on 8 bits. Of colour
/// the luma (ITU-R BT.601) is equalized and the differences of the channels to it are kept.
/// </summary>
/// <param name="ClipLimit">How often a level may come, as a multiple of an even histogram; at least 1 of a tile's pixels.</param>
/// <param name="Columns">Tiles side by side.</param>
/// <param name="Rows">Tiles one above the other.</param>
public sealed record ClaheStep(float ClipLimit, int Columns = 8, int Rows = 8) : AreaStep
{
    internal const int MaximalTiles = 64;

    internal override void Apply(in Planes picture)
    {
        if (!(ClipLimit > 0) || Columns is < 1 or > MaximalTiles || Rows is < 1 or > MaximalTiles)
        {
            throw new InvalidInputException(
                $"CLAHE with a clip limit of {ClipLimit} on {Columns} x {Rows} tiles", $"The limit is above 0, and there are 1 to {MaximalTiles} tiles a side.");
        }
        if (picture.Channels == 1)
        {
            ContrastLimited.Apply(picture.Values, picture.Size, ClipLimit, Columns, Rows);
            return;
        }
        var area = picture.Size.Width * picture.Size.Height;
        var rented = ArrayPool<float>.Shared.Rent(2 * area);
        var luma = rented.AsSpan(0, area);
        var changed = rented.AsSpan(area, area);
        PlaneMath.Gray(picture, luma);
        luma.CopyTo(changed);
        ContrastLimited.Apply(changed, picture.Size, ClipLimit, Columns, Rows);
        for (var i = 0; i < area; i++)
            changed[i] -= luma[i];
        for (var c = 0; c < 3; c++)
            PlaneMath.Blend(picture.Plane(c), 1, changed, 1);
        ArrayPool<float>.Shared.Return(rented);
    }
}
