namespace DataTools.Evaluation.Fusion;

/// <summary>Weights of a geometric pool.</summary>
/// <param name="Weights">One a member, not negative, summing to 1.</param>
/// <param name="Loss">Mean -ln p(label) with them, in nats.</param>
/// <param name="Gap">The best weights have a loss of at least <paramref name="Loss"/> - <paramref name="Gap"/>.</param>
internal sealed record PoolWeights(double[] Weights, double Loss, double Gap)
{
    /// <summary>How far from the best possible loss the weights may be, in nats a sample.</summary>
    public const double Tolerance = 1e-6;

    private const int MostSteps = 100;

    // Near the optimum the loss falls by less than what its sum rounds.
    private const double Rounding = 1e-15;

    /// <summary>
    /// Minimises the mean -ln p(label) over the simplex. It is convex in the weights (a logarithm of a sum of exponentials
    /// minus a linear function), so Newton's method with a line search on the simplex finds the optimum; each step's quadratic
    /// is solved by <see cref="SimplexQuadratic"/>. It begins with equal weights and no step makes it worse (but for rounding). It stops by the
    /// duality gap of Frank and Wolfe (Jaggi, ICML 2013): the optimum is at most gradient · weights - min(gradient) away.
    /// </summary>
    /// <param name="logs">Finite ln p: samples x members x classes; at least one sample.</param>
    /// <param name="labels">One a sample.</param>
    /// <param name="members">How many members.</param>
    /// <param name="classes">How many classes.</param>
    public static PoolWeights Fit(double[] logs, IReadOnlyList<int> labels, int members, int classes)
    {
        var weights = new double[members];
        weights.AsSpan().Fill(1.0 / members);
        var (gradient, hessian) = (new double[members], new double[members * members]);
        var loss = Derivatives(logs, labels, weights, classes, gradient, hessian);
        var gap = DualityGap(gradient, weights);
        for (var step = 0; step < MostSteps && gap > Tolerance; step++)
        {
            var target = SimplexQuadratic.Minimise(gradient, hessian, weights, gap);
            if (Slope(gradient, target, weights) >= 0)
                target = Vertex(gradient);
            var slope = Slope(gradient, target, weights);
            var (share, moved) = (1.0, Between(weights, target, 1));
            while (LossOf(logs, labels, moved, classes) > loss + (1e-4 * share * slope) + (Rounding * loss) && share > 1e-12)
                moved = Between(weights, target, share /= 2);
            if (share <= 1e-12)
                break;
            weights = moved;
            loss = Derivatives(logs, labels, weights, classes, gradient, hessian);
            gap = DualityGap(gradient, weights);
        }
        return new(weights, loss, gap);
    }

    /// <summary>The weighted sum over the members of one sample's ln p, class by class.</summary>
    public static void Pool(ReadOnlySpan<double> logs, ReadOnlySpan<double> weights, Span<double> result)
    {
        result.Clear();
        for (var m = 0; m < weights.Length; m++)
        {
            for (var c = 0; c < result.Length; c++)
                result[c] += weights[m] * logs[(m * result.Length) + c];
        }
    }

    /// <summary>Mean -ln p(label) of the pool with these weights.</summary>
    public static double LossOf(double[] logs, IReadOnlyList<int> labels, double[] weights, int classes)
    {
        var (pooled, probabilities) = (new double[classes], new double[classes]);
        var sum = 0.0;
        for (var n = 0; n < labels.Count; n++)
        {
            Pool(logs.AsSpan(n * weights.Length * classes, weights.Length * classes), weights, pooled);
            sum += GeometricFusion.Normalise(pooled, probabilities) - pooled[labels[n]];
        }
        return sum / labels.Count;
    }

    // The loss with its first and second derivatives by the weights: means over the samples of the mean and the covariance
    // of ln p under the pooled probabilities.
    private static double Derivatives(double[] logs, IReadOnlyList<int> labels, double[] weights, int classes, double[] gradient, double[] hessian)
    {
        var members = weights.Length;
        var (pooled, probabilities, means) = (new double[classes], new double[classes], new double[members]);
        Array.Clear(gradient);
        Array.Clear(hessian);
        var loss = 0.0;
        for (var n = 0; n < labels.Count; n++)
        {
            var sample = logs.AsSpan(n * members * classes, members * classes);
            Pool(sample, weights, pooled);
            loss += (GeometricFusion.Normalise(pooled, probabilities) - pooled[labels[n]]) / labels.Count;
            for (var m = 0; m < members; m++)
            {
                var row = sample.Slice(m * classes, classes);
                means[m] = Dense.Dot(probabilities, row);
                gradient[m] += (means[m] - row[labels[n]]) / labels.Count;
                // Centred and weighted in the place of the probabilities' own row: the covariance with the members so far.
                for (var c = 0; c < classes; c++)
                    pooled[c] = probabilities[c] * (row[c] - means[m]) / labels.Count;
                for (var k = 0; k <= m; k++)
                    hessian[(m * members) + k] += Dense.Dot(pooled, sample.Slice(k * classes, classes));
            }
        }
        for (var m = 0; m < members; m++)
        {
            for (var k = 0; k < m; k++)
                hessian[(k * members) + m] = hessian[(m * members) + k];
        }
        return loss;
    }

    private static double DualityGap(double[] gradient, double[] weights) => Dense.Dot(gradient, weights) - gradient.Min();

    private static double Slope(double[] gradient, double[] to, double[] from) => Dense.Dot(gradient, to) - Dense.Dot(gradient, from);

    private static double[] Vertex(double[] gradient)
    {
        var result = new double[gradient.Length];
        result[Array.IndexOf(gradient, gradient.Min())] = 1;
        return result;
    }

    private static double[] Between(double[] from, double[] to, double share) =>
        [.. from.Select((f, m) => ((1 - share) * f) + (share * to[m]))];
}
