namespace DataTools.Imaging.Augmentation.Engine;

/// <summary>A <see cref="CoordinateMap"/> that can be changed without allocation.</summary>
internal readonly record struct Route(Homography First, Displacement? Displacement, Homography Then)
{
    public Route(CoordinateMap map)
        : this(map.First, map.Displacement, map.Then)
    {
    }

    public bool IsAffine => Displacement is null && First.IsAffine;

    /// <summary>Shifts of whole pixels and mirrors of them: no value is made between pixels.</summary>
    public bool IsWhole => Displacement is null && First.IsAxisAligned && Math.Abs(First.A) == 1 && Math.Abs(First.E) == 1
        && First.C == Math.Round(First.C) && First.F == Math.Round(First.F) && Math.Abs(First.C) < 1 << 29 && Math.Abs(First.F) < 1 << 29;

    public (double X, double Y) Apply(double x, double y)
    {
        (x, y) = First.Apply(x, y);
        if (Displacement is null)
            return (x, y);
        // Where the plane folds there is no shift to look up.
        var (dx, dy) = double.IsFinite(x) && double.IsFinite(y) ? Displacement.At(x, y) : (0, 0);
        return Then.Apply(x + dx, y + dy);
    }

    /// <summary>Where the centre of an output pixel comes from; null: the fill.</summary>
    public (double X, double Y)? Position(int column, int row, ImageSize input, Border border)
    {
        var (x, y) = Apply(column + 0.5, row + 0.5);
        if (border == Border.Constant)
            return x >= 0 && x < input.Width && y >= 0 && y < input.Height ? (x, y) : null;
        // Where the plane folds: anywhere, but somewhere.
        const double far = 1e15;
        return double.IsNaN(x) || double.IsNaN(y) ? (0, 0) : (Math.Clamp(x, -far, far), Math.Clamp(y, -far, far));
    }

    /// <summary>To the coordinates of an image that begins at (x, y) of this one and is shrunk.</summary>
    public Route From(in Window window, int across, int down)
    {
        Homography last = Affine.Scaling(1.0 / across, 1.0 / down).After(Affine.Translation(-window.X, -window.Y));
        return Displacement is null ? this with { First = last.After(First) } : this with { Then = last.After(Then) };
    }

    /// <summary>
    /// Input pixels from one output pixel to the next, along each axis of the input, in the middle; 1 where there is no
    /// telling.
    /// </summary>
    public (double X, double Y) Shrinking(ImageSize output)
    {
        var whole = Displacement is null ? First : Then.After(First);
        var (x, y) = (output.Width / 2.0, output.Height / 2.0);
        var (left, right) = (whole.Apply(x - 0.5, y), whole.Apply(x + 0.5, y));
        var (top, bottom) = (whole.Apply(x, y - 0.5), whole.Apply(x, y + 0.5));
        return (Length(right.X - left.X, bottom.X - top.X), Length(right.Y - left.Y, bottom.Y - top.Y));
    }

    private static double Length(double a, double b)
    {
        var length = Math.Sqrt((a * a) + (b * b));
        return double.IsFinite(length) ? length : 1;
    }
}
