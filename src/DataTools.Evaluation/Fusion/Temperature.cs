using DataTools.Catalog;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Fusion;

/// <summary>
/// One number that makes probabilities softer (above 1) or sharper (below 1): p^(1 / temperature), made to sum to 1; for a
/// model its logits divided by it. Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", ICML 2017.
/// The predicted class stays the same.
/// </summary>
/// <param name="Value">Between 1 / <see cref="Most"/> and <see cref="Most"/>.</param>
/// <param name="Samples">Labelled held-out samples that it was fitted on.</param>
/// <param name="LossBefore">Their mean -ln p(label) without it, in nats.</param>
/// <param name="LossAfter">And with it.</param>
/// <param name="Gap">No temperature within the bounds has a loss below <paramref name="LossAfter"/> - <paramref name="Gap"/>.</param>
public sealed record Temperature(double Value, int Samples, double LossBefore, double LossAfter, double Gap)
{
    /// <summary>The bound: where all held-out samples are right, sharper is always better, and where they are at random, softer.</summary>
    public const double Most = 100;

    /// <summary>How far from the best possible loss the temperature may be, in nats a sample.</summary>
    public const double Tolerance = 1e-10;

    /// <summary>Whether it stopped at a bound: too few held-out samples, or a model without errors or without knowledge.</summary>
    public bool AtBound => Value is Most or 1 / Most;

    /// <summary>The best temperature for a model's held-out samples; those without a label are left out.</summary>
    /// <exception cref="InvalidInputException">None is labelled, or a logit is not finite.</exception>
    public static Temperature Fit(PredictionSet heldOut)
    {
        heldOut.RequireFinite();
        var logs = new double[heldOut.Logits.Length];
        for (var i = 0; i < heldOut.Count; i++)
        {
            var row = heldOut.Row(i);
            var softmax = Softmax.Of(row);
            for (var c = 0; c < row.Length; c++)
                logs[(i * row.Length) + c] = softmax.LogProbability(row[c]);
        }
        return TemperatureSearch.Best(logs, heldOut.Labels, heldOut.Classes.Count);
    }

    /// <summary>The best temperature for probabilities, those of a fusion on its held-out samples.</summary>
    /// <exception cref="ArgumentException">The scores are no probabilities, or there are other labels than samples.</exception>
    /// <exception cref="InvalidInputException">No sample is labelled.</exception>
    public static Temperature Fit(ClassScores heldOut, IReadOnlyList<int> labels)
    {
        if (!heldOut.AreProbabilities)
            throw new ArgumentException("the scores are no probabilities", nameof(heldOut));
        if (labels.Count != heldOut.Count)
            throw new ArgumentException($"{labels.Count} labels for {heldOut.Count} samples", nameof(labels));
        var logs = new double[heldOut.Count * heldOut.Classes];
        for (var i = 0; i < heldOut.Count; i++)
            Logs(heldOut.Row(i), logs.AsSpan(i * heldOut.Classes, heldOut.Classes));
        return TemperatureSearch.Best(logs, labels, heldOut.Classes);
    }

    /// <summary>
    /// The model's predictions with this temperature: logits less the largest of their sample, divided by it. Rounding never
    /// lets another class catch up with the first.
    /// </summary>
    public PredictionSet Apply(PredictionSet predictions)
    {
        var classes = predictions.Classes.Count;
        var logits = new float[predictions.Logits.Length];
        for (var i = 0; i < predictions.Count; i++)
        {
            var row = predictions.Row(i);
            var largest = row[VoteFusion.MostProbable(row)];
            for (var c = 0; c < classes; c++)
            {
                var scaled = Math.Max((float)(((double)row[c] - largest) / Value), float.MinValue);
                logits[(i * classes) + c] = row[c] < largest ? Math.Min(scaled, -float.Epsilon) : 0;
            }
        }
        return predictions.With(logits);
    }

    /// <summary>The probabilities with this temperature, in the same order within each sample.</summary>
    /// <exception cref="ArgumentException">The scores are no probabilities.</exception>
    public ClassScores Apply(ClassScores scores)
    {
        if (!scores.AreProbabilities)
            throw new ArgumentException("the scores are no probabilities", nameof(scores));
        var classes = scores.Classes;
        var result = new double[scores.Count * classes];
        for (var i = 0; i < scores.Count; i++)
        {
            var row = result.AsSpan(i * classes, classes);
            Logs(scores.Row(i), row);
            for (var c = 0; c < classes; c++)
                row[c] /= Value;
            GeometricFusion.Normalise(row, row);
            var first = row[scores.Predicted(i)];
            for (var c = 0; c < classes; c++)
                row[c] = Math.Min(row[c], first);
        }
        return scores.InSameOrder(result);
    }

    private static void Logs(ReadOnlySpan<double> probabilities, Span<double> result)
    {
        for (var c = 0; c < result.Length; c++)
            result[c] = Math.Log(Math.Max(probabilities[c], ClassificationMetrics.SmallestNormal));
    }
}
