namespace DataTools.Evaluation.Comparison;

/// <summary>Several comparisons at once: the more are made, the more of them are significant by chance.</summary>
public static class Holm
{
    /// <summary>
    /// Adjusted p-values, in the order of <paramref name="p"/>: calling those below 0.05 significant makes the chance of even
    /// one false call 5 % at most, however the comparisons depend on each other (Holm, "A simple sequentially rejective
    /// multiple test procedure", Scandinavian Journal of Statistics 6, 1979). The smallest is multiplied by the number of
    /// comparisons, the next by one less, and so on; never less than the one before, at most 1.
    /// </summary>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> p)
    {
        if (p.Any(x => !(x is >= 0 and <= 1)))
            throw new ArgumentException("a p-value is between 0 and 1", nameof(p));
        var adjusted = new double[p.Count];
        var (rank, largest) = (0, 0.0);
        foreach (var i in Enumerable.Range(0, p.Count).OrderBy(i => p[i]))
            adjusted[i] = largest = Math.Max(largest, Math.Min(1, (p.Count - rank++) * p[i]));
        return adjusted;
    }
}
