using System.Globalization;
using DataTools.Catalog;
using DataTools.Cli.Output;
using DataTools.Evaluation;
using DataTools.Evaluation.Comparison;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;

namespace DataTools.Cli.Commands;

/// <summary>An evaluation for people.</summary>
internal static class EvaluateText
{
    /// <summary>What stands at a figure that was chosen by samples that nothing may be chosen by.</summary>
    public const string ForcedMark = "FORCED";

    public static void Write(CliConsole console, EvaluationTable table)
    {
        console.Out.WriteLine($"{table.Entry}, {table.Split}: {Format.Count(table.Samples)} labelled samples");
        WriteFigures(console, table);
        foreach (var row in table.Rows.Where(r => r.Adaptive is not null))
            console.Out.WriteLine(Adaptive(row));
        if (table.Rows.Any(r => r.Kind == RowKind.Fusion))
            console.Out.WriteLine("An ensemble's time is the sum of its members'; who has no weight costs nothing.");
        if (!table.IsForced && table.Rows.Select(r => r.Choice).FirstOrDefault(c => c is not null) is { } choice)
            console.Out.WriteLine($"What was chosen (weights, views, thresholds, members of a soup) was chosen on {Format.Count(choice.Samples)} {choice.On} samples, never on this split.");
        if (Forced(table) is { } forced)
            console.Out.WriteLine(forced);
        WriteVerdicts(console, table);
        WriteCosts(console, table);
        if (table.Diversity is { } diversity)
            console.Out.WriteLine(Describe(diversity));
    }

    /// <summary>What must be said of figures that nothing may be concluded from; null where there are none.</summary>
    public static string? Forced(EvaluationTable table) => table.Rows.Select(r => r.Choice).Append(table.Baseline.Choice).FirstOrDefault(c => c?.IsForced == true) is { } forced
        ? $"{ForcedMark}: chosen on {forced.On}, which nothing may be chosen on. These figures flatter and prove nothing; --force was given."
        : null;

    /// <summary>A row's name, marked where it was forced.</summary>
    public static string Model(EvaluationRow row) =>
        $"{(row.Kind == RowKind.Member ? row.Name : $"{row.Name} of {row.Members.Count}")}{(row.Choice?.IsForced == true ? $" ({ForcedMark})" : "")}";

    /// <summary>A row's views, with those behind <c>chosen</c>.</summary>
    public static string Crops(EvaluationRow row) => row.ChosenCrops is { } chosen ? $"{row.Crops} ({chosen})" : $"{row.Crops}";

    /// <summary>What the verdicts compare with and how.</summary>
    public static string Compared(EvaluationTable table)
    {
        var baseline = table.Baseline;
        var why = baseline.Choice is { } choice ? $", the most accurate member on {Format.Count(choice.Samples)} {choice.On} samples" : "";
        var comparisons = table.Rows.Count(r => r.Verdict is not null);
        return $"Compared with {baseline.Crops.Of(baseline.Name)}{why}: difference in top-1, 95 % interval (bootstrap), p (McNemar, exact{(comparisons > 1 ? $"; Holm's correction for {comparisons} comparisons" : "")})";
    }

