using System.CommandLine;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Cli.Output;
using DataTools.Cli.Reports;
using DataTools.Evaluation;
using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Costs;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools evaluate MEMBER...</c></summary>
internal static class EvaluateCommand
{
    // About how long a member is timed under one set of views: a table has many.
    private const double Seconds = 3;

    /// <summary>The views where none are named: exported files give but one.</summary>
    internal static CropSet[] UsualCrops(IReadOnlyList<Member> members) => members.Any(m => m.Form is not null) ? [CropSet.Single] : [CropSet.Single, CropSet.Ten];

    public static Command Create(CliContext context)
    {
        var members = new Argument<string[]>("MEMBER") { Description = $"The members of the ensemble. {MemberRef.Help}", Arity = ArgumentArity.OneOrMore };
        var on = CommonOptions.Optional("--on", "The entry to evaluate on (default: the one the runs were trained on)", "NAME");
        var split = CommonOptions.Of("--split", SplitNames.Test, "The split to evaluate on", "SPLIT");
        var fusions = new Option<string[]>("--fuse")
        {
            Description = $"How to fuse the members (default: {string.Join(", ", FusionCatalog.Usual.Select(r => r.Name))}). {string.Join("; ", FusionCatalog.All.Select(r => $"{r.Name}: {r.Description}"))}",
            HelpName = "RULE",
            AllowMultipleArgumentsPerToken = true,
        };
        var crops = new Option<string[]>("--crops")
        {
            Description = $"Views of each image: {CropSet.Help} (default: 1 and 10; with exported files 1)",
            HelpName = "VIEWS",
            AllowMultipleArgumentsPerToken = true,
        };
        var average = new Option<CropAverage[]>("--average")
        {
            Description = "How several views are averaged: probability or logits, or both (default: probability)",
            HelpName = "probability|logits",
            AllowMultipleArgumentsPerToken = true,
        };
        average.AcceptOnlyFromAmong("probability", "logits");
        var adaptive = CommonOptions.Optional("--adaptive", "Views that only those samples get that a single view leaves undecided, by a threshold that is chosen", "VIEWS");
        var keep = CommonOptions.Of("--keep", AdaptiveCrops.UsualKeep, "Share of the gain that --adaptive is to keep where its threshold is chosen", "SHARE");
        var chooseCrops = new Option<bool>("--choose-crops") { Description = "Rows besides with those of --crops that do best for each member where choices are made" };
        var chooseOn = CommonOptions.Of("--choose-on", RunPredictions.HeldOut, "What weights, views and thresholds are chosen on: the samples held out of training, or a split", "SPLIT");
        var force = new Option<bool>("--force") { Description = "Choose even on the test split, or on what is evaluated: every figure that it touches is marked" };
        var baseline = CommonOptions.Optional("--baseline", "The member that all are compared with (default: the most accurate where choices are made; if none are, the first)", "MEMBER");
        var costs = new Option<bool>("--costs") { Description = "Measure latency, throughput, memory and energy of each member under each set of views, with one thread: some seconds each" };
        var report = CommonOptions.Optional("--report", $"Write {EvaluationReport.Page}, {EvaluationReport.Json} and {EvaluationReport.Csv} into this folder", "FOLDER");
        var format = CommonOptions.Format();
        var command = new Command("evaluate", "Test runs alone and as an ensemble, with one view of each image and with several, and say what each costs.")
        {
            members, on, split, fusions, crops, average, adaptive, keep, chooseCrops, chooseOn, force, baseline, costs, report, format,
        };
        command.SetAction((parse, cancellation) =>
        {
            var workspace = context.Workspace(parse);
            CropSet Views(string text) => CropSet.Parse(text, context.Directory);
            var all = MemberRef.All(parse.GetRequiredValue(members), workspace, context.Directory);
            var several = RunEvaluation.AreMultiLabel(all);
            var twice = parse.GetValue(fusions) is { Length: > 0 } ? null : MemberForms.OneNetwork(all);
            var folder = parse.GetValue(report) is { } given ? context.FullPath(given) : null;
            if (several && (folder is not null || parse.GetValue(baseline) is not null || parse.GetValue(costs)))
                throw new InvalidInputException("--report, --baseline and --costs are for samples of one label; these have several", "Leave them out, or see: datatools report RUN.");
            if (File.Exists(folder))
                throw new InvalidInputException($"--report {folder} is a file", "Name a folder: three files come into it.");
            var request = new EvaluationRequest(
                all, parse.GetValue(on), parse.GetRequiredValue(split),
                parse.GetValue(fusions) is { Length: > 0 } named ? [.. named.Distinct(StringComparer.Ordinal)] : [.. twice is not null ? Array.Empty<string>() : FusionCatalog.Usual.Where(r => r.FitsMultiLabel || !several).Select(r => r.Name)],
                parse.GetValue(crops) is { Length: > 0 } views ? [.. views.Select(Views).DistinctBy(c => c.Name, StringComparer.Ordinal)] : UsualCrops(all))
            {
                Averages = parse.GetValue(average) is { Length: > 0 } averages ? [.. averages.Distinct()] : [CropAverage.Probability],
                Adaptive = parse.GetValue(adaptive) is { } some ? Several(Views(some)) : null,
                Keep = parse.GetValue(keep) is > 0 and <= 1 and var share ? share : throw new InvalidInputException($"--keep {parse.GetValue(keep)}: a share above 0, at most 1"),
                ChooseCrops = parse.GetValue(chooseCrops),
                ChooseOn = parse.GetRequiredValue(chooseOn),
                Force = parse.GetValue(force),
                Baseline = parse.GetValue(baseline),
            };
            var asJson = parse.GetValue(format) == CommonOptions.Json;
            List<string> told = [.. twice is null ? Array.Empty<string>() : [$"{string.Join(" and ", twice.Select(m => m.Name))} are one network: nothing is fused. Name rules with --fuse to fuse all the same."]];
            var evaluation = new RunEvaluation(workspace, context.Time) { Talk = told.Add };
            T Show<T>(Func<RunEvaluation, Reporter, T> measure, Action<CliConsole, T> write)
            {
                T table;
                using (var line = context.Progress())
                    table = measure(evaluation, new Reporter(line));
                if (asJson)
                    context.Console.Out.WriteLine(JsonSerializer.Serialize(table, CatalogJson.Options));
                else
                    write(context.Console, table);
                return table;
            }
            EvaluationTable Costed(EvaluationTable table, Reporter reporter) => !parse.GetValue(costs) ? table
                : new EvaluationCosts(new CostMeter(workspace, context.Time, context.Program.Alone(workspace.Root, context.Directory)))
                    .Measure(table, request, new() { Entry = table.Entry, Split = table.Split, Seconds = Seconds, PowerCap = context.PowerCap }, new DeployCommand.Reporter(reporter.Line), cancellation);
            EvaluationTable? chosen = null;
            if (several)
                Show((e, reporter) => e.EvaluateMultiLabel(request, reporter, cancellation), MultiLabelTables.Write);
            else
                chosen = Show((e, reporter) => Costed(e.Evaluate(request, reporter, cancellation), reporter), EvaluateText.Write);
            foreach (var sentence in told)
                context.Console.Error.WriteLine($"note: {Format.Inert(sentence)}");
            EvaluateText.WriteNotes(context.Console, request, chosen);
            if (chosen is not null && folder is not null)
            {
                using var entry = new EntryStore(workspace).Open(chosen.Entry);
                EvaluationReport.Write(folder, chosen, entry, cancellation);
                (asJson ? context.Console.Error : context.Console.Out).WriteLine($"report: {Path.Combine(folder, EvaluationReport.Page)}");
            }
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static CropSet Several(CropSet crops) => crops.Count > 1 ? crops : throw new InvalidInputException(
        $"--adaptive {crops.Name}: that is the single view, which every sample gets", "Name a set of several views, such as 10 or flip.");

    /// <summary>Says how many images of which run are predicted.</summary>
    internal sealed class Reporter(ProgressLine line) : IProgress<EvaluationProgress>
    {
        public ProgressLine Line => line;

        public void Report(EvaluationProgress p) =>
            line.Update(() => $"{p.Run}, {(p.Crops == 1 ? "1 crop" : $"crops {p.Crops}")}: {Format.Count(p.Done)} images predicted");
    }
}
