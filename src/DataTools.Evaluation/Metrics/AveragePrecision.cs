namespace DataTools.Evaluation.Metrics;

/// <summary>The area below precision over recall, as a sum.</summary>
public static class AveragePrecision
{
    /// <summary>
    /// The sum over the thresholds, from the highest, of (recall - recall before) x precision: not interpolated (unlike Pascal
    /// VOC's 11 points), and as scikit-learn's <c>average_precision_score</c>. Samples with equal scores share a threshold,
    /// so their order does not matter. Null where nothing is positive.
    /// </summary>
    /// <param name="scores">Anything but NaN, the likelier the higher.</param>
    /// <param name="positive">One a score.</param>
    public static double? Of(IReadOnlyList<double> scores, IReadOnlyList<bool> positive)
    {
        if (scores.Count != positive.Count)
            throw new ArgumentException($"{positive.Count} truths for {scores.Count} scores", nameof(positive));
        var positives = positive.Count(p => p);
        if (positives == 0)
            return null;
        int[] order = [.. Enumerable.Range(0, scores.Count).OrderByDescending(i => scores[i])];
        var (right, area) = (0, 0.0);
        for (var i = 0; i < order.Length;)
        {
            var (score, before) = (scores[order[i]], right);
            for (; i < order.Length && scores[order[i]].Equals(score); i++)
                right += positive[order[i]] ? 1 : 0;
            area += (right - before) * ((double)right / i);
        }
        return area / positives;
    }
}
