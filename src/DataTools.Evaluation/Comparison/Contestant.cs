using DataTools.Catalog;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Comparison;

/// <summary>A model or a fusion that is compared with others on the same samples in the same order.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Scores">Of each sample.</param>
public sealed record Contestant(string Name, ClassScores Scores)
{
    /// <summary>What one model predicted; where it looked at several crops its name says so.</summary>
    public static Contestant Of(PredictionSet predictions) => new(predictions.Crops.Of(predictions.Name), ClassScores.Of(predictions));

    /// <summary>The indices of the samples with a label.</summary>
    /// <exception cref="ArgumentException">Other labels than samples.</exception>
    internal int[] Labelled(IReadOnlyList<int> labels) => labels.Count == Scores.Count
        ? [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] != Sample.Unlabelled)]
        : throw new ArgumentException($"{labels.Count} labels for {Scores.Count} samples of {Name}", nameof(labels));

    /// <summary>-ln p(label) of sample <paramref name="index"/>, cut off as in <see cref="ClassificationMetrics.NegativeLogLikelihood"/>.</summary>
    internal double Loss(int index, int label) => -Math.Log(Math.Max(Scores.Row(index)[label], ClassificationMetrics.SmallestNormal));
}
