namespace DataTools.Imaging.Augmentation;

/// <summary>Projective maps of four points to four points (Heckbert 1989).</summary>
internal static class Quadrangle
{
    /// <summary>
    /// The map of the quadrangle onto the rectangle from (0, 0) to (<paramref name="right"/>, <paramref name="bottom"/>),
    /// corner to corner, or null where there is none.
    /// </summary>
    public static Homography? ToRectangle(
        double right, double bottom, (double X, double Y) p0, (double X, double Y) p1, (double X, double Y) p2, (double X, double Y) p3)
    {
        // From the unit square to the quadrangle.
        var (dx1, dy1) = (p1.X - p2.X, p1.Y - p2.Y);
        var (dx2, dy2) = (p3.X - p2.X, p3.Y - p2.Y);
        var (sx, sy) = (p0.X - p1.X + p2.X - p3.X, p0.Y - p1.Y + p2.Y - p3.Y);
        var area = (dx1 * dy2) - (dx2 * dy1);
        if (area == 0)
            return null;
        var (g, h) = (((sx * dy2) - (dx2 * sy)) / area, ((dx1 * sy) - (sx * dy1)) / area);
        var square = new Homography(
            p1.X - p0.X + (g * p1.X), p3.X - p0.X + (h * p3.X), p0.X, p1.Y - p0.Y + (g * p1.Y), p3.Y - p0.Y + (h * p3.Y), p0.Y, g, h);
        var middle = square.Apply(0.5, 0.5);
        if ((square.A * square.E) - (square.B * square.D) is 0 or double.NaN || !double.IsFinite(middle.X + middle.Y))
            return null;
        var map = ((Homography)Affine.Scaling(right, bottom)).After(square.Inverse());
        return double.IsFinite(map.A + map.B + map.C + map.D + map.E + map.F + map.G + map.H) ? map : null;
    }

    /// <summary>Whether no point of a picture lies on the horizon or behind it.</summary>
    public static bool IsInFront(in Homography map, ImageSize size) =>
        1 + (map.G * size.Width) > 0 && 1 + (map.H * size.Height) > 0 && 1 + (map.G * size.Width) + (map.H * size.Height) > 0;
}
