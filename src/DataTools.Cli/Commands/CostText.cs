using System.Globalization;
using DataTools.Cli.Output;
using DataTools.Evaluation;
using DataTools.Evaluation.Costs;

namespace DataTools.Cli.Commands;

/// <summary>What configurations cost, for people.</summary>
internal static class CostText
{
    /// <summary>The heads of <see cref="Cells"/>.</summary>
    public static readonly string[] Columns = ["Model", "Crops>", "Top-1>", "p50 ms>", "p95 ms>", "p99 ms>", "images/s>", "Memory>", "Size>", "Params>", "Mult-adds>", "J/image>", "Standing"];

    /// <summary>A row with a cost.</summary>
    public static string[] Cells(EvaluationRow row)
    {
        var cost = row.Cost!;
        // What was put together of the members' costs is an estimate, and looks like one.
        var about = cost.Basis == CostBasis.Composed ? "~" : "";
        string About(double? value) => (value is null ? "" : about) + Digits(value);
        return
        [
            EvaluateText.Model(row), EvaluateText.Crops(row), Format.Percent(row.Top1),
            About(cost.Latency?.P50), About(cost.Latency?.P95), About(cost.Latency?.P99), About(cost.ImagesPerSecond),
            cost.PeakMemoryBytes is null ? "-" : about + Bytes(cost.PeakMemoryBytes), Bytes(cost.SizeBytes), cost.Parameters is { } parameters ? $"{Digits(parameters / 1e6)} M" : "-",
            cost.MultiplyAdds is { } operations ? Format.Operations(operations) : "-", About(cost.JoulesPerImage), Standing(row),
        ];
    }

    /// <summary>What a reader of the table must know.</summary>
    public static List<string> Notes(EvaluationTable table)
    {
        List<EvaluationRow> rows = [.. table.Rows.Where(r => r.Cost is not null)];
        List<string> notes = [];
        if (rows.Any(r => r.Cost!.Basis == CostBasis.Composed))
            notes.Add("~ is put together of what the members cost alone, one after another; p95 and p99 are mostly too high then.");
        if (rows.Select(r => r.Cost!.EnergyUnavailable).FirstOrDefault(e => e is not null) is { } why)
            notes.Add($"Energy is not known: {why}.");
        if (rows.Count < table.Rows.Count)
            notes.Add($"Of {table.Rows.Count - rows.Count} rows the costs are not known: their predictions came from elsewhere.");
        return notes;
    }

    private static string Standing(EvaluationRow row) => row.Pareto switch
    {
        { Standing: ParetoStanding.Front } => "front",
        { Standing: ParetoStanding.Dominated, DominatedBy: var by } => $"behind {by}",
        _ => "-",
    };

    /// <summary>Three digits, as no cost is known better; a dash where it is not known.</summary>
    public static string Digits(double? value) => value switch
    {
        null => "-",
        >= 100 => value.Value.ToString("F0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("F1", CultureInfo.InvariantCulture),
        >= 0.1 => value.Value.ToString("F2", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("G2", CultureInfo.InvariantCulture),
    };

    /// <summary>A dash where it is not known.</summary>
    public static string Bytes(long? bytes) => bytes is { } value ? Format.Bytes(value) : "-";
}
