namespace DataTools.Evaluation.Fusion;

/// <summary>A convex quadratic over the simplex, as few variables as there are members.</summary>
internal static class SimplexQuadratic
{
    private const int MostSteps = 5000;

    /// <summary>
    /// Minimises gradient · (v - from) + (v - from)ᵀ hessian (v - from) / 2 over v by accelerated projected gradients (Beck and
    /// Teboulle, SIAM Journal on Imaging Sciences 2, 2009) that begin anew where they would go uphill (O'Donoghue and Candès,
    /// 2015). It stops at a thousandth of <paramref name="gap"/>: what is left over is Newton's next step.
    /// </summary>
    public static double[] Minimise(double[] gradient, double[] hessian, double[] from, double gap)
    {
        var count = from.Length;
        var bound = Enumerable.Range(0, count).Max(m => hessian.Skip(m * count).Take(count).Sum(Math.Abs));
        // As good as linear: there is no quadratic to speak of.
        if (bound <= gap * 1e-6)
            return from;
        var (current, ahead, slope) = ((double[])from.Clone(), (double[])from.Clone(), new double[count]);
        var momentum = 1.0;
        for (var step = 0; step < MostSteps; step++)
        {
            Slope(gradient, hessian, from, ahead, slope);
            var next = Project([.. ahead.Select((v, m) => v - (slope[m] / bound))]);
            var uphill = 0.0;
            for (var m = 0; m < count; m++)
                uphill += (ahead[m] - next[m]) * (next[m] - current[m]);
            var following = uphill > 0 ? 1 : (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            var push = uphill > 0 ? 0 : (momentum - 1) / following;
            for (var m = 0; m < count; m++)
                ahead[m] = next[m] + (push * (next[m] - current[m]));
            (current, momentum) = (next, following);
            Slope(gradient, hessian, from, current, slope);
            if (Dense.Dot(slope, current) - slope.Min() <= gap * 1e-3)
                break;
        }
        return current;
    }

    /// <summary>The nearest point of the simplex (Duchi et al., "Efficient projections onto the l1-ball", ICML 2008).</summary>
    public static double[] Project(double[] point)
    {
        // The same for all changes nothing, and near the largest nothing is lost by rounding.
        var largest = point.Max();
        double[] sorted = [.. point.Select(p => p - largest).OrderDescending()];
        var (sum, shift) = (0.0, 0.0);
        for (var m = 0; m < sorted.Length; m++)
        {
            sum += sorted[m];
            if (sorted[m] > (sum - 1) / (m + 1))
                shift = (sum - 1) / (m + 1);
        }
        double[] result = [.. point.Select(p => Math.Max(0, p - largest - shift))];
        var all = result.Sum();
        return [.. result.Select(r => r / all)];
    }

    private static void Slope(double[] gradient, double[] hessian, double[] from, double[] at, double[] result)
    {
        double[] moved = [.. at.Select((v, m) => v - from[m])];
        for (var m = 0; m < result.Length; m++)
            result[m] = gradient[m] + Dense.Dot(hessian.AsSpan(m * result.Length, result.Length), moved);
    }
}
