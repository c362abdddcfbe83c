using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Statistics;

namespace DataTools.Evaluation.Comparison;

/// <summary>One figure of runs that differ in the seed, or in the fold they hold out, only.</summary>
/// <param name="Runs">How many.</param>
/// <param name="Mean">Of the figures.</param>
/// <param name="StandardDeviation">Of a run, with runs - 1 below; null for one run.</param>
/// <param name="Low">The lowest.</param>
/// <param name="High">The highest.</param>
public sealed record SeedSummary(int Runs, double Mean, double? StandardDeviation, double Low, double High)
{
    /// <summary>Of at least one run.</summary>
    public static SeedSummary Of(IReadOnlyList<double> figures)
    {
        if (figures.Count == 0 || figures.Any(f => !double.IsFinite(f)))
            throw new ArgumentException("there must be a run, and each must have a finite figure", nameof(figures));
        var mean = figures.Average();
        return new(
            figures.Count, mean, figures.Count > 1 ? Math.Sqrt(figures.Sum(f => (f - mean) * (f - mean)) / (figures.Count - 1)) : null,
            figures.Min(), figures.Max());
    }
}

/// <summary>
/// Two methods, each trained several times. <see cref="PairedComparison"/> compares two fitted classifiers: were both
/// trained again, the difference would be another one. Whether a method is better is asked here, of its seeds.
/// </summary>
/// <param name="Baseline">The runs of what is compared with.</param>
/// <param name="Candidate">The runs of what is compared.</param>
/// <param name="Difference">The candidate's mean less the baseline's.</param>
/// <param name="Interval">Where the difference of the methods lies with 95 % confidence; null where <paramref name="Missing"/> says why.</param>
/// <param name="P">Two-sided; null as well.</param>
/// <param name="Missing">Why there is no interval; null where there is one.</param>
public sealed record SeedComparison(SeedSummary Baseline, SeedSummary Candidate, double Difference, Interval? Interval, double? P, string? Missing)
{
    /// <summary>Fewer say nothing about how much seeds vary.</summary>
    public const int FewestRuns = 3;

    /// <summary>What must be said beside a test on one test set.</summary>
    public const string Caveat =
        "The paired test compares two fitted classifiers on one test set, not two methods: trained again with other seeds, the difference is another one.";

    /// <summary>What must be said beside an interval over seeds.</summary>
    public const string SeedCaveat =
        "The interval over seeds speaks of training again on the same data and testing on the same samples, not of other data.";

    /// <summary>Of independent runs: Welch's t interval, which lets the two vary by different amounts (Welch 1947).</summary>
    public static SeedComparison Of(IReadOnlyList<double> baseline, IReadOnlyList<double> candidate)
    {
        var (a, b) = (SeedSummary.Of(baseline), SeedSummary.Of(candidate));
        if (TooFew(a, b) is { } missing)
            return new(a, b, b.Mean - a.Mean, null, null, missing);
        var (varianceA, varianceB) = (Math.Pow(a.StandardDeviation!.Value, 2) / a.Runs, Math.Pow(b.StandardDeviation!.Value, 2) / b.Runs);
        var sum = varianceA + varianceB;
        var freedom = sum * sum / ((varianceA * varianceA / (a.Runs - 1)) + (varianceB * varianceB / (b.Runs - 1)));
        return Of(a, b, Math.Sqrt(sum), freedom);
    }

    /// <summary>
    /// Of runs in pairs, the n-th of both with the same seed, folds or held-out samples: the t interval of the differences.
    /// Narrower where what a pair shares makes both better or worse together. A seed alone seldom does that.
    /// </summary>
    /// <exception cref="ArgumentException">Not the same number of runs.</exception>
    public static SeedComparison OfPairs(IReadOnlyList<double> baseline, IReadOnlyList<double> candidate)
    {
        if (baseline.Count != candidate.Count)
            throw new ArgumentException($"{candidate.Count} runs make no pairs with {baseline.Count}", nameof(candidate));
        var (a, b) = (SeedSummary.Of(baseline), SeedSummary.Of(candidate));
        if (TooFew(a, b) is { } missing)
            return new(a, b, b.Mean - a.Mean, null, null, missing);
        var differences = SeedSummary.Of([.. candidate.Zip(baseline, (y, x) => y - x)]);
        return Of(a, b, differences.StandardDeviation!.Value / Math.Sqrt(differences.Runs), differences.Runs - 1);
    }

    private static SeedComparison Of(SeedSummary a, SeedSummary b, double error, double freedom)
    {
        var difference = b.Mean - a.Mean;
        // Runs that agree to the last digit are one run read several times, or too coarse a figure.
        if (error <= 1e-12 * Math.Max(Math.Abs(a.Mean), Math.Abs(b.Mean)) || !double.IsFinite(freedom))
            return new(a, b, difference, null, null, "the runs do not differ at all: their seeds changed nothing, or the figure is too coarse");
        var half = StudentT.Critical(McNemar.Level, freedom) * error;
        return new(a, b, difference, new(difference - half, difference + half), StudentT.TwoSided(difference / error, freedom), null);
    }

    private static string? TooFew(SeedSummary a, SeedSummary b) => Math.Min(a.Runs, b.Runs) < FewestRuns
        ? $"{a.Runs} and {b.Runs} runs: at least {FewestRuns} of each say how much seeds vary"
        : null;
}
