using System.Globalization;

namespace DataTools.Evaluation.Comparison;

/// <summary>How a verdict is written.</summary>
internal static class VerdictText
{
    private const int MostDecimals = 6;

    public static string Line(Verdict verdict, bool tellsCorrection)
    {
        var (low, high) = (100 * verdict.Comparison.Interval.Low, 100 * verdict.Comparison.Interval.High);
        // An end that only looks like 0 would contradict the verdict: then more decimals.
        var decimals = 2;
        while (decimals < MostDecimals && (LooksZero(low, decimals) || LooksZero(high, decimals)))
            decimals++;
        var adjusted = tellsCorrection ? $" (Holm, {verdict.Comparisons} comparisons)" : "";
        return string.Concat(
            $"{Number(100 * verdict.Comparison.Difference, decimals, "+")} points [{Number(low, decimals)}, {Number(high, decimals)}], ",
            $"{P(verdict.AdjustedP)}{adjusted}{Ratio(verdict.Ratios?.Latency, "latency")}{Ratio(verdict.Ratios?.Memory, "memory")}: ",
            verdict.Outcome switch { Outcome.Better => "better", Outcome.Worse => "worse", _ => "undecided" });
    }

    /// <summary>Two decimals, more where they would put it on the other side of the level or at 0.</summary>
    public static string P(double p)
    {
        if (p < 0.001)
            return "p < 0.001";
        var decimals = 2;
        while (decimals < MostDecimals && (LooksZero(p, decimals) || (Math.Round(p, decimals) < McNemar.Level) != (p < McNemar.Level)))
            decimals++;
        return $"p = {Number(p, decimals)}";
    }

    private static bool LooksZero(double value, int decimals) => !value.Equals(0.0) && Math.Round(value, decimals).Equals(0.0);

    private static string Number(double value, int decimals, string plus = "")
    {
        var rounded = Math.Round(value, decimals);
        return (rounded > 0 ? plus : "") + (rounded.Equals(0.0) ? 0 : rounded).ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    private static string Ratio(double? ratio, string of) => ratio is { } r
        ? $", {r.ToString(r < 0.1 ? "0.0##" : "F1", CultureInfo.InvariantCulture)}x {of}"
        : "";
}
