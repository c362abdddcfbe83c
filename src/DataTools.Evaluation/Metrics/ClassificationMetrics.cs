using DataTools.Catalog;

namespace DataTools.Evaluation.Metrics;

/// <summary>How well class scores meet the labels.</summary>
/// <param name="Samples">Labelled samples: what all figures are over.</param>
/// <param name="Unlabelled">Samples without a label, left out.</param>
/// <param name="Top1">Share of samples whose label is the predicted class, 0 to 1.</param>
/// <param name="Top5">Share of samples whose label is among the first five classes; null where there are no more than five.</param>
/// <param name="NegativeLogLikelihood">
/// Mean of -ln p(label), in nats. A p below the smallest normal double (2.2e-308) counts as that, so that the mean is finite.
/// Null where the scores are no probabilities.
/// </param>
/// <param name="Confusion">Counts of samples: one row a true class, one column a predicted class.</param>
public sealed record ClassificationMetrics(
    int Samples, int Unlabelled, double Top1, double? Top5, double? NegativeLogLikelihood, IReadOnlyList<int[]> Confusion)
{
    private const int Five = 5;

    // 2^-1022; double.Epsilon is a denormal, whose logarithm is not exact.
    internal const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>Share of each class's samples whose predicted class is right, 0 to 1; null for a class without samples.</summary>
    public IReadOnlyList<double?> ClassAccuracy =>
        [.. Confusion.Select((row, c) => row.Sum() is > 0 and var samples ? (double?)row[c] / samples : null)];

    /// <summary>Measures <paramref name="scores"/> against one label a sample.</summary>
    /// <exception cref="InvalidInputException">No sample has a label.</exception>
    /// <exception cref="ArgumentException">Other labels than samples.</exception>
    public static ClassificationMetrics Of(ClassScores scores, IReadOnlyList<int> labels)
    {
        if (labels.Count != scores.Count)
            throw new ArgumentException($"{labels.Count} labels for {scores.Count} samples", nameof(labels));
        int[][] confusion = [.. Enumerable.Range(0, scores.Classes).Select(_ => new int[scores.Classes])];
        var (samples, first, firstFive, loss) = (0, 0, 0, 0.0);
        for (var i = 0; i < labels.Count; i++)
        {
            var label = labels[i];
            if (label == Sample.Unlabelled)
                continue;
            samples++;
            confusion[label][scores.Predicted(i)]++;
            var rank = scores.Rank(i, label);
            first += rank == 0 ? 1 : 0;
            firstFive += rank < Five ? 1 : 0;
            loss -= Math.Log(Math.Max(scores.Row(i)[label], SmallestNormal));
        }
        if (samples == 0)
        {
            throw new InvalidInputException(
                $"none of the {labels.Count} samples has a label: there is nothing to measure", "Evaluate on a split with labels.");
        }
        return new(
            samples, labels.Count - samples, (double)first / samples,
            scores.Classes > Five ? (double)firstFive / samples : null,
            scores.AreProbabilities ? loss / samples : null, confusion);
    }
}
