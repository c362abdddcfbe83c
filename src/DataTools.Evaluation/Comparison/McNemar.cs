using DataTools.Evaluation.Statistics;

namespace DataTools.Evaluation.Comparison;

/// <summary>
/// Whether two fitted classifiers are equally often right, by the samples where one is right and the other wrong (McNemar,
/// "Note on the sampling error of the difference between correlated proportions", Psychometrika 12, 1947).
/// </summary>
public static class McNemar
{
    /// <summary>Below this a difference is called significant.</summary>
    public const double Level = 0.05;

    /// <summary>
    /// The exact two-sided p: if each sample on which the two differ were a fair coin, the chance of a split at least as
    /// uneven. Twice the smaller tail, at most 1. Exact means that it errs on the careful side: at <see cref="Level"/> fewer
    /// than 5 % of equal pairs are called different (4 % with a few hundred differing samples, less with fewer).
    /// </summary>
    /// <param name="onlyFirst">Samples that the first alone has right.</param>
    /// <param name="onlySecond">Samples that the second alone has right.</param>
    public static double Exact(int onlyFirst, int onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        var (n, k) = (onlyFirst + onlySecond, Math.Min(onlyFirst, onlySecond));
        if (n - k <= k + 1)
            return 1;
        // The tail relative to its largest term; the terms fall at least geometrically.
        var (tail, term) = (1.0, 1.0);
        for (var i = k; i > 0 && term > tail * 1e-17; i--)
        {
            term *= (double)i / (n - i + 1);
            tail += term;
        }
        return Math.Min(1, 2 * tail * Math.Exp(LogHalfBinomial(n, k)));
    }

    /// <summary>
    /// The chance that <see cref="Exact"/> finds a true difference: that it is below <see cref="Level"/> in the right direction.
    /// Says what a test set of that size can show at all.
    /// </summary>
    /// <param name="samples">Samples of the test set.</param>
    /// <param name="discordant">Share of samples on which one is right and the other wrong, 0 to 1.</param>
    /// <param name="difference">The true difference of the accuracies, 0 to <paramref name="discordant"/>.</param>
    public static double Power(int samples, double discordant, double difference)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        if (!(discordant is > 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(discordant), discordant, "not a share above 0");
        if (!(difference >= 0 && difference <= discordant))
            throw new ArgumentOutOfRangeException(nameof(difference), difference, $"not between 0 and {discordant}");
        var share = (1 + (difference / discordant)) / 2;
        var counts = BinomialWindow.Of(samples, discordant);
        var power = 0.0;
        for (var i = 0; i < counts.Probabilities.Length; i++)
        {
            var n = counts.First + i;
            var most = LargestSignificant(n);
            var wins = BinomialWindow.Of(n, share);
            for (var w = Math.Max(0, n - most - wins.First); w < wins.Probabilities.Length && most >= 0; w++)
                power += counts.Probabilities[i] * wins.Probabilities[w];
        }
        return power;
    }

    /// <summary>
    /// By how many samples the better one must be ahead to be significant, of <paramref name="differing"/> on which one is
    /// right and the other wrong: a gain below that share of the samples cannot be shown. Null where even all would not do.
    /// </summary>
    public static int? SmallestSignificant(int differing)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(differing);
        var most = LargestSignificant(differing);
        return most >= 0 ? differing - (2 * most) : null;
    }

    // The most samples that the worse one alone may have right, of n on which the two differ; -1 where no split is uneven enough.
    private static int LargestSignificant(int n)
    {
        var k = Math.Clamp((int)((n - (1.96 * Math.Sqrt(n))) / 2), 0, n / 2);
        while (k >= 0 && Exact(k, n - k) >= Level)
            k--;
        while (2 * (k + 1) < n && Exact(k + 1, n - k - 1) < Level)
            k++;
        return k;
    }

    // ln of the chance of k heads of n fair coins, k < n / 2. Stirling's formula with its remainders and the logarithms taken
    // of ratios near 1 (Loader, "Fast and accurate computation of binomial probabilities", 2000): no digits cancel for large n.
    private static double LogHalfBinomial(int n, int k)
    {
        if (k == 0)
            return -n * Math.Log(2);
        double m = n - k, x = (m - k) / n;
        var deviance = (m * LogOnePlus(x)) + (k * LogOnePlus(-x));
        return StirlingRemainder(n) - StirlingRemainder(k) - StirlingRemainder(m) - deviance + (0.5 * Math.Log(n / (2 * Math.PI * k * m)));
    }

    private static double LogOnePlus(double x)
    {
        // Kahan's way: the rounding of 1 + x is made good.
        var sum = 1 + x;
        return sum.Equals(1.0) ? x : Math.Log(sum) * x / (sum - 1);
    }

    private static double StirlingRemainder(double n)
    {
        if (n < 16)
        {
            var log = 0.0;
            for (var i = 2; i <= n; i++)
                log += Math.Log(i);
            return log - (((n + 0.5) * Math.Log(n)) - n + (0.5 * Math.Log(2 * Math.PI)));
        }
        var square = n * n;
        return ((1.0 / 12) - (((1.0 / 360) - (((1.0 / 1260) - (1.0 / 1680 / square)) / square)) / square)) / n;
    }
}
