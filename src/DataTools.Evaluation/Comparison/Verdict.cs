using System.Text.Json.Serialization;
using DataTools.Evaluation.Costs;

namespace DataTools.Evaluation.Comparison;

/// <summary>What a comparison shows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Outcome>))]
public enum Outcome
{
    /// <summary>The samples do not decide; that is not to say that both are equal.</summary>
    [JsonStringEnumMemberName("undecided")]
    Undecided,

    /// <summary>More accurate than the baseline.</summary>
    [JsonStringEnumMemberName("better")]
    Better,

    /// <summary>Less accurate than the baseline.</summary>
    [JsonStringEnumMemberName("worse")]
    Worse,
}

/// <summary>A candidate's cost over the baseline's: 3 is three times as much. Null where it is not known of both.</summary>
/// <param name="Latency">Of the median time for one image.</param>
/// <param name="Memory">Of the peak memory.</param>
public sealed record CostRatios(double? Latency, double? Memory)
{
    /// <summary>Of two configurations' costs. Where both ran in the same rounds, <see cref="LatencyRatio"/> is the steadier figure for the latency.</summary>
    public static CostRatios Of(ConfigurationCost baseline, ConfigurationCost candidate) =>
        new(Ratio(baseline, candidate, CostKind.P50), Ratio(baseline, candidate, CostKind.Memory));

    private static double? Ratio(ConfigurationCost baseline, ConfigurationCost candidate, CostKind kind) =>
        baseline.Of(kind) is > 0 and var cost ? candidate.Of(kind) / cost : null;
}

/// <summary>A comparison in one line, and whether it shows anything.</summary>
/// <param name="Comparison">The figures.</param>
/// <param name="Comparisons">How many candidates were compared with the same baseline, this one included.</param>
/// <param name="AdjustedP">The p-value after <see cref="Holm"/>'s correction for so many; that of the comparison where it is the only one.</param>
/// <param name="Ratios">What it costs; null where that was not measured.</param>
/// <param name="Outcome">
/// Better or worse only where both say so: the interval excludes 0 and the adjusted p is below <see cref="McNemar.Level"/>.
/// The two are computed independently and may disagree at the margin; then it is undecided.
/// </param>
public sealed record Verdict(PairedComparison Comparison, int Comparisons, double AdjustedP, CostRatios? Ratios, Outcome Outcome)
{
    /// <summary>Such as <c>+0.42 points [0.05, 0.80], p = 0.03, 3.0x latency, 3.0x memory: better</c>.</summary>
    public string Line => VerdictText.Line(this, Comparisons > 1);

    /// <summary>The same for a table that says once for how many comparisons the p-values are corrected.</summary>
    [JsonIgnore]
    public string Short => VerdictText.Line(this, tellsCorrection: false);

    /// <summary>Of one comparison that was meant from the start. Picking it from several afterwards makes its p worthless: see <see cref="OfAll"/>.</summary>
    public static Verdict Of(PairedComparison comparison, CostRatios? ratios = null) => Of(comparison, 1, comparison.P, ratios);

    /// <summary>
    /// Of several candidates against one baseline, such as the rows of a table: judged by adjusted p-values, so that a table
    /// without any true difference has a false verdict in it in 5 % of cases at most. All that were tried must be given,
    /// also those that disappointed. The intervals stay those of one comparison. A candidate picked as the best of the
    /// table is flattered by having been picked, significant or not: choose on validation data.
    /// </summary>
    /// <param name="comparisons">All with the same baseline.</param>
    /// <param name="ratios">One a comparison, or null.</param>
    public static IReadOnlyList<Verdict> OfAll(IReadOnlyList<PairedComparison> comparisons, IReadOnlyList<CostRatios?>? ratios = null)
    {
        if (comparisons.Any(c => c.Baseline != comparisons[0].Baseline))
            throw new ArgumentException("comparisons with different baselines", nameof(comparisons));
        if (ratios is not null && ratios.Count != comparisons.Count)
            throw new ArgumentException($"{ratios.Count} ratios for {comparisons.Count} comparisons", nameof(ratios));
        var adjusted = Holm.Adjust([.. comparisons.Select(c => c.P)]);
        return [.. comparisons.Select((c, i) => Of(c, comparisons.Count, adjusted[i], ratios?[i]))];
    }

    private static Verdict Of(PairedComparison comparison, int comparisons, double p, CostRatios? ratios) =>
        new(comparison, comparisons, p, ratios, p >= McNemar.Level ? Outcome.Undecided : comparison.Interval switch
        {
            { Low: > 0 } => Outcome.Better,
            { High: < 0 } => Outcome.Worse,
            _ => Outcome.Undecided,
        });
}
