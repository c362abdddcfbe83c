namespace DataTools.Imaging.Augmentation;

/// <summary>
/// A projective map of the plane: (x, y) to ((A x + B y + C) / w, (D x + E y + F) / w) with w = G x + H y + 1. Coordinates
/// are continuous, as in <see cref="Affine"/>, which it is where G and H are 0.
/// </summary>
public readonly record struct Homography(double A, double B, double C, double D, double E, double F, double G, double H)
{
    /// <summary>Every point to itself.</summary>
    public static Homography Identity { get; } = Affine.Identity;

    /// <summary>Whether parallel lines stay parallel.</summary>
    public bool IsAffine => G == 0 && H == 0;

    /// <summary>Whether no axis takes part in the other: crops, flips, resizes.</summary>
    public bool IsAxisAligned => IsAffine && B == 0 && D == 0;

    /// <summary>The affine part; the whole map where <see cref="IsAffine"/>.</summary>
    public Affine Affine => new(A, B, C, D, E, F);

    /// <summary>An affine map is a projective one.</summary>
    public static implicit operator Homography(in Affine a) => new(a.A, a.B, a.C, a.D, a.E, a.F, 0, 0);

    /// <summary>This map after <paramref name="first"/>.</summary>
    public Homography After(in Homography first)
    {
        var f = first;
        // The product of two 3 x 3 matrices, scaled so that its last element is 1.
        var i = (G * f.C) + (H * f.F) + 1;
        return new(
            ((A * f.A) + (B * f.D) + (C * f.G)) / i, ((A * f.B) + (B * f.E) + (C * f.H)) / i, ((A * f.C) + (B * f.F) + C) / i,
            ((D * f.A) + (E * f.D) + (F * f.G)) / i, ((D * f.B) + (E * f.E) + (F * f.H)) / i, ((D * f.C) + (E * f.F) + F) / i,
            ((G * f.A) + (H * f.D) + f.G) / i, ((G * f.B) + (H * f.E) + f.H) / i);
    }

    /// <summary>Where a point goes.</summary>
    public (double X, double Y) Apply(double x, double y)
    {
        var w = (G * x) + (H * y) + 1;
        return (((A * x) + (B * y) + C) / w, ((D * x) + (E * y) + F) / w);
    }

    /// <summary>Whether there is a way back: a map that folds the plane into a line has none.</summary>
    public bool HasInverse => double.IsFinite(1 / ((A * E) - (B * D)));

    /// <summary>The map back. Throws <see cref="InvalidOperationException"/> where there is none.</summary>
    public Homography Inverse()
    {
        var (a, b, c) = (E - (F * H), (C * H) - B, (B * F) - (C * E));
        var (d, e, f) = ((F * G) - D, A - (C * G), (C * D) - (A * F));
        var (g, h, i) = ((D * H) - (E * G), (B * G) - (A * H), (A * E) - (B * D));
        return !HasInverse
            ? throw new InvalidOperationException("a map that folds the plane has no way back")
            : new(a / i, b / i, c / i, d / i, e / i, f / i, g / i, h / i);
    }
}
