using DataTools.Catalog;

namespace DataTools.Evaluation.Metrics;

/// <summary>The samples whose predicted class got a probability above <paramref name="Low"/> and up to <paramref name="High"/>.</summary>
/// <param name="Low">Not included, but for the first bin.</param>
/// <param name="High">Included.</param>
/// <param name="Samples">How many.</param>
/// <param name="Confidence">Mean probability of the predicted class; null where there are none.</param>
/// <param name="Accuracy">Share that is right; null where there are none.</param>
public sealed record ReliabilityBin(double Low, double High, int Samples, double? Confidence, double? Accuracy);

/// <summary>Whether probabilities are what they say: of the samples predicted with 80 %, four in five should be right.</summary>
/// <param name="Bins">The reliability diagram: <see cref="BinCount"/> bins of equal width over [0, 1].</param>
/// <param name="ExpectedError">
/// ECE (Guo et al. 2017): the mean over the bins of |accuracy - confidence|, each weighted by its samples. The confidence is
/// that of the predicted class alone. It depends on the bins and is biased upwards for few samples.
/// </param>
/// <param name="LargestError">The largest |accuracy - confidence| of a bin with samples.</param>
/// <param name="Brier">
/// Mean over the samples of the sum over the classes of (p - truth)² (Brier 1950): 0 to 2. For two classes it is twice the
/// figure that looks at one of them.
/// </param>
public sealed record Calibration(IReadOnlyList<ReliabilityBin> Bins, double ExpectedError, double LargestError, double Brier)
{
    /// <summary>How many bins.</summary>
    public const int BinCount = 15;

    /// <summary>Measures probabilities against one label a sample; samples without a label are left out.</summary>
    /// <exception cref="ArgumentException">The scores are no probabilities, other labels than samples, or no sample has a label.</exception>
    public static Calibration Of(ClassScores scores, IReadOnlyList<int> labels)
    {
        if (!scores.AreProbabilities)
            throw new ArgumentException("votes are no probabilities", nameof(scores));
        if (labels.Count != scores.Count)
            throw new ArgumentException($"{labels.Count} labels for {scores.Count} samples", nameof(labels));
        var (count, right, confidence) = (new int[BinCount], new int[BinCount], new double[BinCount]);
        var (samples, brier) = (0, 0.0);
        for (var i = 0; i < labels.Count; i++)
        {
            if (labels[i] == Sample.Unlabelled)
                continue;
            samples++;
            var row = scores.Row(i);
            var predicted = scores.Predicted(i);
            var bin = Bin(row[predicted]);
            count[bin]++;
            right[bin] += predicted == labels[i] ? 1 : 0;
            confidence[bin] += row[predicted];
            for (var c = 0; c < row.Length; c++)
                brier += Math.Pow(row[c] - (c == labels[i] ? 1 : 0), 2);
        }
        if (samples == 0)
            throw new ArgumentException("no sample has a label", nameof(labels));
        List<ReliabilityBin> bins = [.. Enumerable.Range(0, BinCount).Select(b => new ReliabilityBin(
            (double)b / BinCount, (b + 1.0) / BinCount, count[b],
            count[b] > 0 ? confidence[b] / count[b] : null, count[b] > 0 ? (double)right[b] / count[b] : null))];
        double Gap(ReliabilityBin b) => Math.Abs((b.Accuracy - b.Confidence) ?? 0);
        return new(bins, bins.Sum(b => Gap(b) * b.Samples) / samples, bins.Max(Gap), brier / samples);
    }

    internal static int Bin(double probability) => Math.Clamp((int)Math.Ceiling(probability * BinCount) - 1, 0, BinCount - 1);
}
