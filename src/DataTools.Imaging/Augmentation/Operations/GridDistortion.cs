using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>
/// Makes the columns and rows of a grid randomly wider and narrower, the picture's edges staying where they are
/// (albumentations' <c>GridDistortion</c>, normalised).
/// </summary>
/// <param name="Cells">Along each axis.</param>
/// <param name="Limit">How much wider or narrower at most, as a share, before all are scaled to the picture's side.</param>
public sealed record GridDistortion(int Cells, double Limit) : StepOperation
{
    internal static OperationDefinition Of { get; } = new(
        "grid_distortion",
        "Makes the columns and rows of a grid randomly wider and narrower, the picture's edges staying where they are.",
        [
            new Parameter("cells", ParameterKind.Integer, [5], 1, 100, "along each axis"),
            Parameter.Number("limit", 0.3, 0, 0.9, "of a cell"),
            .. Edge.Parameters, Parameter.Interpolation],
        a => new GridDistortion(a.Integer("cells"), a.Number("limit")) { Edge = a.Edge, Interpolation = a.Interpolation });

    /// <summary>What lies beyond the edge.</summary>
    public Edge Edge { get; init; }

    /// <summary>How values between pixels are made.</summary>
    public Interpolation Interpolation { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Cells], [Limit], .. Edge.Values, [(int)Interpolation]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        Span<double> x = stackalloc double[Cells + 1];
        Span<double> y = stackalloc double[Cells + 1];
        Shifts(ref random, input.Width, x);
        Shifts(ref random, input.Height, y);
        var knots = Cells + 1;
        var (alongX, alongY) = (new float[knots * knots], new float[knots * knots]);
        for (var i = 0; i < alongX.Length; i++)
            (alongX[i], alongY[i]) = ((float)x[i % knots], (float)y[i / knots]);
        var shifts = new CoordinateMap(Homography.Identity) { Displacement = new(input.Width, input.Height, knots, knots, alongX, alongY) };
        return Edge.Step(shifts, input, Interpolation);
    }

    // Where in the input each knot's line comes from, less where it is.
    private void Shifts(ref RandomStream random, int side, Span<double> shifts)
    {
        var sum = 0.0;
        for (var i = 1; i < shifts.Length; i++)
            shifts[i] = sum += 1 + random.Uniform(-Limit, Limit);
        for (var i = 0; i < shifts.Length; i++)
            shifts[i] = ((shifts[i] / sum) - ((double)i / Cells)) * side;
    }
}
