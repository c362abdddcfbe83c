using DataTools.Catalog;

namespace DataTools.Evaluation.Metrics;

/// <summary>What was made of one sample.</summary>
/// <param name="Index">Its place among the predictions.</param>
/// <param name="Label">Its class; <see cref="Sample.Unlabelled"/> where there is none.</param>
/// <param name="Predicted">The class that it was taken for.</param>
/// <param name="Probability">Of <paramref name="Predicted"/>.</param>
/// <param name="LabelProbability">Of <paramref name="Label"/>; null where there is none.</param>
/// <param name="Margin">The probability of the predicted class less that of the second: 0 is undecided.</param>
/// <param name="Entropy">Of all probabilities, in nats: 0 is sure, ln(classes) knows nothing.</param>
public sealed record JudgedSample(int Index, int Label, int Predicted, double Probability, double? LabelProbability, double Margin, double Entropy)
{
    /// <summary>Sample <paramref name="index"/>.</summary>
    public static JudgedSample Of(ClassScores scores, IReadOnlyList<int> labels, int index)
    {
        var row = scores.Row(index);
        var (predicted, label) = (scores.Predicted(index), labels[index]);
        var (second, entropy) = (0.0, 0.0);
        for (var c = 0; c < row.Length; c++)
        {
            if (c != predicted)
                second = Math.Max(second, row[c]);
            if (row[c] > 0)
                entropy -= row[c] * Math.Log(row[c]);
        }
        return new(index, label, predicted, row[predicted], label == Sample.Unlabelled ? null : row[label], row[predicted] - second, entropy);
    }

    /// <summary>Wrong, and the surest of it first: where labels are wrong they are here. Between equals the earlier sample.</summary>
    public static IReadOnlyList<JudgedSample> WorstMistakes(ClassScores scores, IReadOnlyList<int> labels, int most) =>
        [.. All(scores, labels).Where(s => s.Label != Sample.Unlabelled && s.Label != s.Predicted).OrderByDescending(s => s.Probability).Take(most)];

    /// <summary>
    /// Right or wrong, with or without a label, the least decided first: by the smallest margin, between equals by the
    /// highest entropy, then the earlier sample.
    /// </summary>
    public static IReadOnlyList<JudgedSample> MostUncertain(ClassScores scores, IReadOnlyList<int> labels, int most) =>
        [.. All(scores, labels).OrderBy(s => s.Margin).ThenByDescending(s => s.Entropy).Take(most)];

    private static IEnumerable<JudgedSample> All(ClassScores scores, IReadOnlyList<int> labels) =>
        labels.Count == scores.Count
            ? Enumerable.Range(0, scores.Count).Select(i => Of(scores, labels, i))
            : throw new ArgumentException($"{labels.Count} labels for {scores.Count} samples", nameof(labels));
}
