namespace DataTools.Evaluation.Statistics;

/// <summary>Quantiles of measured values.</summary>
public static class Quantile
{
    /// <summary>
    /// The smallest of the values that at least the share <paramref name="q"/> of all do not exceed: the inverse of the
    /// empirical distribution (Hyndman and Fan's definition 1, NumPy's <c>inverted_cdf</c>). It is always a value that was
    /// measured; nothing is interpolated, so a p99 of fewer than 100 values is the largest of them.
    /// </summary>
    /// <param name="sorted">At least one, ascending.</param>
    /// <param name="q">0 to 1; 0 is the smallest value.</param>
    public static double NearestRank(ReadOnlySpan<double> sorted, double q)
    {
        if (sorted.IsEmpty)
            throw new ArgumentException("there must be a value", nameof(sorted));
        if (!(q is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(q), q, "not between 0 and 1");
        // 0.07 x 100 is a little above 7 as a double.
        var rank = (int)Math.Ceiling((q * sorted.Length) - 1e-9);
        return sorted[Math.Clamp(rank, 1, sorted.Length) - 1];
    }

    /// <summary>The median: the middle value, or the mean of the two in the middle. Of at least one value, in any order.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            throw new ArgumentException("there must be a value", nameof(values));
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
