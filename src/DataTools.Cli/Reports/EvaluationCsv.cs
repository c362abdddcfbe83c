using System.Globalization;
using CsvHelper;
using DataTools.Evaluation;

namespace DataTools.Cli.Reports;

/// <summary>An evaluation as a table for other programs (RFC 4180): a line a row, shares from 0 to 1; a cell is empty where a figure is not known.</summary>
internal static class EvaluationCsv
{
    private static readonly (string Name, Func<EvaluationRow, object?> Of)[] Columns =
    [
        ("name", r => r.Name), ("kind", r => r.Kind.ToString().ToLowerInvariant()), ("crops", r => r.ChosenCrops is { } chosen ? $"{r.Crops} ({chosen})" : r.Crops.ToString()),
        ("members", r => string.Join(' ', r.Members)), ("weights", r => r.Weights is { } weights ? string.Join(' ', weights.Select(w => Text(w))) : null),
        ("samples", r => r.Figures.Samples), ("top1", r => r.Figures.Top1), ("top5", r => r.Figures.Top5), ("macro_f1", r => r.Figures.MacroF1),
        ("balanced_accuracy", r => r.Figures.BalancedAccuracy), ("macro_auc", r => r.Figures.MacroAuc), ("nll", r => r.Figures.NegativeLogLikelihood),
        ("brier", r => r.Figures.Brier), ("ece", r => r.Figures.ExpectedCalibrationError),
        ("chosen_on", r => r.Choice?.On), ("forced", r => r.Choice?.IsForced == true ? "yes" : "no"),
        ("fixed", r => r.Verdict?.Comparison.Counts.Fixed), ("broken", r => r.Verdict?.Comparison.Counts.Broken), ("difference", r => r.Verdict?.Comparison.Difference),
        ("low", r => r.Verdict?.Comparison.Interval.Low), ("high", r => r.Verdict?.Comparison.Interval.High), ("p", r => r.Verdict?.Comparison.P),
        ("p_holm", r => r.Verdict?.AdjustedP), ("verdict", r => r.Verdict?.Outcome.ToString().ToLowerInvariant()),
        ("ms_per_image", r => r.MillisecondsPerImage > 0 ? r.MillisecondsPerImage : null), ("forwards", r => r.Forwards ?? r.Forwarded.Count()),
        ("p50_ms", r => r.Cost?.Latency?.P50), ("p95_ms", r => r.Cost?.Latency?.P95), ("p99_ms", r => r.Cost?.Latency?.P99), ("images_per_second", r => r.Cost?.ImagesPerSecond),
        ("memory_bytes", r => r.Cost?.PeakMemoryBytes), ("size_bytes", r => r.Cost?.SizeBytes), ("parameters", r => r.Cost?.Parameters),
        ("multiply_adds", r => r.Cost?.MultiplyAdds), ("joules_per_image", r => r.Cost?.JoulesPerImage), ("cost_basis", r => r.Cost?.Basis.ToString().ToLowerInvariant()),
        ("pareto", r => r.Pareto?.Standing.ToString().ToLowerInvariant()),
    ];

    public static string Of(EvaluationTable table)
    {
        using var text = new StringWriter();
        using (var csv = CsvWriter.Create(text, new() { NewLine = "\n" }, leaveOpen: true))
        {
            foreach (var row in table.Rows.Select(r => Columns.Select(c => Text(c.Of(r)))).Prepend(Columns.Select(c => c.Name)))
            {
                foreach (var cell in row)
                    csv.WriteField(cell);
                csv.EndRecord();
            }
        }
        return text.ToString();
    }

    // Doubles as the shortest text that gives them back.
    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
