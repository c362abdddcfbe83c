using System.Globalization;
using DataTools.Catalog.Workspaces;
using DataTools.Cli.Output;
using DataTools.Evaluation.Comparison;
using DataTools.Training;
using DataTools.Training.Runs;

namespace DataTools.Cli.Commands;

/// <summary>What a cross-validation says while it runs and when it ends.</summary>
internal static class FoldsTalk
{
    public static int Run(
        CliContext context, Workspace workspace, string title, int folds, Func<Func<int, IProgress<TrainProgress>>, CrossValidationResult> train, CancellationToken cancellation)
    {
        CrossValidationResult result;
        using (var line = context.Progress())
            result = train(fold => new TrainingTalk.Reporter(line, $"{title} fold {fold}/{folds}"));

        var group = result.Group;
        if (result.Interrupted)
        {
            context.Console.Error.WriteLine($"Stopped after {group.Done.Count} of {folds} folds. Go on with: datatools resume {group.Name}");
            return ExitCodes.Interrupted;
        }
        foreach (var run in group.Runs())
            ReportTalk.Write(context, workspace, run, split: null, file: null, cancellation);
        Write(context.Console, result);
        return ExitCodes.Success;
    }

    private static void Write(CliConsole console, CrossValidationResult result)
    {
        var group = result.Group;
        var table = Tables.Of("Run", "Epochs>", "Validation>", "Test>");
        foreach (var fold in group.Done)
            table.Row(group.RunName(fold.Fold), $"{fold.Epochs}", Format.Percent(fold.ValidationAccuracy), fold.TestAccuracy is { } test ? Format.Percent(test) : "-");
        console.Write(table);
        console.Out.WriteLine($"Validation: {Sentence(SeedSummary.Of([.. group.Done.Select(d => d.ValidationAccuracy)]))}.");
        console.Out.WriteLine($"Out of fold: {Format.Percent(result.OutOfFoldAccuracy!.Value)} of {Format.Count(result.OutOfFold!.Count)} training samples right, each predicted by the one network that did not see it.");
        if (result.TestAccuracy is { } together)
            console.Out.WriteLine($"Test: {Sentence(SeedSummary.Of([.. group.Done.Select(d => d.TestAccuracy!.Value)]))}; the mean of their probabilities {Format.Percent(together)}.");
        console.Out.WriteLine(group.Path);
        console.Error.WriteLine("note: each fold's best epoch was chosen by the samples it held out, so validation and out-of-fold figures flatter a little.");
    }

    private static string Sentence(SeedSummary folds) =>
        $"mean {Format.Percent(folds.Mean)}, standard deviation {(100 * folds.StandardDeviation!.Value).ToString("F2", CultureInfo.InvariantCulture)} points ({Format.Percent(folds.Low)} to {Format.Percent(folds.High)})";
}
