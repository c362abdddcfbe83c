using static TorchSharp.torch;

namespace DataTools.Training.Checkpoints;

/// <summary>
/// Positions that a vision transformer has learnt for one size of images, for another: the grid of patches is
/// interpolated, bicubic and antialiased (a = -0.5) as in timm's <c>resample_abs_pos_embed</c>; what belongs to the class
/// token stays.
/// </summary>
internal static class PositionGrid
{
    private const double Slope = -0.5;
    private const int Radius = 2;

    /// <summary>The sides of both grids, where these are the shapes of such positions: 1 x (1 + side²) x width. Else null.</summary>
    public static (int From, int To)? Sides(IReadOnlyList<long> stored, long[] own) =>
        stored is [1, var from, var width] && own is [1, var to, var same] && width == same && Side(from - 1) is { } a && Side(to - 1) is { } b ? (a, b) : null;

    /// <summary>The positions for a grid of <paramref name="to"/> x <paramref name="to"/> patches, float32.</summary>
    public static Tensor Resized(Tensor positions, int from, int to)
    {
        using var scope = NewDisposeScope();
        var all = positions.to(ScalarType.Float32);
        var (token, grid) = (all.narrow(1, 0, 1), all.narrow(1, 1, from * (long)from).view(from, from, -1));
        var weights = tensor(Weights(from, to)).view(to, from);
        var rows = matmul(weights, grid.reshape(from, -1)).view(to, from, -1);
        var both = matmul(weights, rows).reshape(1, to * (long)to, -1);
        return cat([token, both], 1).MoveToOuterDisposeScope();
    }

    // To x from, row by row.
    private static float[] Weights(int from, int to)
    {
        var scale = (double)from / to;
        var widened = Math.Max(1, scale);
        var weights = new float[to * from];
        for (var i = 0; i < to; i++)
        {
            var centre = scale * (i + 0.5);
            double At(int k) => Cubic(Math.Abs(k + 0.5 - centre) / widened);
            var total = Enumerable.Range(0, from).Sum(At);
            for (var k = 0; k < from; k++)
                weights[(i * from) + k] = (float)(At(k) / total);
        }
        return weights;
    }

    private static double Cubic(double x) => x < 1 ? (((((Slope + 2) * x) - (Slope + 3)) * x) * x) + 1
        : x < Radius ? ((((((x - 5) * x) + 8) * x) - 4) * Slope)
        : 0;

    private static int? Side(long patches) => (int)Math.Round(Math.Sqrt(patches)) is var side && side > 0 && (long)side * side == patches ? side : null;
}
