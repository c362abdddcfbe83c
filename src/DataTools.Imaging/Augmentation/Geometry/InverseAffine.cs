namespace DataTools.Imaging.Augmentation;

/// <summary>The maps of torchvision's <c>affine</c>: from output to input coordinates.</summary>
internal static class InverseAffine
{
    /// <summary>
    /// The inverse of T C R S C' (translation, centre, turn, scale and shear, centre back), as torchvision's
    /// <c>_get_inverse_affine_matrix</c>.
    /// </summary>
    /// <param name="size">Its middle is the centre.</param>
    /// <param name="degrees">Clockwise.</param>
    /// <param name="shift">To the right and down, in pixels.</param>
    /// <param name="scale">Above 1 larger.</param>
    /// <param name="shear">Degrees along x and y.</param>
    public static Affine About(ImageSize size, double degrees, (double X, double Y) shift, double scale, (double X, double Y) shear) =>
        About(size.Width * 0.5, size.Height * 0.5, degrees, shift, scale, shear);

    /// <inheritdoc cref="About(ImageSize, double, ValueTuple{double, double}, double, ValueTuple{double, double})"/>
    public static Affine About(double x, double y, double degrees, (double X, double Y) shift, double scale, (double X, double Y) shear)
    {
        const double Radian = Math.PI / 180;
        var (turn, shearX, shearY) = (degrees * Radian, shear.X * Radian, shear.Y * Radian);
        var (sin, cos) = Math.SinCos(turn - shearY);
        var (along, tan) = (Math.Cos(shearY), Math.Tan(shearX));
        var a = cos / along;
        var b = (-cos * tan / along) - Math.Sin(turn);
        var c = sin / along;
        var d = (-sin * tan / along) + Math.Cos(turn);
        (a, b, c, d) = (d / scale, -b / scale, -c / scale, a / scale);
        var (fromX, fromY) = (-x - shift.X, -y - shift.Y);
        return new(a, b, (a * fromX) + (b * fromY) + x, c, d, (c * fromX) + (d * fromY) + y);
    }
}
