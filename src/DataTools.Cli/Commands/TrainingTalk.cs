using System.Globalization;
using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Cli.Output;
using DataTools.Training;

namespace DataTools.Cli.Commands;

/// <summary>What training says while it runs and when it ends.</summary>
internal static class TrainingTalk
{
    public static int Run(
        CliContext context, Workspace workspace, string title, Func<IProgress<TrainProgress>, TrainResult> train, CancellationToken cancellation)
    {
        TrainResult result;
        using (var line = context.Progress())
            result = train(new Reporter(line, title));

        var name = result.Run.Name;
        if (result.Interrupted)
        {
            context.Console.Error.WriteLine($"Stopped after {result.EpochsDone} finished epochs. Go on with: datatools resume {name}");
            return ExitCodes.Interrupted;
        }
        context.Console.Out.WriteLine($"{name}: {(result.Run.ReadOptions().MultiLabel ? MeanPrecision(result) : Accuracy(result))}. {result.Run.Path}");
        try
        {
            ReportTalk.Write(context, workspace, result.Run, split: null, file: null, cancellation);
        }
        catch (DataToolsException e)
        {
            // The weights are there, and a script that goes on with them should.
            context.Console.Error.WriteLine($"warning: {name} is trained, but not all of its report could be written: {Format.Inert(e.Message)}");
            context.Console.Error.WriteLine($"hint:  {(e.Hint is { } hint ? $"{Format.Inert(hint)} " : "")}Then: datatools report {name}");
        }
        return ExitCodes.Success;
    }

    private static string Accuracy(TrainResult result)
    {
        var test = result.TestAccuracy is { } accuracy ? $", {Format.Percent(accuracy)} of the test samples" : "";
        return $"the best epoch gets {Format.Percent(result.BestValidationAccuracy)} of the validation samples right{test}";
    }

    private static string MeanPrecision(TrainResult result)
    {
        var test = result.TestAccuracy is { } precision ? $", of {Format.Percent(precision)} on the test samples" : "";
        return $"the best epoch has an mAP of {Format.Percent(result.BestValidationAccuracy)} on the validation samples{test}";
    }

    /// <summary>The progress line of a training: one that is redrawn, and, unless that is too much, one that stays for each epoch.</summary>
    internal sealed class Reporter(ProgressLine line, string title, bool everyEpoch = true) : IProgress<TrainProgress>
    {
        public void Report(TrainProgress p)
        {
            if (p.Teacher is { } teacher)
            {
                line.Update(() => $"{title} teacher {teacher.Run}: {Format.Count(teacher.Done)} images predicted");
                return;
            }
            if (p.Features is { } features)
            {
                Report(features);
                return;
            }
            if (p.Finished is { } epoch)
            {
                if (!everyEpoch)
                    return;
                line.Write(
                    $"{title} epoch {epoch.Epoch}/{p.Epochs}: loss {epoch.TrainLoss:F3}, {p.TrainMetric} {Format.Percent(epoch.TrainAccuracy)}; " +
                    $"validation loss {epoch.ValidationLoss:F3}, {p.Metric} {Format.Percent(epoch.ValidationAccuracy)}; {epoch.ImagesPerSecond:F0} images/s{Wait(epoch.InputWait)}");
                return;
            }
            line.Update(() =>
                $"{title} epoch {p.Epoch}/{p.Epochs} {Format.Bar((double)p.Step / p.Steps)} loss {p.Loss:F3} " +
                $"{p.TrainMetric} {Format.Percent(p.Accuracy)} {p.ImagesPerSecond:F0} images/s{Wait(p.InputWait)}, {Format.Duration(p.Remaining)} left");
        }

        private static string Wait(double? share) => share is { } value ? string.Create(CultureInfo.InvariantCulture, $", input wait {100 * value:F1} %") : "";

        private void Report(FeatureProgress f)
        {
            if (f.Done < f.Total)
                line.Update(() => $"{title} features {Format.Bar((double)f.Done / f.Total)} {Format.Count(f.Done)} of {Format.Count(f.Total)} images");
            else
                line.Write($"{title}: {Format.Count(f.Length)} features of each of {Format.Count(f.Total)} images are in memory ({Format.Bytes(4.0 * f.Length * f.Total)})");
        }
    }
}
