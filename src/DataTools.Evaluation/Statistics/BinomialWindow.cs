namespace DataTools.Evaluation.Statistics;

/// <summary>The part of a binomial distribution that a double can tell from nothing.</summary>
/// <param name="First">The number of successes that <paramref name="Probabilities"/> begins with.</param>
/// <param name="Probabilities">Of that number and the following ones; they sum to 1.</param>
internal readonly record struct BinomialWindow(int First, double[] Probabilities)
{
    // Relative to the most probable number. Less than that adds nothing to a sum of doubles.
    private const double Negligible = 1e-18;

    /// <summary>Of <paramref name="trials"/> with chance <paramref name="p"/>: about 18 standard deviations wide at most.</summary>
    /// <remarks>
    /// By the ratio of neighbours, out from the most probable number, and scaled to the sum 1 in the end: no factorial is
    /// computed, so that nothing is lost for millions of trials.
    /// </remarks>
    public static BinomialWindow Of(int trials, double p)
    {
        if (p <= 0 || trials == 0)
            return new(0, [1]);
        if (p >= 1)
            return new(trials, [1]);
        var mode = Math.Min(trials, (int)((trials + 1) * p));
        var odds = p / (1 - p);
        var (below, above) = (new List<double>(), new List<double>());
        for (var (k, weight) = (mode, 1.0); k > 0; k--)
        {
            weight *= k / ((trials - k + 1) * odds);
            if (weight < Negligible)
                break;
            below.Add(weight);
        }
        for (var (k, weight) = (mode, 1.0); k < trials; k++)
        {
            weight *= (trials - k) * odds / (k + 1);
            if (weight < Negligible)
                break;
            above.Add(weight);
        }
        below.Reverse();
        double[] all = [.. below, 1, .. above];
        var sum = all.Sum();
        for (var i = 0; i < all.Length; i++)
            all[i] /= sum;
        return new(mode - below.Count, all);
    }
}
