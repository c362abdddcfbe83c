using DataTools.Evaluation.Statistics;

namespace DataTools.Evaluation.Costs;

/// <summary>
/// Times of one configuration that was measured in rounds, in turn with others, so that what disturbs the machine for a
/// while disturbs all of them. Warm-up passes are not to be among them.
/// </summary>
/// <param name="Rounds">How many rounds.</param>
/// <param name="Passes">How many forward passes, all rounds together.</param>
/// <param name="Latency">
/// Percentiles over all passes, in milliseconds, each a time that was measured (<see cref="Quantile.NearestRank"/>): a p99
/// of fewer than 100 passes is the longest. Disturbed rounds are in it: users meet them too.
/// </param>
/// <param name="Typical">The median of the rounds' medians: a few disturbed rounds do not move it.</param>
/// <param name="Drift">
/// How far the rounds' medians lie apart: largest / smallest - 1. Above some tenths the machine was busy or throttled, and
/// only <see cref="LatencyRatio"/> should be believed.
/// </param>
public sealed record LatencySummary(int Rounds, int Passes, Latency Latency, double Typical, double Drift)
{
    /// <summary>Of at least one round of at least one pass.</summary>
    /// <param name="rounds">The times of each round's passes in milliseconds, above 0.</param>
    public static LatencySummary Of(IReadOnlyList<IReadOnlyList<double>> rounds)
    {
        double[] medians = [.. LatencyRatio.Medians(rounds)];
        double[] all = [.. rounds.SelectMany(r => r).Order()];
        return new(
            rounds.Count, all.Length,
            new(Quantile.NearestRank(all, 0.5), Quantile.NearestRank(all, 0.95), Quantile.NearestRank(all, 0.99)),
            Quantile.Median(medians), (medians.Max() / medians.Min()) - 1);
    }
}

/// <summary>How much longer a candidate takes than a baseline that was measured in the same rounds.</summary>
/// <param name="Ratio">The median over the rounds of the ratio of the two medians of a round: slow drift cancels.</param>
/// <param name="Low">The lowest of a round.</param>
/// <param name="High">The highest of a round.</param>
public sealed record LatencyRatio(double Ratio, double Low, double High)
{
    /// <summary>Of the same number of rounds of both; the n-th of both ran right after each other.</summary>
    /// <exception cref="ArgumentException">Other rounds, an empty one, or a time that is none.</exception>
    public static LatencyRatio Of(IReadOnlyList<IReadOnlyList<double>> baseline, IReadOnlyList<IReadOnlyList<double>> candidate)
    {
        if (baseline.Count != candidate.Count)
            throw new ArgumentException($"{candidate.Count} rounds make no pairs with {baseline.Count}", nameof(candidate));
        double[] ratios = [.. Medians(candidate).Zip(Medians(baseline), (c, b) => c / b)];
        return new(Quantile.Median(ratios), ratios.Min(), ratios.Max());
    }

    internal static IEnumerable<double> Medians(IReadOnlyList<IReadOnlyList<double>> rounds)
    {
        if (rounds.Count == 0 || rounds.Any(r => r.Count == 0))
            throw new ArgumentException("there must be a round, and each must have a pass", nameof(rounds));
        if (rounds.Any(r => r.Any(t => !(t > 0 && double.IsFinite(t)))))
            throw new ArgumentException("a time is above 0 and finite", nameof(rounds));
        return rounds.Select(Quantile.Median);
    }
}
