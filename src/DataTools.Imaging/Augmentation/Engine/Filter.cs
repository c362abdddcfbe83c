namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>The filters between pixels, by their distance in pixels.</summary>
internal static class Filter
{
    /// <summary>Beyond it nothing counts.</summary>
    public static double Radius(Interpolation interpolation) => interpolation == Interpolation.Bicubic ? 2 : 1;

    public static double At(Interpolation interpolation, double distance)
    {
        const double a = -0.5;
        var x = Math.Abs(distance);
        if (interpolation != Interpolation.Bicubic)
            return Math.Max(0, 1 - x);
        return x < 1 ? (((((a + 2) * x) - (a + 3)) * x) * x) + 1
            : x < 2 ? ((((((x - 5) * x) + 8) * x) - 4) * a)
            : 0;
    }
}