    /// <summary>How the members differ, in words.</summary>
    public static string Describe(Diversity diversity)
    {
        var n = diversity.Members.Count;
        List<(int A, int B)> pairs = [.. from a in Enumerable.Range(0, n) from b in Enumerable.Range(a + 1, n - a - 1) select (a, b)];
        List<double> correlations = [.. pairs.Select(p => diversity.ErrorCorrelation[p.A][p.B]).OfType<double>()];
        var errors = correlations.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", their errors correlate by {correlations.Average():F2} on average");
        return $"Two members disagree on {Format.Percent(pairs.Average(p => diversity.Disagreement[p.A][p.B]))} of the samples{errors}. "
            + $"At least one is right on {Format.Percent(diversity.Oracle)} (what a perfect choice among them would give), all are on {Format.Percent(diversity.AllRight)}.";
    }

    /// <summary>The heads of <see cref="Verdicts"/>.</summary>
    public static readonly string[] VerdictColumns = ["Model", "Crops>", "Fixed>", "Broken>", "Verdict"];

    /// <summary>What each row but the baseline gains.</summary>
    public static IEnumerable<string[]> Verdicts(EvaluationTable table)
    {
        foreach (var row in table.Rows)
        {
            if (row.Verdict is { Comparison.Counts: var counts } verdict)
                yield return [Model(row), Crops(row), Format.Count(counts.Fixed), Format.Count(counts.Broken), verdict.Short];
        }
    }

    private static void WriteFigures(CliConsole console, EvaluationTable table)
    {
        var top5 = table.Rows.Any(r => r.Figures.Top5 is not null);
        var rows = Tables.Of(["Model", "Crops>", "Top-1>", .. top5 ? ["Top-5>"] : Array.Empty<string>(), "Macro F1>", "Log loss>", "Brier>", "ECE>", "ms/image>", "Weights"]);
        foreach (var row in table.Rows)
        {
            var figures = row.Figures;
            rows.Row(
            [
                Model(row), Crops(row), Format.Percent(row.Top1),
                .. top5 ? [figures.Top5 is { } five ? Format.Percent(five) : ""] : Array.Empty<string>(),
                Number(figures.MacroF1), Number(figures.NegativeLogLikelihood), Number(figures.Brier),
                figures.ExpectedCalibrationError is { } error ? Format.Percent(error) : "-",
                row.MillisecondsPerImage > 0 ? row.MillisecondsPerImage.ToString("F3", CultureInfo.InvariantCulture) : "-",
                row.Weights is { } weights ? string.Join(" ", weights.Select(Weight)) : "",
            ]);
        }
        console.Write(rows);
    }

    private static void WriteVerdicts(CliConsole console, EvaluationTable table)
    {
        if (table.Rows.Count < 2)
            return;
        console.Out.WriteLine();
        console.Out.WriteLine(Compared(table));
        var rows = Tables.Of(VerdictColumns);
        foreach (var cells in Verdicts(table))
            rows.Row(cells);
        console.Write(rows);
        if (table.Rows.All(r => r.Cost is null) && table.Rows.Any(r => r.Verdict?.Ratios is not null))
            console.Out.WriteLine("Latency is by the times at which the predictions were made (ms/image), perhaps on a busy machine: --costs measures it.");
        console.Out.WriteLine(SeedComparison.Caveat);
    }

    /// <summary>Of a member; one that is not quite 0 costs what any costs.</summary>
    internal static string Weight(double weight) => weight is > 0 and < 0.005 ? "<0.01" : weight.ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>What a reader should know besides.</summary>
    public static void WriteNotes(CliConsole console, EvaluationRequest request, EvaluationTable? table)
    {
        void Note(string text) => console.Error.WriteLine($"note: {text}");
        if (request.Split != SplitNames.Test)
            Note($"where {request.Split} was learnt from or used for choices these figures flatter; the honest ones are those of the {SplitNames.Test} split.");
        if (table?.Rows.Any(r => r.Choice?.On == RunPredictions.HeldOut) == true)
            Note($"by the {RunPredictions.HeldOut} samples each run's best epoch was chosen too: they flatter the members, and what is chosen on them is a little bolder than it should be.");
        foreach (var run in request.Members.OfType<RunMember>().Where(m => m.Options.Soup is null).Select(m => m.Weights.Run).DistinctBy(r => r.Name, StringComparer.Ordinal))
        {
            if (run.EpochsDone < run.ReadOptions().Epochs)
                Note($"{run.Name} has done {run.EpochsDone} of {run.ReadOptions().Epochs} epochs; go on with: datatools resume {run.Name}");
        }
        foreach (var copies in request.Members.OfType<RunMember>().GroupBy(m => m.Weights.Sha256(), StringComparer.Ordinal).Where(g => g.Count() > 1))
            Note($"{string.Join(" and ", copies.Select(c => c.Name))} have the same weights: in an ensemble they count {copies.Count()} times.");
    }

    private static void WriteCosts(CliConsole console, EvaluationTable table)
    {
        if (!table.Rows.Any(r => r.Cost is not null))
            return;
        console.Out.WriteLine();
        console.Out.WriteLine("What it costs, one picture at a time from stored bytes to probabilities with 1 thread; memory is the peak of a whole process:");
        var rows = Tables.Of(CostText.Columns);
        foreach (var row in table.Rows.Where(r => r.Cost is not null))
            rows.Row(CostText.Cells(row));
        console.Write(rows);
        CostText.Notes(table).ForEach(console.Out.WriteLine);
    }

    private static string Adaptive(EvaluationRow row)
    {
        var figures = row.Adaptive!;
        var chosen = figures.Chosen;
        var views = row.Crops.ToString()[(row.Crops.ToString().IndexOf(':', StringComparison.Ordinal) + 1)..];
        var head = $"{row.Name}, {row.Crops}:";
        if (chosen.Kept is null)
            return $"{head} on {Format.Count(chosen.Choice.Samples)} {chosen.Choice.On} samples the views {views} gain nothing ({Points(chosen.Gain)}), so no sample gets them.";
        var here = figures switch
        {
            { Gain: null } => $"what of the gain is kept here is not known without all views (--crops {views})",
            { Kept: { } kept } => $"{Percent(kept)} of the gain here ({Points(figures.Gain.Value)}) is kept",
            _ => $"all views would gain nothing here ({Points(figures.Gain.Value)})",
        };
        var work = figures.ForwardsSaved >= 0 ? $"{Percent(figures.ForwardsSaved)} of the forward passes saved" : $"{Percent(-figures.ForwardsSaved)} more forward passes than with all views";
        return $"{head} {Percent(figures.Share)} of the samples have a margin below {chosen.Threshold.ToString("F3", CultureInfo.InvariantCulture)} and get the views: {work}; {here}. "
            + $"Chosen on {Format.Count(chosen.Choice.Samples)} {chosen.Choice.On} samples: {Percent(chosen.Share)} of them keep {Percent(chosen.Kept.Value)} of {Points(chosen.Gain)}.";
    }

    private static string Number(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "-";

    private static string Percent(double share) => $"{100 * share:F0} %";

    private static string Points(double share) => $"{(100 * share).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture)} points";
}
