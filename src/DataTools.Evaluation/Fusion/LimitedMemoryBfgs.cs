namespace DataTools.Evaluation.Fusion;

/// <summary>
/// Minimises a smooth, strongly convex function of many variables by L-BFGS (Nocedal, Mathematics of Computation 35, 1980):
/// directions from the last <see cref="Memory"/> changes of the gradient, steps by halving until the function falls enough
/// (Armijo). Every step goes down, so the result is never worse than the start.
/// </summary>
internal static class LimitedMemoryBfgs
{
    private const int Memory = 10;

    /// <summary>The function's value at a point, its gradient into the second argument.</summary>
    public delegate double Function(double[] point, double[] gradient);

    /// <param name="function">What to minimise.</param>
    /// <param name="start">Where to begin; not changed.</param>
    /// <param name="convexity">
    /// The function minus convexity / 2 · |x|² is convex: the minimum is then at most |gradient|² / (2 convexity) away.
    /// </param>
    /// <param name="tolerance">How far from the minimum the result may be, by that certificate.</param>
    /// <param name="mostSteps">Bounds the time.</param>
    /// <returns>The point, its value, and how far at most the minimum is below it.</returns>
    public static (double[] Point, double Value, double Gap) Minimise(
        Function function, double[] start, double convexity, double tolerance, int mostSteps)
    {
        var point = (double[])start.Clone();
        var gradient = new double[point.Length];
        var value = function(point, gradient);
        var pairs = new List<(double[] Moved, double[] Bent, double Product)>();
        double Gap() => Dense.Dot(gradient, gradient) / (2 * convexity);
        for (var step = 0; step < mostSteps && Gap() > tolerance; step++)
        {
            var direction = Direction(gradient, pairs);
            var slope = Dense.Dot(gradient, direction);
            var length = pairs.Count > 0 ? 1 : Math.Min(1, 1 / Math.Sqrt(Dense.Dot(gradient, gradient)));
            var (next, nextGradient, nextValue) = (new double[point.Length], new double[point.Length], 0.0);
            for (; length > 1e-16; length /= 2)
            {
                point.CopyTo(next, 0);
                Dense.AddScaled(length, direction, next);
                nextValue = function(next, nextGradient);
                if (nextValue <= value + (1e-4 * length * slope))
                    break;
            }
            if (length <= 1e-16)
                break;
            var (moved, bent) = ((double[])next.Clone(), (double[])nextGradient.Clone());
            Dense.AddScaled(-1, point, moved);
            Dense.AddScaled(-1, gradient, bent);
            var product = Dense.Dot(moved, bent);
            if (product > 0)
                pairs.Add((moved, bent, product));
            if (pairs.Count > Memory)
                pairs.RemoveAt(0);
            (point, gradient, value) = (next, nextGradient, nextValue);
        }
        return (point, value, Gap());
    }

    private static double[] Direction(double[] gradient, List<(double[] Moved, double[] Bent, double Product)> pairs)
    {
        double[] result = [.. gradient.Select(g => -g)];
        var shares = new double[pairs.Count];
        for (var i = pairs.Count - 1; i >= 0; i--)
        {
            shares[i] = Dense.Dot(pairs[i].Moved, result) / pairs[i].Product;
            Dense.AddScaled(-shares[i], pairs[i].Bent, result);
        }
        if (pairs.Count > 0)
        {
            var scale = pairs[^1].Product / Dense.Dot(pairs[^1].Bent, pairs[^1].Bent);
            for (var i = 0; i < result.Length; i++)
                result[i] *= scale;
        }
        for (var i = 0; i < pairs.Count; i++)
            Dense.AddScaled(shares[i] - (Dense.Dot(pairs[i].Bent, result) / pairs[i].Product), pairs[i].Moved, result);
        return result;
    }
}
