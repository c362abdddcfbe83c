using DataTools.Catalog;

namespace DataTools.Evaluation.Metrics;

/// <summary>
/// Calibration errors beside <see cref="Calibration.ExpectedError"/>, which looks at the predicted class alone and, where a
/// model is nearly always sure, has nearly all samples in its last bin.
/// </summary>
public static class CalibrationError
{
    /// <summary>
    /// ECE over <see cref="Calibration.BinCount"/> bins of as many samples each, by the probability of the predicted class
    /// (adaptive bins: Nguyen and O'Connor 2015). Samples with the same probability stay in one bin, so that their order
    /// does not matter.
    /// </summary>
    /// <exception cref="ArgumentException">The scores are no probabilities, other labels than samples, or no sample has a label.</exception>
    public static double Adaptive(ClassScores scores, IReadOnlyList<int> labels)
    {
        var labelled = Labelled(scores, labels);
        var sorted = labelled
            .Select(i => (Predicted: scores.Predicted(i), Index: i))
            .Select(s => (Confidence: scores.Row(s.Index)[s.Predicted], Right: s.Predicted == labels[s.Index]))
            .OrderBy(s => s.Confidence).ToArray();
        var (error, at) = (0.0, 0);
        for (var bin = 1; bin <= Calibration.BinCount; bin++)
        {
            var end = (int)((long)bin * sorted.Length / Calibration.BinCount);
            var (gap, from) = (0.0, at);
            for (; at < sorted.Length && (at < end || (at > from && sorted[at].Confidence.Equals(sorted[at - 1].Confidence))); at++)
                gap += (sorted[at].Right ? 1 : 0) - sorted[at].Confidence;
            error += Math.Abs(gap);
        }
        return error / sorted.Length;
    }

    /// <summary>
    /// The mean over the classes of the ECE of that class's probability against whether the sample is of it, over
    /// <see cref="Calibration.BinCount"/> bins of equal width (classwise ECE: Kull et al. 2019). Looks at all probabilities,
    /// and gets small with many classes, as most of them are near 0.
    /// </summary>
    /// <exception cref="ArgumentException">The scores are no probabilities, other labels than samples, or no sample has a label.</exception>
    public static double Classwise(ClassScores scores, IReadOnlyList<int> labels)
    {
        var labelled = Labelled(scores, labels);
        var gaps = new double[scores.Classes * Calibration.BinCount];
        foreach (var i in labelled)
        {
            var row = scores.Row(i);
            for (var c = 0; c < row.Length; c++)
                gaps[(c * Calibration.BinCount) + Calibration.Bin(row[c])] += (c == labels[i] ? 1 : 0) - row[c];
        }
        return gaps.Sum(Math.Abs) / labelled.Length / scores.Classes;
    }

    private static int[] Labelled(ClassScores scores, IReadOnlyList<int> labels)
    {
        if (!scores.AreProbabilities)
            throw new ArgumentException("votes are no probabilities", nameof(scores));
        if (labels.Count != scores.Count)
            throw new ArgumentException($"{labels.Count} labels for {scores.Count} samples", nameof(labels));
        int[] labelled = [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] != Sample.Unlabelled)];
        return labelled.Length > 0 ? labelled : throw new ArgumentException("no sample has a label", nameof(labels));
    }
}
