using DataTools.Catalog;

namespace DataTools.Evaluation.Fusion;

/// <summary>
/// Finds the temperature with the best log loss. In its inverse the loss is convex, so a bracket around the root of the
/// derivative shrinks by Newton's steps, by halving where they would leave it.
/// </summary>
internal static class TemperatureSearch
{
    private const int MostSteps = 200;

    /// <param name="logs">Finite ln p, or logits: samples x classes.</param>
    /// <param name="labels">One a sample, or <see cref="Sample.Unlabelled"/>.</param>
    /// <param name="classes">How many classes.</param>
    public static Temperature Best(double[] logs, IReadOnlyList<int> labels, int classes)
    {
        int[] labelled = [.. Enumerable.Range(0, labels.Count).Where(i => labels[i] != Sample.Unlabelled)];
        if (labelled.Length == 0)
        {
            throw new InvalidInputException(
                "no temperature can be chosen: no held-out sample has a label", "Train with a larger --validation share, or leave the temperature out.");
        }
        (double Loss, double Slope, double Bend) At(double inverse) => Derivatives(logs, labels, labelled, classes, inverse);
        var before = At(1).Loss;
        Temperature Result(double inverse, double loss, double gap) => new(
            inverse switch { Temperature.Most => 1 / Temperature.Most, 1 / Temperature.Most => Temperature.Most, _ => 1 / inverse },
            labelled.Length, before, loss, gap);

        var (low, high) = (1 / Temperature.Most, Temperature.Most);
        if (At(low) is { Slope: >= 0 } softest)
            return Result(low, softest.Loss, 0);
        if (At(high) is { Slope: <= 0 } sharpest)
            return Result(high, sharpest.Loss, 0);
        var inverse = 1.0;
        for (var step = 0; ; step++)
        {
            var (loss, slope, bend) = At(inverse);
            if (slope > 0)
                high = inverse;
            else
                low = inverse;
            // Convex: the loss is above its tangent, and the optimum within the bracket.
            var gap = Math.Abs(slope) * (slope > 0 ? inverse - low : high - inverse);
            if (gap <= Temperature.Tolerance || step == MostSteps || high - low <= 1e-15 * high)
                return loss <= before ? Result(inverse, loss, gap) : Result(1, before, gap);
            var next = inverse - (slope / bend);
            inverse = next > low && next < high ? next : (low + high) / 2;
        }
    }

    // The mean over the samples of -ln p(label) with the logits times the factor, and its derivatives by the factor: the mean
    // logit less the label's, and the variance of the logits.
    private static (double Loss, double Slope, double Bend) Derivatives(double[] logs, IReadOnlyList<int> labels, int[] labelled, int classes, double factor)
    {
        var (scaled, probabilities) = (new double[classes], new double[classes]);
        var (loss, slope, bend) = (0.0, 0.0, 0.0);
        foreach (var i in labelled)
        {
            var row = logs.AsSpan(i * classes, classes);
            for (var c = 0; c < classes; c++)
                scaled[c] = factor * row[c];
            loss += (GeometricFusion.Normalise(scaled, probabilities) - scaled[labels[i]]) / labelled.Length;
            var mean = Dense.Dot(probabilities, row);
            slope += (mean - row[labels[i]]) / labelled.Length;
            for (var c = 0; c < classes; c++)
                bend += probabilities[c] * (row[c] - mean) * (row[c] - mean) / labelled.Length;
        }
        return (loss, slope, bend);
    }
}
