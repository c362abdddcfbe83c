using System.CommandLine;
using DataTools.Catalog;
using DataTools.Cli.Output;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools report RUN</c></summary>
internal static class ReportCommand
{
    public static Command Create(CliContext context)
    {
        var name = new Argument<string>("RUN") { Description = "A trained run" };
        var split = CommonOptions.Optional("--split", $"A split of its entry, or {RunPredictions.HeldOut} (default: test, or {RunPredictions.HeldOut} where test has no labels)", "SPLIT");
        var file = CommonOptions.Optional("--out", "The page (default: report.html in the run's folder)", "FILE");
        var command = new Command("report", "Write a run's report, a page in one file with curves, figures class by class and the worst mistakes, and its model card.") { name, split, file };
        command.SetAction((parse, cancellation) =>
        {
            var workspace = context.Workspace(parse);
            var run = RunFolder.Open(workspace, parse.GetRequiredValue(name));
            var page = parse.GetValue(file) is { } given ? context.FullPath(given) : null;
            if (Directory.Exists(page))
                throw new InvalidInputException($"--out {page} is a folder", "Name a file, as in report.html.");
            ReportTalk.Write(context, workspace, run, parse.GetValue(split), page, cancellation);
            if (run.EpochsDone < run.ReadOptions().Epochs)
                context.Console.Error.WriteLine($"note: {run.Name} has done {run.EpochsDone} of {run.ReadOptions().Epochs} epochs; go on with: datatools resume {run.Name}");
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }
}
