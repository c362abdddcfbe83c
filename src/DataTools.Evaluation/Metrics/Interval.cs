namespace DataTools.Evaluation.Metrics;

/// <summary>Where a true figure lies, given one that was measured.</summary>
/// <param name="Low">For a share at least 0.</param>
/// <param name="High">For a share at most 1.</param>
public readonly record struct Interval(double Low, double High)
{
    // The 97.5 % quantile of the normal distribution.
    private const double Z = 1.959963984540054;

    /// <summary>
    /// Wilson's score interval with 95 % confidence: unlike p ± 1.96 s it stays within [0, 1] and has a width where all
    /// or none were right. It speaks of the samples being a draw of what use will show, not of training again.
    /// </summary>
    public static Interval Wilson(int right, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(right);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(right, samples);
        double n = samples, p = right / n;
        var middle = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
        return new(right == 0 ? 0 : middle - half, right == samples ? 1 : middle + half);
    }
}
