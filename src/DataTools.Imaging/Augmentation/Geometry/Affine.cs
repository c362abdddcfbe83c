namespace DataTools.Imaging.Augmentation;

/// <summary>
/// An affine map of the plane: (x, y) to (A x + B y + C, D x + E y + F). Coordinates are continuous: the centre of the
/// first pixel is at (0.5, 0.5).
/// </summary>
public readonly record struct Affine(double A, double B, double C, double D, double E, double F)
{
    /// <summary>Every point to itself.</summary>
    public static Affine Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>A shift.</summary>
    public static Affine Translation(double x, double y) => new(1, 0, x, 0, 1, y);

    /// <summary>Stretches both axes from the origin.</summary>
    public static Affine Scaling(double x, double y) => new(x, 0, 0, 0, y, 0);

    /// <summary>A turn about a point; positive degrees turn the x axis towards the y axis (clockwise, as y points down).</summary>
    public static Affine Rotation(double degrees, double centreX, double centreY)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return new(cos, -sin, centreX - (cos * centreX) + (sin * centreY), sin, cos, centreY - (sin * centreX) - (cos * centreY));
    }

    /// <summary>This map after <paramref name="first"/>.</summary>
    public Affine After(in Affine first) => new(
        (A * first.A) + (B * first.D), (A * first.B) + (B * first.E), (A * first.C) + (B * first.F) + C,
        (D * first.A) + (E * first.D), (D * first.B) + (E * first.E), (D * first.C) + (E * first.F) + F);

    /// <summary>Where a point goes.</summary>
    public (double X, double Y) Apply(double x, double y) => ((A * x) + (B * y) + C, (D * x) + (E * y) + F);
}
