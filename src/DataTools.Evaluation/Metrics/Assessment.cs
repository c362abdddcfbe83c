using DataTools.Catalog;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Metrics;

/// <summary>All figures of one model on one split.</summary>
/// <param name="Metrics">Shares and counts.</param>
/// <param name="Top1">Where the true top-1 accuracy lies.</param>
/// <param name="Top5">The same of top-5; null where there are no more than five classes.</param>
/// <param name="Classes">Class by class.</param>
/// <param name="Calibration">Of the probabilities.</param>
/// <param name="Roc">Of the second class against the first; null for more than two classes, or where samples are of one class alone.</param>
public sealed record Assessment(
    ClassificationMetrics Metrics, Interval Top1, Interval? Top5, ClassTable Classes, Calibration Calibration, RocCurve? Roc)
{
    /// <summary>Measures saved predictions; no model is run.</summary>
    /// <exception cref="InvalidInputException">No sample has a label, or a logit is not finite.</exception>
    public static Assessment Of(PredictionSet predictions)
    {
        predictions.RequireFinite();
        var scores = ClassScores.Of(predictions);
        var metrics = ClassificationMetrics.Of(scores, predictions.Labels);
        Interval Of(double share) => Interval.Wilson((int)Math.Round(share * metrics.Samples), metrics.Samples);
        return new(
            metrics, Of(metrics.Top1), metrics.Top5 is { } five ? Of(five) : null, ClassTable.Of(metrics.Confusion),
            Calibration.Of(scores, predictions.Labels), CurveOf(predictions));
    }

    // By the difference of the logits: far out, where two probabilities both round to 1, it still tells samples apart.
    private static RocCurve? CurveOf(PredictionSet predictions)
    {
        if (predictions.Classes.Count != 2)
            return null;
        int[] labelled = [.. Enumerable.Range(0, predictions.Count).Where(i => predictions.Labels[i] != Sample.Unlabelled)];
        return RocCurve.Of(
            [.. labelled.Select(i => (double)predictions.Row(i)[1] - predictions.Row(i)[0])], [.. labelled.Select(i => predictions.Labels[i] == 1)]);
    }
}
