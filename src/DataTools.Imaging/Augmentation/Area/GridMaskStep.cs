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
    internal override void Apply(in Planes picture) => throw new NotSupportedException();
}
