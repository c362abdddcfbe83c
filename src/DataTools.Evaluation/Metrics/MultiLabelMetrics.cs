using DataTools.Catalog;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Metrics;

/// <summary>How one class was met where a sample may have several.</summary>
/// <param name="Counts">Samples that have it, that got it at the threshold, and that are both.</param>
/// <param name="Judged">Samples of which it is known whether they have it.</param>
/// <param name="AveragePrecision">See <see cref="Metrics.AveragePrecision"/>; null where no sample has the class.</param>
public sealed record LabelFigures(ClassFigures Counts, int Judged, double? AveragePrecision);

/// <summary>How well scores meet labels where a sample may have several. What is not to be judged is left out of every figure.</summary>
/// <param name="Samples">Samples with a class that is judged.</param>
/// <param name="Unlabelled">The others.</param>
/// <param name="MeanAveragePrecision">Mean of the average precisions of the classes that a sample has: each counts the same (macro).</param>
/// <param name="MicroF1">F1 of all (sample, class) pairs together, at the threshold.</param>
/// <param name="MacroF1">Mean of the F1 of the classes that a sample has or got.</param>
/// <param name="SubsetAccuracy">Share of samples that got exactly their classes.</param>
/// <param name="LogLoss">Mean over the (sample, class) pairs of -ln of what the truth was given, in nats.</param>
/// <param name="Classes">In the order of the labels.</param>
public sealed record MultiLabelMetrics(
    int Samples, int Unlabelled, double MeanAveragePrecision, double MicroF1, double MacroF1, double SubsetAccuracy, double LogLoss, IReadOnlyList<LabelFigures> Classes)
{
    /// <summary>A class with at least this probability is predicted.</summary>
    public const double Threshold = 0.5;

    /// <summary>Measures saved predictions; no model is run.</summary>
    /// <exception cref="InvalidInputException">No sample has a class, or a logit is not finite.</exception>
    public static MultiLabelMetrics Of(PredictionSet predictions)
    {
        predictions.RequireFinite();
        return Of(ClassScores.Of(predictions), predictions.Targets ?? throw new ArgumentException("each sample has one class", nameof(predictions)), predictions.Logits);
    }

    /// <summary>Measures <paramref name="scores"/>, probabilities of each class by itself.</summary>
    /// <param name="scores">Of a member or a fusion.</param>
    /// <param name="targets">Samples x classes of <see cref="MultiHot"/>.</param>
    /// <param name="logits">Of one member: where probabilities round to 1 they still tell samples apart. Null for a fusion.</param>
    /// <exception cref="InvalidInputException">No sample has a class.</exception>
    public static MultiLabelMetrics Of(ClassScores scores, ReadOnlyMemory<sbyte> targets, float[]? logits = null)
    {
        var classes = scores.Classes;
        if (targets.Length != scores.Count * classes)
            throw new ArgumentException($"{targets.Length} targets for {scores.Count} samples x {classes} classes", nameof(targets));
        var (samples, exact, pairs, loss) = (0, 0, 0L, 0.0);
        for (var i = 0; i < scores.Count; i++)
        {
            var (judged, right) = (0, 0);
            var row = scores.Row(i);
            var truth = targets.Span.Slice(i * classes, classes);
            for (var c = 0; c < classes; c++)
            {
                if (truth[c] == MultiHot.NotJudged)
                    continue;
                judged++;
                right += row[c] >= Threshold == (truth[c] == MultiHot.Present) ? 1 : 0;
                loss += Loss(row[c], logits?[(i * classes) + c], truth[c] == MultiHot.Present);
            }
            (samples, exact, pairs) = (samples + (judged > 0 ? 1 : 0), exact + (judged > 0 && right == judged ? 1 : 0), pairs + judged);
        }
        List<LabelFigures> figures = [.. Enumerable.Range(0, classes).Select(c => FiguresOf(scores, targets.Span, logits, c))];
        if (figures.Average(f => f.AveragePrecision) is not { } mean)
        {
            throw new InvalidInputException(
                $"none of the {scores.Count} samples is known to have a class: there is nothing to measure", "Evaluate on a split with labels.");
        }
        var (support, predicted, both) = (figures.Sum(f => f.Counts.Support), figures.Sum(f => f.Counts.Predicted), figures.Sum(f => f.Counts.Right));
        return new(
            samples, scores.Count - samples, mean, new ClassFigures(support, predicted, both).F1 ?? 0, figures.Average(f => f.Counts.F1) ?? 0,
            (double)exact / samples, loss / pairs, figures);
    }

    private static double Loss(double probability, float? logit, bool present) => logit is { } l
        ? Sigmoid.Loss(present ? l : -(double)l)
        : -Math.Log(Math.Max(present ? probability : 1 - probability, ClassificationMetrics.SmallestNormal));

    private static LabelFigures FiguresOf(ClassScores scores, ReadOnlySpan<sbyte> targets, float[]? logits, int c)
    {
        var (order, truth) = (new List<double>(), new List<bool>());
        var (support, predicted, right) = (0, 0, 0);
        for (var i = 0; i < scores.Count; i++)
        {
            var at = (i * scores.Classes) + c;
            if (targets[at] == MultiHot.NotJudged)
                continue;
            var (present, got) = (targets[at] == MultiHot.Present, scores.Row(i)[c] >= Threshold);
            order.Add(logits?[at] ?? scores.Row(i)[c]);
            truth.Add(present);
            (support, predicted, right) = (support + (present ? 1 : 0), predicted + (got ? 1 : 0), right + (present && got ? 1 : 0));
        }
        return new(new(support, predicted, right), truth.Count, AveragePrecision.Of(order, truth));
    }
}
