using System.Buffers;
using DataTools.Catalog.Randomness;

namespace DataTools.Imaging.Augmentation.Operations;

/// <summary>
/// Shifts every pixel by a smooth random field (Simard et al. 2003): normal noise at knots <c>sigma</c> pixels apart,
/// smoothed over one knot, linear in between, of the strength of torchvision's <c>ElasticTransform</c>: shifts have a standard
/// deviation of 0.081 alpha / sigma pixels. Along an axis there are 128 knots at most: fields of large pictures are smoother.
/// </summary>
/// <param name="Alpha">Strength.</param>
/// <param name="Sigma">How smooth, in pixels.</param>
public sealed record Elastic(double Alpha, double Sigma) : StepOperation
{
    private const int MostKnots = 128, Reach = 4;

    // What the binomial filter leaves of the standard deviation of independent noise, along both axes.
    private const double SmoothStd = 70 / 256.0;

    private static readonly double[] Binomial = [1 / 16.0, 4 / 16.0, 6 / 16.0, 4 / 16.0, 1 / 16.0];

    internal static OperationDefinition Of { get; } = new(
        "elastic",
        "Shifts every pixel by a smooth random field (Simard et al. 2003), of the strength of torchvision's ElasticTransform.",
        [Parameter.Number("alpha", 50, 0, 10_000, "as in torchvision"), Parameter.Number("sigma", 5, 1, 1000, "pixels"), .. Edge.Parameters, Parameter.Interpolation],
        a => new Elastic(a.Number("alpha"), a.Number("sigma")) { Edge = a.Edge, Interpolation = a.Interpolation });

    /// <summary>What lies beyond the edge.</summary>
    public Edge Edge { get; init; }

    /// <summary>How values between pixels are made.</summary>
    public Interpolation Interpolation { get; init; }

    internal override OperationDefinition Definition => Of;

    internal override IEnumerable<double[]?> Values => [[Alpha], [Sigma], .. Edge.Values, [(int)Interpolation]];

    internal override Step DrawStep(ref RandomStream random, ImageSize input)
    {
        var columns = Knots(input.Width);
        var rows = Knots(input.Height);
        // Uniform noise of [-1, 1] after a Gaussian has 1 / (sqrt(12 pi) sigma); torchvision halves it by its coordinates.
        var strength = Alpha / (2 * Math.Sqrt(12 * Math.PI) * Sigma * SmoothStd);
        var x = Field(ref random, columns, rows, strength);
        var y = Field(ref random, columns, rows, strength);
        var shifts = new CoordinateMap(Homography.Identity) { Displacement = new(input.Width, input.Height, columns, rows, x, y) };
        return Edge.Step(shifts, input, Interpolation);
    }

    private int Knots(int side) => Math.Clamp((int)Math.Round(side / Sigma) + 1, 2, MostKnots);

    private static float[] Field(ref RandomStream random, int columns, int rows, double strength)
    {
        var noise = ArrayPool<double>.Shared.Rent((columns + Reach) * (rows + Reach));
        var (wide, field) = (columns + Reach, new float[columns * rows]);
        for (var i = 0; i < wide * (rows + Reach); i++)
            noise[i] = random.NextNormal();
        for (var i = 0; i < field.Length; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < Binomial.Length * Binomial.Length; j++)
            {
                var (v, u) = (j / Binomial.Length, j % Binomial.Length);
                sum += Binomial[v] * Binomial[u] * noise[(((i / columns) + v) * wide) + (i % columns) + u];
            }
            field[i] = (float)(sum * strength);
        }
        ArrayPool<double>.Shared.Return(noise);
        return field;
    }
}
