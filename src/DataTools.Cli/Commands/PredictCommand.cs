using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Cli.Output;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools predict RUN IMAGES...</c></summary>
internal static class PredictCommand
{
    private const double Half = MultiLabelMetrics.Threshold;

    public static Command Create(CliContext context)
    {
        var name = new Argument<string>("RUN") { Description = "A trained run, or folds of one name: the mean of their probabilities" };
        var images = new Argument<string[]>("IMAGES") { Description = "Files, folders with all below them, or patterns like 'photos/*.jpg'", Arity = ArgumentArity.ZeroOrMore };
        var on = CommonOptions.Optional("--on", "An entry in place of IMAGES", "NAME");
        var split = CommonOptions.Of("--split", SplitNames.Test, "The split of --on", "SPLIT");
        var csv = CommonOptions.Optional("--csv", "Write a submission", "FILE");
        var like = CommonOptions.Optional("--like", "The sample whose columns, ids and order --csv takes", "FILE");
        var top = CommonOptions.Optional<int>("--top", "How many classes are shown of each image at most (default: 1; of runs with --multi-label all at the threshold)", "K");
        var threshold = CommonOptions.Optional<double>("--threshold", "From which probability on an image has a class, of runs trained with --multi-label (default: 0.5)", "P");
        var format = CommonOptions.Format();
        var command = new Command("predict", "Say what is in images, or write a competition's submission.") { name, images, on, split, csv, like, top, threshold, format };
        command.SetAction((parse, cancellation) =>
        {
            if (parse.GetValue(csv) is null != parse.GetValue(like) is null)
                throw new InvalidInputException("--csv and --like go together", "Give the file to write to --csv and the competition's sample to --like.");
            if (parse.GetValue(csv) is { } into && Directory.Exists(context.FullPath(into)))
                throw new InvalidInputException($"--csv {into} is a folder", "Name a file, as in submission.csv.");
            if (parse.GetValue(top) is < 1 and var few)
                throw new InvalidInputException($"--top {few}: 1 or more");
            var workspace = context.Workspace(parse);
            var runs = FoldGroup.RunsOf(workspace, parse.GetRequiredValue(name));
            var (classes, several) = (runs[0].ReadOptions().Classes, runs[0].ReadOptions().MultiLabel);
            var least = Threshold(runs[0], several, parse.GetValue(threshold));
            var named = parse.GetValue(images) ?? [];
            var sample = parse.GetValue(like) is { } path ? Submission.Like(context.FullPath(path)) : null;
            if (named.Length > 0 == parse.GetValue(on) is not null)
                throw new InvalidInputException("either IMAGES or --on says what to predict", "Name files or folders, or an entry with --on.");

            IReadOnlyList<ImageScores> scores;
            using (var line = context.Progress())
            {
                scores = parse.GetValue(on) is { } entry
                    ? OfEntry(context, parse, runs, entry, parse.GetRequiredValue(split), line, cancellation)
                    : FilePredictions.Of(runs, ImageFiles.Find(named, context.Directory), new Counter<int>(line), cancellation);
            }
            if (sample is not null)
            {
                Refuse(scores);
                var target = context.FullPath(parse.GetRequiredValue(csv)!);
                context.Console.Out.WriteLine($"{target}: {sample.Write(target, classes, scores, several ? least : null)}");
                return Task.FromResult(ExitCodes.Success);
            }
            IEnumerable<(int Class, double Probability)> Shown(ImageScores s) => several
                ? s.Top(parse.GetValue(top) ?? classes.Count).Where(t => t.Probability >= least)
                : s.Top(parse.GetValue(top) ?? 1);
            Write(context, parse.GetValue(format) == CommonOptions.Json, scores, classes, Shown);
            Refuse(scores);
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    private static double Threshold(RunFolder run, bool several, double? given) => (several, given) switch
    {
        (false, not null) => throw new InvalidInputException($"--threshold: {run.Name} gives each image one class, the most probable", "A threshold is for runs trained with --multi-label."),
        (_, null) => Half,
        (_, > 0 and <= 1) => given.Value,
        _ => throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"--threshold {given}: above 0, at most 1")),
    };

    private static IReadOnlyList<ImageScores> OfEntry(
        CliContext context, ParseResult parse, IReadOnlyList<RunFolder> runs, string name, string split, ProgressLine line, CancellationToken cancellation)
    {
        using var entry = context.Store(parse).Open(name);
        var predictions = new RunPredictions(context.Workspace(parse), context.Time);
        return ImageScores.Mean([.. runs.Select(run => predictions.On(run, entry, split, crops: 1, new Counter<long>(line), cancellation)).Select(Scores)]);
    }

    private static IReadOnlyList<ImageScores> Scores(PredictionSet predictions)
    {
        var scores = ClassScores.Of(predictions);
        return [.. predictions.Ids.Select((id, i) => new ImageScores(id, scores.Row(i).ToArray()))];
    }

    private static void Write(CliContext context, bool json, IReadOnlyList<ImageScores> scores, IReadOnlyList<string> classes, Func<ImageScores, IEnumerable<(int Class, double Probability)>> of)
    {
        var good = scores.Where(s => s.Fault is null);
        string Shown(string id) => Path.IsPathFullyQualified(id) && Path.GetRelativePath(context.Directory, id) is var near && !near.StartsWith("..", StringComparison.Ordinal) ? near : id;
        if (json)
        {
            context.Console.Out.WriteLine(JsonSerializer.Serialize(
                good.Select(s => new { Image = Shown(s.Id), Predictions = of(s).Select(t => new { Class = classes[t.Class], t.Probability }) }), CatalogJson.Options));
            return;
        }
        string Words((int Class, double Probability) t) => $"{Format.Plain(classes[t.Class])} {Format.Percent(t.Probability)}";
        foreach (var s in good)
            context.Console.Out.WriteLine($"{Format.Inert(Shown(s.Id))}: {(of(s).Any() ? string.Join(", ", of(s).Select(Words)) : $"none of the classes; the likeliest is {Words(s.Top(1).First())}")}");
    }

    private static void Refuse(IReadOnlyList<ImageScores> scores)
    {
        if (scores.Where(s => s.Fault is not null).ToList() is { Count: > 0 } bad)
            throw new InvalidInputException($"{bad.Count} of {scores.Count} images cannot be predicted:{Environment.NewLine}{string.Join(Environment.NewLine, bad.Select(s => $"{s.Id}: {s.Fault}"))}");
    }

    private sealed class Counter<T>(ProgressLine line) : IProgress<T>
        where T : IConvertible
    {
        public void Report(T value) => line.Update(() => $"{Format.Count(value.ToInt64(null))} images predicted");
    }
}
