using DataTools.Catalog;

namespace DataTools.Imaging.Augmentation.Area;

/// <summary>A grid of squares erased (GridMask; Chen et al. 2020), turned about the middle of the picture.</summary>
/// <param name="Cell">From one square's beginning to the next one's, in pixels.</param>
/// <param name="Ratio">Side of a square over the cell, in [0, 1]: 1 - r in the paper.</param>
/// <param name="OffsetX">Where the first square begins, before turning.</param>
/// <param name="OffsetY">Likewise down.</param>
/// <param name="Angle">In degrees, counter-clockwise.</param>
/// <param name="Fill">The value in the squares, in [0, 1].</param>
public sealed record GridMaskStep(int Cell, float Ratio, int OffsetX, int OffsetY, float Angle = 0, float Fill = 0) : AreaStep
{
    internal override void Apply(in Planes picture)
    {
        if (Cell < 1 || !(Ratio >= 0 && Ratio <= 1) || !float.IsFinite(Angle) || !(Fill >= 0 && Fill <= 1))
        {
            throw new InvalidInputException(
                $"a grid of cells of {Cell} pixels, erased by {Ratio}, turned by {Angle}, filled with {Fill}", "A cell has 1 pixel or more; ratio and fill are in [0, 1].");
        }
        var (width, height) = (picture.Size.Width, picture.Size.Height);
        var side = Math.Round(Cell * (double)Ratio);
        // Level grids fall on whole pixels.
        var (sine, cosine) = Angle == 0 ? (0, 1) : Math.SinCos(Angle * Math.PI / 180);
        for (var y = 0; y < height; y++)
        {
            var dy = y + 0.5 - (height / 2.0);
            for (var x = 0; x < width; x++)
            {
                var dx = x + 0.5 - (width / 2.0);
                if (Within((cosine * dx) - (sine * dy) + (width / 2.0) - OffsetX) >= side
                    || Within((sine * dx) + (cosine * dy) + (height / 2.0) - OffsetY) >= side)
                {
                    continue;
                }
                for (var c = 0; c < picture.Channels; c++)
                    picture.Values[(((c * height) + y) * width) + x] = Fill;
            }
        }
    }

    private double Within(double position) => position - (Math.Floor(position / Cell) * Cell);
}
