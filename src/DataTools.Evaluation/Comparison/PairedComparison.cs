using DataTools.Catalog;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Comparison;

/// <summary>
/// Two fitted classifiers on the same samples; differences are the candidate's figure less the baseline's. Samples are taken
/// as independent of each other: frames of one film or several pictures of one thing show less than their number says.
/// </summary>
/// <param name="Baseline">What is compared with.</param>
/// <param name="Candidate">What is compared.</param>
/// <param name="Counts">How often each was right.</param>
/// <param name="Difference">Of the accuracies, -1 to 1.</param>
/// <param name="Interval">Where that lies with 95 % confidence: <see cref="PairedBootstrap.OfAccuracy"/>.</param>
/// <param name="P">Of <see cref="McNemar.Exact"/>.</param>
/// <param name="LossDifference">Of the mean -ln p(label), in nats: negative is better. Null where one gives no probabilities.</param>
/// <param name="LossInterval">Where that lies with 95 % confidence: <see cref="PairedBootstrap.OfMean"/>.</param>
public sealed record PairedComparison(
    string Baseline, string Candidate, PairedCounts Counts, double Difference, Interval Interval, double P,
    double? LossDifference, Interval? LossInterval)
{
    /// <summary>Compares by the samples with a label.</summary>
    /// <param name="baseline">What is compared with.</param>
    /// <param name="candidate">Scores of the same samples in the same order, over the same classes.</param>
    /// <param name="labels">One a sample.</param>
    /// <param name="seed">Of the resamples for the interval of the loss; nothing else is drawn.</param>
    /// <exception cref="InvalidInputException">No sample has a label.</exception>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static PairedComparison Of(Contestant baseline, Contestant candidate, IReadOnlyList<int> labels, ulong seed = 0)
    {
        var comparison = Of(baseline.Name, candidate.Name, PairedCounts.Of(baseline, candidate, labels));
        if (!baseline.Scores.AreProbabilities || !candidate.Scores.AreProbabilities)
            return comparison;
        double[] losses = [.. baseline.Labelled(labels).Select(i => candidate.Loss(i, labels[i]) - baseline.Loss(i, labels[i]))];
        return comparison with { LossDifference = losses.Average(), LossInterval = PairedBootstrap.OfMean(losses, seed) };
    }

    /// <summary>Compares saved predictions, in whatever order their samples are and with whatever crops.</summary>
    /// <exception cref="InvalidInputException">
    /// They are of other content, another split, other classes, samples or labels (it says in what they differ), a logit is
    /// not finite, or no sample has a label.
    /// </exception>
    public static PairedComparison Of(PredictionSet baseline, PredictionSet candidate, ulong seed = 0)
    {
        var aligned = Alignment.OfCompared([baseline, candidate]);
        return Of(Contestant.Of(aligned[0]), Contestant.Of(aligned[1]), aligned[0].Labels, seed);
    }

    /// <summary>Compares by counts alone; the loss is not known.</summary>
    public static PairedComparison Of(string baseline, string candidate, PairedCounts counts) => new(
        baseline, candidate, counts, counts.Difference, PairedBootstrap.OfAccuracy(counts.Broken, counts.Fixed, counts.Samples),
        McNemar.Exact(counts.Fixed, counts.Broken), null, null);
}
