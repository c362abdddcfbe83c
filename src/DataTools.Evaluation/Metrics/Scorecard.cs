using DataTools.Catalog;

namespace DataTools.Evaluation.Metrics;

/// <summary>All figures of one configuration on one split in one flat row, for tables of members and fusions.</summary>
/// <param name="Samples">Labelled samples: what all figures are over.</param>
/// <param name="Top1">Share of samples whose label is the predicted class, 0 to 1.</param>
/// <param name="Top5">Share of samples whose label is among the first five; null where there are no more than five classes.</param>
/// <param name="MacroF1">See <see cref="ClassTable.MacroF1"/>.</param>
/// <param name="BalancedAccuracy">Mean recall over the classes that have samples.</param>
/// <param name="MacroAuc">
/// Mean over the classes of the area under the ROC curve of that class's score against the rest. Over the classes for which
/// there is a curve: those with samples, but not all of them; null where there is none.
/// </param>
/// <param name="NegativeLogLikelihood">See <see cref="ClassificationMetrics.NegativeLogLikelihood"/>; this and the following are null for votes.</param>
/// <param name="Brier">Summed over the classes, 0 to 2: see <see cref="Calibration.Brier"/>.</param>
/// <param name="ExpectedCalibrationError">See <see cref="Calibration.ExpectedError"/>.</param>
/// <param name="AdaptiveCalibrationError">See <see cref="CalibrationError.Adaptive"/>.</param>
/// <param name="ClasswiseCalibrationError">See <see cref="CalibrationError.Classwise"/>.</param>
public sealed record Scorecard(
    int Samples, double Top1, double? Top5, double MacroF1, double BalancedAccuracy, double? MacroAuc,
    double? NegativeLogLikelihood, double? Brier, double? ExpectedCalibrationError, double? AdaptiveCalibrationError, double? ClasswiseCalibrationError)
{
    /// <summary>Measures scores against one label a sample; samples without a label are left out.</summary>
    /// <exception cref="InvalidInputException">No sample has a label.</exception>
    /// <exception cref="ArgumentException">Other labels than samples.</exception>
    public static Scorecard Of(ClassScores scores, IReadOnlyList<int> labels) => Of(scores, labels, out _);

    /// <summary>The same, with the calibration that two of its figures are of; null for votes.</summary>
    /// <inheritdoc cref="Of(ClassScores, IReadOnlyList{int})"/>
    internal static Scorecard Of(ClassScores scores, IReadOnlyList<int> labels, out Calibration? calibration)
    {
        var metrics = ClassificationMetrics.Of(scores, labels);
        var table = ClassTable.Of(metrics.Confusion);
        calibration = scores.AreProbabilities ? Calibration.Of(scores, labels) : null;
        return new(
            metrics.Samples, metrics.Top1, metrics.Top5, table.MacroF1, table.Classes.Average(c => c.Recall)!.Value, AreaOf(scores, labels),
            metrics.NegativeLogLikelihood, calibration?.Brier, calibration?.ExpectedError,
            calibration is null ? null : CalibrationError.Adaptive(scores, labels),
            calibration is null ? null : CalibrationError.Classwise(scores, labels));
    }

    private static double? AreaOf(ClassScores scores, IReadOnlyList<int> labels)
    {
        int[] labelled = [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] != Sample.Unlabelled)];
        var areas = new double?[scores.Classes];
        Parallel.For(0, areas.Length, c =>
            areas[c] = RocCurve.AreaOf(Array.ConvertAll(labelled, i => scores.Row(i)[c]), Array.ConvertAll(labelled, i => labels[i] == c)));
        return areas.Average();
    }
}
