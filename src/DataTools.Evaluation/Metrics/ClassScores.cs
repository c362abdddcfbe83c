using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Metrics;

/// <summary>
/// A score for each class of each sample, from a member or from a fusion. Classes are ordered by score; between equal
/// scores the higher tie-break is ahead (where there are any), then the lower index.
/// </summary>
public sealed class ClassScores
{
    private readonly double[] _scores;
    private readonly double[]? _tieBreaks;

    /// <param name="classes">How many classes, at least 1.</param>
    /// <param name="scores">Samples x classes, row by row, without NaN. Kept, not copied.</param>
    /// <param name="tieBreaks">Of the same shape, or null.</param>
    /// <param name="areProbabilities">Whether the scores estimate probabilities, so that a log-likelihood has a meaning.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public ClassScores(int classes, double[] scores, double[]? tieBreaks = null, bool areProbabilities = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (scores.Length % classes != 0)
            throw new ArgumentException($"{scores.Length} scores are not rows of {classes} classes", nameof(scores));
        if (tieBreaks is not null && tieBreaks.Length != scores.Length)
            throw new ArgumentException($"{tieBreaks.Length} tie-breaks for {scores.Length} scores", nameof(tieBreaks));
        (Classes, _scores, _tieBreaks, AreProbabilities) = (classes, scores, tieBreaks, areProbabilities);
    }

    /// <summary>The probabilities that one model gave. Ordered by its logits where two probabilities round to the same.</summary>
    public static ClassScores Of(PredictionSet predictions)
    {
        var classes = predictions.Classes.Count;
        var scores = new double[predictions.Logits.Length];
        for (var i = 0; i < predictions.Count; i++)
            predictions.Probabilities(i, scores.AsSpan(i * classes, classes));
        return new(classes, scores, System.Array.ConvertAll(predictions.Logits, l => (double)l));
    }

    /// <summary>Other values in the same order: where two are equal, these decide.</summary>
    internal ClassScores InSameOrder(double[] scores) => new(Classes, scores, _tieBreaks ?? _scores, AreProbabilities);

    /// <summary>How many classes.</summary>
    public int Classes { get; }

    /// <summary>How many samples.</summary>
    public int Count => _scores.Length / Classes;

    /// <summary>Whether the scores estimate probabilities. Shares of votes do not: a class without a vote is not impossible.</summary>
    public bool AreProbabilities { get; }

    /// <summary>The scores of sample <paramref name="index"/>, one a class.</summary>
    public ReadOnlySpan<double> Row(int index) => _scores.AsSpan(index * Classes, Classes);

    /// <summary>The class that is ahead of all others for sample <paramref name="index"/>.</summary>
    public int Predicted(int index)
    {
        var best = 0;
        for (var c = 1; c < Classes; c++)
        {
            if (IsAhead(index, c, best))
                best = c;
        }
        return best;
    }

    /// <summary>How many classes are ahead of <paramref name="label"/> for sample <paramref name="index"/>: 0 where it is the predicted one.</summary>
    public int Rank(int index, int label)
    {
        var rank = 0;
        for (var c = 0; c < Classes; c++)
        {
            if (c != label && IsAhead(index, c, label))
                rank++;
        }
        return rank;
    }

    private bool IsAhead(int index, int a, int b)
    {
        var row = index * Classes;
        var order = _scores[row + a].CompareTo(_scores[row + b]);
        if (order == 0 && _tieBreaks is not null)
            order = _tieBreaks[row + a].CompareTo(_tieBreaks[row + b]);
        return order > 0 || (order == 0 && a < b);
    }
}
