namespace DataTools.Evaluation.Metrics;

/// <summary>Samples of one class that were taken for another.</summary>
/// <param name="Label">The class that they are of.</param>
/// <param name="Predicted">The class that they were taken for.</param>
/// <param name="Samples">How many; at least 1.</param>
/// <param name="Share">Of all samples of <paramref name="Label"/>.</param>
public sealed record ConfusedPair(int Label, int Predicted, int Samples, double Share)
{
    /// <summary>The pairs with the most samples, the most first; between equals the lower label, then the lower predicted class.</summary>
    public static IReadOnlyList<ConfusedPair> Most(IReadOnlyList<int[]> confusion, int most) =>
    [
        .. confusion.Index().SelectMany(row => Of(row.Index, row.Item)).OrderByDescending(p => p.Samples).Take(most),
    ];

    private static IEnumerable<ConfusedPair> Of(int label, int[] row)
    {
        var sum = row.Sum();
        return row.Index().Where(n => n.Index != label && n.Item > 0).Select(n => new ConfusedPair(label, n.Index, n.Item, (double)n.Item / sum));
    }
}
