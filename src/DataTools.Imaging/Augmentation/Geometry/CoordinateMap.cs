namespace DataTools.Imaging.Augmentation;

/// <summary>
/// Where in the input each point of the output comes from: through <see cref="First"/>, then shifted by
/// <see cref="Displacement"/> where there is one, then through <see cref="Then"/>. All geometry of a policy is one of these
/// wherever no two displacements follow each other.
/// </summary>
/// <param name="First">From output coordinates.</param>
public sealed record CoordinateMap(Homography First)
{
    /// <summary>A field of shifts, or null.</summary>
    public Displacement? Displacement { get; init; }

    /// <summary>To input coordinates; only where there is a displacement.</summary>
    public Homography Then { get; init; } = Homography.Identity;

    /// <summary>
    /// This map after <paramref name="first"/>: of two steps, the earlier step's map after the later step's. Null where both
    /// have a displacement, which takes two passes.
    /// </summary>
    public CoordinateMap? After(CoordinateMap first) => (Displacement, first.Displacement) switch
    {
        (null, null) => new(First.After(first.First)),
        (null, _) => first with { Then = First.After(first.Then) },
        (_, null) => this with { First = First.After(first.First) },
        _ => null,
    };

    /// <summary>Where a point of the output comes from.</summary>
    public (double X, double Y) Apply(double x, double y)
    {
        (x, y) = First.Apply(x, y);
        if (Displacement is null)
            return (x, y);
        var (dx, dy) = Displacement.At(x, y);
        return Then.Apply(x + dx, y + dy);
    }
}

/// <summary>
/// Shifts at the knots of a regular grid over a rectangle from the origin, linear in between and constant beyond.
/// </summary>
/// <param name="Width">Of the rectangle, in pixels.</param>
/// <param name="Height">Of the rectangle, in pixels.</param>
/// <param name="Columns">Knots along x, 2 at least, from edge to edge.</param>
/// <param name="Rows">Knots along y.</param>
/// <param name="X">Rows x Columns shifts along x, in pixels.</param>
/// <param name="Y">The same along y.</param>
public sealed record Displacement(double Width, double Height, int Columns, int Rows, float[] X, float[] Y)
{
    /// <summary>No shift is longer along either axis, in pixels.</summary>
    internal double Largest { get; } = X.Concat(Y).Max(Math.Abs);

    /// <summary>The shift at a point.</summary>
    public (double X, double Y) At(double x, double y)
    {
        var (u, v) = (Math.Clamp(x / Width, 0, 1) * (Columns - 1), Math.Clamp(y / Height, 0, 1) * (Rows - 1));
        var (i, j) = (Math.Min((int)u, Columns - 2), Math.Min((int)v, Rows - 2));
        var (fu, fv, at) = (u - i, v - j, (j * Columns) + i);
        return (Mix(X, at, fu, fv), Mix(Y, at, fu, fv));
    }

    private double Mix(float[] shifts, int at, double fu, double fv) =>
        ((((1 - fu) * shifts[at]) + (fu * shifts[at + 1])) * (1 - fv)) + ((((1 - fu) * shifts[at + Columns]) + (fu * shifts[at + Columns + 1])) * fv);

    /// <inheritdoc/>
    public bool Equals(Displacement? other) => other is not null && (Width, Height, Columns, Rows) == (other.Width, other.Height, other.Columns, other.Rows)
        && X.AsSpan().SequenceEqual(other.X) && Y.AsSpan().SequenceEqual(other.Y);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Width, Height, Columns, Rows, X[0], Y[0]);
}
