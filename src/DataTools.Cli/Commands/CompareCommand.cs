using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Cli.Output;
using DataTools.Evaluation.Metrics;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools compare RUN...</c></summary>
internal static class CompareCommand
{
    private static readonly string[] SingleLabel = ["Top-1>", "95 %>", "Log loss>", "ECE>"];

    private static readonly string[] MultiLabel = ["mAP>", "Micro F1>", "Macro F1>", "Exact>", "Log loss>"];

    public static Command Create(CliContext context)
    {
        var runs = new Argument<string[]>("RUN") { Description = "Trained runs", Arity = ArgumentArity.OneOrMore };
        var format = CommonOptions.Format();
        var command = new Command("compare", "Put runs side by side: in what they differ, and what that came to.") { runs, format };
        command.SetAction((parse, cancellation) =>
        {
            var workspace = context.Workspace(parse);
            List<RunFolder> folders = [.. parse.GetRequiredValue(runs).Distinct(StringComparer.Ordinal).SelectMany(name => FoldGroup.RunsOf(workspace, name)).DistinctBy(r => r.Path, StringComparer.Ordinal)];
            IReadOnlyList<ComparedRun> compared;
            using (var line = context.Progress())
                compared = new RunComparison(workspace, context.Time).Compare(folders, new EvaluateCommand.Reporter(line), cancellation);
            if (parse.GetValue(format) == CommonOptions.Json)
                context.Console.Out.WriteLine(JsonSerializer.Serialize(compared, CatalogJson.Options));
            else
                Write(context.Console, compared);
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static void Write(CliConsole console, IReadOnlyList<ComparedRun> runs)
    {
        List<string> settings = [.. runs[0].Settings.Keys];
        var entries = Differ(runs, r => r.Entry);
        var splits = Differ(runs, r => r.Split);
        var weights = runs.Any(r => r.Weights is not null);
        var (one, several) = (runs.Any(r => r.Top1 is not null), runs.Any(r => r.MultiLabel is not null));
        var table = Tables.Of(
        [
            "Run", .. Column(entries, "Entry"), "Model", "Parameters>", .. Column(weights, "Began with"), .. settings.Select(s => $"{s}>"),
            "Done>", "Time>", "Validation>", .. Column(splits, "Judged by"), .. one ? SingleLabel : [], .. several ? MultiLabel : [],
        ]);
        foreach (var r in runs)
        {
            table.Row(
            [
                r.IsForced ? $"{r.Name} ({EvaluateText.ForcedMark})" : r.Name, .. Column(entries, r.Entry), r.Model, Format.Count(r.Parameters), .. Column(weights, r.Weights ?? "fresh"), .. settings.Select(s => r.Settings[s]),
                $"{r.Epochs}", Format.Duration(TimeSpan.FromSeconds(r.Seconds)), Percent(r.BestValidation),
                .. Column(splits, r.Split), .. one ? SingleFigures(r) : [], .. several ? MultiFigures(r) : [],
            ]);
        }
        console.Write(table);
        if (!splits && !entries)
            console.Out.WriteLine($"Judged by {runs[0].Split} of {runs[0].Entry}: {Format.Count(runs[0].Samples)} labelled samples.");
        if (runs.Any(r => r.IsForced))
            console.Error.WriteLine($"note: {EvaluateText.ForcedMark}: chosen on samples that nothing may be chosen on; such figures flatter and prove nothing.");
        if (runs.Any(r => r.Split != SplitNames.Test))
            console.Error.WriteLine($"note: choices were made by {RunPredictions.HeldOut} samples; their figures flatter.");
    }

    private static string[] SingleFigures(ComparedRun r) =>
    [
        Percent(r.Top1), r.Top1Interval is { } interval ? Range(interval) : "-", Number(r.NegativeLogLikelihood), Percent(r.ExpectedCalibrationError),
    ];

    private static string[] MultiFigures(ComparedRun r) =>
    [
        Percent(r.MultiLabel?.MeanAveragePrecision), Number(r.MultiLabel?.MicroF1), Number(r.MultiLabel?.MacroF1), Percent(r.MultiLabel?.SubsetAccuracy), Number(r.MultiLabel?.LogLoss),
    ];

    private static string Percent(double? share) => share is { } value ? Format.Percent(value) : "-";

    private static string Number(double? value) => value?.ToString("F4", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>As in <c>88.2 - 93.2</c>, in percent.</summary>
    public static string Range(Interval interval) => string.Create(CultureInfo.InvariantCulture, $"{100 * interval.Low:F1} - {100 * interval.High:F1}");

    private static bool Differ(IReadOnlyList<ComparedRun> runs, Func<ComparedRun, string> of) => runs.Select(of).Distinct(StringComparer.Ordinal).Count() > 1;

    private static string[] Column(bool shown, string text) => shown ? [text] : [];
}
