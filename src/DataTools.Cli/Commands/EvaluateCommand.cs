using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Cli.Output;
using DataTools.Evaluation;
using DataTools.Evaluation.Fusion;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools evaluate RUN...</c></summary>
internal static class EvaluateCommand
{
    private static readonly int[] CropCounts = [1, 10];

    public static Command Create(CliContext context)
    {
        var runs = new Argument<string[]>("RUN") { Description = "Trained runs: the members of the ensemble", Arity = ArgumentArity.OneOrMore };
        var on = CommonOptions.Optional("--on", "The entry to evaluate on (default: the one the runs were trained on)", "NAME");
        var split = CommonOptions.Of("--split", SplitNames.Test, "The split to evaluate on", "SPLIT");
        var fusions = new Option<string[]>("--fuse")
        {
            Description = $"How to fuse the members (default: all). {string.Join("; ", FusionCatalog.All.Select(r => $"{r.Name}: {r.Description}"))}",
            HelpName = string.Join('|', FusionCatalog.All.Select(r => r.Name)),
            AllowMultipleArgumentsPerToken = true,
        };
        var crops = new Option<int[]>("--crops")
        {
            Description = "Views of each image: 1 (the whole or its centre) or 10 (centre and four corners, each mirrored) (default: both)",
            HelpName = "1|10",
            AllowMultipleArgumentsPerToken = true,
        };
        var format = CommonOptions.Format();
        var command = new Command("evaluate", "Test runs alone and as an ensemble, with one crop and with ten, and say what each costs.")
        {
            runs, on, split, fusions, crops, format,
        };
        command.SetAction((parse, cancellation) =>
        {
            var workspace = context.Workspace(parse);
            List<RunFolder> members = [.. parse.GetRequiredValue(runs).Distinct(StringComparer.Ordinal).Select(name => RunFolder.Open(workspace, name))];
            var several = RunEvaluation.AreMultiLabel(members);
            var request = new EvaluationRequest(
                members,
                parse.GetValue(on), parse.GetRequiredValue(split),
                parse.GetValue(fusions) is { Length: > 0 } named ? [.. named.Distinct(StringComparer.Ordinal)] : [.. FusionCatalog.All.Where(r => r.FitsMultiLabel || !several).Select(r => r.Name)],
                parse.GetValue(crops) is { Length: > 0 } counts ? [.. counts.Distinct()] : CropCounts);
            var evaluation = new RunEvaluation(workspace, context.Time);
            void Show<T>(Func<RunEvaluation, Reporter, T> measure, Action<CliConsole, T> write)
            {
                T table;
                using (var line = context.Progress())
                    table = measure(evaluation, new Reporter(line));
                if (parse.GetValue(format) == CommonOptions.Json)
                    context.Console.Out.WriteLine(JsonSerializer.Serialize(table, CatalogJson.Options));
                else
                    write(context.Console, table);
            }
            if (several)
                Show((e, reporter) => e.EvaluateMultiLabel(request, reporter, cancellation), MultiLabelTables.Write);
            else
                Show((e, reporter) => e.Evaluate(request, reporter, cancellation), Write);
            if (request.Split != SplitNames.Test)
                context.Console.Error.WriteLine($"note: where {request.Split} was learnt from or used for choices these figures flatter; the honest ones are those of the {SplitNames.Test} split.");
            foreach (var run in request.Runs.Where(r => r.EpochsDone < r.ReadOptions().Epochs))
                context.Console.Error.WriteLine($"note: {run.Name} has done {run.EpochsDone} of {run.ReadOptions().Epochs} epochs; go on with: datatools resume {run.Name}");
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static void Write(CliConsole console, EvaluationTable table)
    {
        console.Out.WriteLine($"{table.Entry}, {table.Split}: {Format.Count(table.Samples)} labelled samples");
        var top5 = table.Rows.Any(r => r.Top5 is not null);
        var rows = Tables.Of(["Model", "Crops>", "Top-1>", .. top5 ? ["Top-5>"] : Array.Empty<string>(), "Log loss>", "ms/image>", "Weights"]);
        foreach (var row in table.Rows)
        {
            rows.Row(
            [
                row.Kind == RowKind.Member ? row.Name : $"{row.Name} of {row.Members.Count}",
                $"{row.Crops}", Format.Percent(row.Top1),
                .. top5 ? [row.Top5 is { } five ? Format.Percent(five) : ""] : Array.Empty<string>(),
                row.NegativeLogLikelihood?.ToString("F4", CultureInfo.InvariantCulture) ?? "-",
                row.MillisecondsPerImage.ToString("F3", CultureInfo.InvariantCulture),
                row.Weights is { } weights ? string.Join(" ", weights.Select(w => w.ToString("F2", CultureInfo.InvariantCulture))) : "",
            ]);
        }
        console.Write(rows);
        if (table.Rows.Any(r => r.Kind == RowKind.Fusion))
            console.Out.WriteLine("An ensemble's time is the sum of its members'. Weights were chosen on the samples held out of training, never on this split.");
    }

    /// <summary>Says how many images of which run are predicted.</summary>
    internal sealed class Reporter(ProgressLine line) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress p) =>
            line.Update(() => $"{p.Run}, {(p.Crops == 1 ? "1 crop" : $"{p.Crops} crops")}: {Format.Count(p.Done)} images predicted");
    }
}
