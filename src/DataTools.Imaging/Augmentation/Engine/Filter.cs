namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>The filters between pixels, by their distance in pixels.</summary>
internal static class Filter
{
    /// <summary>Slopes of a cubic: Pillow's resize has one, its transform the other.</summary>
    public const double Gentle = -0.5, Steep = -1;

    /// <summary>Beyond it nothing counts.</summary>
    public static double Radius(Interpolation interpolation) => interpolation == Interpolation.Bicubic ? 2 : 1;

    /// <summary>The weight at a distance.</summary>
    /// <param name="interpolation">Which filter.</param>
    /// <param name="distance">In pixels; beyond the radius 0.</param>
    /// <param name="a">The slope of a cubic at distance 1.</param>
    public static double At(Interpolation interpolation, double distance, double a = Gentle)
    {
        var x = Math.Abs(distance);
        if (interpolation != Interpolation.Bicubic)
            return Math.Max(0, 1 - x);
        return x < 1 ? (((((a + 2) * x) - (a + 3)) * x) * x) + 1
            : x < 2 ? ((((((x - 5) * x) + 8) * x) - 4) * a)
            : 0;
    }
}
