using System.Globalization;
using DataTools.Catalog;
using DataTools.Cli.Output;
using DataTools.Evaluation;
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
        var top5 = table.Rows.Any(r => r.Top5 is not null);
        var rows = Tables.Of(["Model", "Crops>", "Top-1>", .. top5 ? ["Top-5>"] : Array.Empty<string>(), "Log loss>", "ms/image>", "Weights"]);
        foreach (var row in table.Rows)
        {
            rows.Row(
            [
                $"{(row.Kind == RowKind.Member ? row.Name : $"{row.Name} of {row.Members.Count}")}{(row.Choice?.IsForced == true ? $" ({ForcedMark})" : "")}",
                row.ChosenCrops is { } chosen ? $"{row.Crops} ({chosen})" : $"{row.Crops}", Format.Percent(row.Top1),
                .. top5 ? [row.Top5 is { } five ? Format.Percent(five) : ""] : Array.Empty<string>(),
                row.NegativeLogLikelihood?.ToString("F4", CultureInfo.InvariantCulture) ?? "-",
                row.MillisecondsPerImage.ToString("F3", CultureInfo.InvariantCulture),
                row.Weights is { } weights ? string.Join(" ", weights.Select(w => w.ToString("F2", CultureInfo.InvariantCulture))) : "",
            ]);
        }
        console.Write(rows);
        foreach (var row in table.Rows.Where(r => r.Adaptive is not null))
            console.Out.WriteLine(Adaptive(row));
        if (table.Rows.Any(r => r.Kind == RowKind.Fusion))
            console.Out.WriteLine("An ensemble's time is the sum of its members'.");
        if (!table.IsForced && table.Rows.Select(r => r.Choice).FirstOrDefault(c => c is not null) is { } choice)
            console.Out.WriteLine($"What was chosen (weights, views, thresholds, members of a soup) was chosen on {Format.Count(choice.Samples)} {choice.On} samples, never on this split.");
        if (table.Rows.Select(r => r.Choice).FirstOrDefault(c => c?.IsForced == true) is { } forced)
            console.Out.WriteLine($"{ForcedMark}: chosen on {forced.On}, which nothing may be chosen on. These figures flatter and prove nothing; --force was given.");
    }

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

    private static string Percent(double share) => $"{100 * share:F0} %";

    private static string Points(double share) => $"{(100 * share).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture)} points";
}
