namespace DataTools.Evaluation.Metrics;

/// <summary>One threshold: what is at least as high is taken for positive.</summary>
/// <param name="Threshold">The score; infinite for the first point, where nothing is taken for positive.</param>
/// <param name="FalsePositives">Share of the negatives that are taken for positive.</param>
/// <param name="TruePositives">Share of the positives that are.</param>
public readonly record struct RocPoint(double Threshold, double FalsePositives, double TruePositives);

/// <summary>The receiver operating characteristic of a score for two classes.</summary>
/// <param name="Points">From (0, 0) to (1, 1), one a distinct score: samples with equal scores cannot be told apart, so the curve goes straight past them.</param>
/// <param name="Area">
/// The area below: the chance that a positive has a higher score than a negative, a tie counted half
/// (Mann-Whitney's U over the number of pairs).
/// </param>
public sealed record RocCurve(IReadOnlyList<RocPoint> Points, double Area)
{
    /// <summary>Of a score and a truth a sample; null where all samples are of one class. Scores may be anything but NaN.</summary>
    public static RocCurve? Of(IReadOnlyList<double> scores, IReadOnlyList<bool> positive)
    {
        if (scores.Count != positive.Count)
            throw new ArgumentException($"{positive.Count} truths for {scores.Count} scores", nameof(positive));
        long positives = positive.Count(p => p), negatives = positive.Count - positives;
        if (positives == 0 || negatives == 0)
            return null;
        int[] order = [.. Enumerable.Range(0, scores.Count).OrderByDescending(i => scores[i])];
        var points = new List<RocPoint> { new(double.PositiveInfinity, 0, 0) };
        // Counts, not shares, are added up: the area is exact but for one division. Two triangles make a rectangle.
        var (right, wrong, twice) = (0L, 0L, 0.0);
        for (var i = 0; i < order.Length;)
        {
            var score = scores[order[i]];
            var (rightBefore, wrongBefore) = (right, wrong);
            for (; i < order.Length && scores[order[i]].Equals(score); i++)
            {
                if (positive[order[i]])
                    right++;
                else
                    wrong++;
            }
            twice += (double)(wrong - wrongBefore) * (right + rightBefore);
            points.Add(new(score, (double)wrong / negatives, (double)right / positives));
        }
        return new(points, twice / (2.0 * positives * negatives));
    }

    /// <summary>The area alone, which takes a fraction of the time. Sorts both arrays.</summary>
    /// <inheritdoc cref="Of"/>
    internal static double? AreaOf(double[] scores, bool[] positive)
    {
        long positives = positive.Count(p => p), negatives = positive.Length - positives;
        if (positives == 0 || negatives == 0)
            return null;
        Array.Sort(scores, positive);
        // From the lowest score: a positive is above all negatives before it, and half above those with its own score.
        var (wrong, twice) = (0L, 0.0);
        for (var i = 0; i < scores.Length;)
        {
            var (first, wrongBefore) = (i, wrong);
            for (; i < scores.Length && scores[i].Equals(scores[first]); i++)
                wrong += positive[i] ? 0 : 1;
            twice += (double)(i - first - (wrong - wrongBefore)) * (wrong + wrongBefore);
        }
        return twice / (2.0 * positives * negatives);
    }
}
