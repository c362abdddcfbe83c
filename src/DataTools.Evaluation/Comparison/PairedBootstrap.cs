using DataTools.Catalog.Randomness;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Statistics;

namespace DataTools.Evaluation.Comparison;

/// <summary>
/// Where a difference between two classifiers lies with 95 % confidence, by drawing the samples again with replacement
/// (Efron, "Bootstrap methods: another look at the jackknife", 1979): percentile intervals over the same samples for both.
/// They speak of the samples being a draw of what use will show, not of training again.
/// </summary>
public static class PairedBootstrap
{
    /// <summary>How often <see cref="OfMean"/> draws the samples again, unless told.</summary>
    public const int Resamples = 2000;

    private const double Tail = 0.025;

    /// <summary>
    /// Of the difference of two accuracies, second less first: exact, as if the samples had been drawn again infinitely often.
    /// A sample counts +1, 0 or -1, so the sum over a resample is the difference of two counts of a multinomial
    /// distribution, whose probabilities are computed; nothing is drawn, and there is no seed.
    /// </summary>
    /// <param name="onlyFirst">Samples that the first alone has right.</param>
    /// <param name="onlySecond">Samples that the second alone has right.</param>
    /// <param name="samples">All samples, at least 1.</param>
    public static Interval OfAccuracy(int onlyFirst, int onlySecond, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, Math.Max(1, onlyFirst + onlySecond));
        var (low, high) = CountDifference.Of(onlyFirst, onlySecond, samples).Middle(Tail);
        return new((double)low / samples, (double)high / samples);
    }

    /// <summary>
    /// Of the mean of a difference a sample, such as of the losses. Drawn <paramref name="resamples"/> times; the same seed
    /// gives the same interval on every machine. Where a few samples carry most of the mean (a loss where a model was sure
    /// and wrong), it comes out too narrow.
    /// </summary>
    public static Interval OfMean(IReadOnlyList<double> differences, ulong seed = 0, int resamples = Resamples)
    {
        if (differences.Count == 0)
            throw new ArgumentException("there must be a sample", nameof(differences));
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 40);
        double[] values = [.. differences];
        var means = new double[resamples];
        // Each resample has a stream of its own: the threads' order changes nothing.
        Parallel.For(0, resamples, r =>
        {
            var random = new RandomStream(seed, (ulong)r);
            var sum = 0.0;
            for (var i = 0; i < values.Length; i++)
                sum += values[random.NextInt(values.Length)];
            means[r] = sum / values.Length;
        });
        Array.Sort(means);
        return new(Quantile.NearestRank(means, Tail), Quantile.NearestRank(means, 1 - Tail));
    }
}
