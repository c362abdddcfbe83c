using System.CommandLine;
using System.Globalization;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Cli.Output;
using DataTools.Cli.Reports;
using DataTools.Training;
using DataTools.Training.Recipes;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools lr-find NAME</c></summary>
internal static class LrFindCommand
{
    public static Command Create(CliContext context)
    {
        var request = new TrainRequest(context);
        var steps = CommonOptions.Of("--steps", 100, $"Steps from {Text(RateSearch.Lowest)} to {Text(RateSearch.Highest)}", "N");
        var plot = CommonOptions.Of("--plot", "lr-find.html", "Where the plot goes", "FILE");
        var command = new Command("lr-find", "Suggest a learning rate for a training: the same settings, while the rate rises until the loss runs away.");
        request.AddTo(command, steps, plot);
        command.SetAction(async (parse, cancellation) =>
        {
            var (options, policy) = await request.ReadAsync(parse, cancellation);
            var (wanted, path) = (parse.GetValue(steps), context.FullPath(parse.GetRequiredValue(plot)));
            if (Directory.Exists(path))
                throw new InvalidInputException($"--plot {path} is a folder", "Name a file, as in lr-find.html.");
            RateSearch search;
            using (var line = context.Progress())
            {
                var done = 0;
                search = new Trainer(context.Workspace(parse), context.Time) { Talk = context.Console.Error.WriteLine, Folder = context.Directory }.FindRate(
                    options, policy, wanted, new Each(p =>
                    {
                        done++;
                        line.Update(() => $"{options.Entry} step {done} of at most {wanted}: rate {Text(p.Rate)}, loss {p.Smoothed:F3}");
                    }), cancellation);
            }
            StorageFaults.Explain(path, () => AtomicFile.WriteAllText(path, Page(options.Entry, search)));
            foreach (var sentence in Sentences(search))
                context.Console.Out.WriteLine(sentence);
            context.Console.Out.WriteLine(path);
            return ExitCodes.Success;
        });
        return command;
    }

    internal static IEnumerable<string> Sentences(RateSearch search)
    {
        yield return search.Diverged
            ? $"The loss ran away after {search.Points.Count} steps, at a rate of {(search.Points is [.., var last] ? Text(last.Rate) : Text(RateSearch.Lowest))}."
            : $"The loss did not run away in {search.Points.Count} steps.";
        yield return search.Steepest is { } steepest && search.Bottom is { } bottom
            ? $"Suggestion: --lr {Text(steepest.Rate)}. The loss falls most steeply there, before its lowest {bottom.Smoothed.ToString("F3", CultureInfo.InvariantCulture)} at {Text(bottom.Rate)}."
            : "The loss falls nowhere: no suggestion. Look at the plot, and try another optimiser, larger batches or more --steps.";
    }

    private static string Page(string entry, RateSearch search)
    {
        var page = new HtmlReport($"Learning rates for {entry}");
        foreach (var sentence in Sentences(search))
            page.Paragraph(sentence);
        if (search.Points.Count < 2)
            return page.ToString();
        // What is far above the beginning would press the rest flat.
        var ceiling = 1.5 * search.Points[0].Smoothed;
        Curve Of(string name, Func<RatePoint, double> value) => new(name, [.. search.Points.Select(p => Math.Min(ceiling, value(p)))]);
        var (first, end) = (search.Points[0].Rate, search.Points[^1].Rate);
        return page
            .Chart(LineChart.Svg($"Loss while the rate rises from {Text(first)} to {Text(end)}", "step; the rate is multiplied by the same factor at each", [Of("smoothed", p => p.Smoothed), Of("each batch", p => p.Loss)], v => v.ToString("F2", CultureInfo.InvariantCulture)))
            .Table(["Step", "Rate", "Loss", "Smoothed"], search.Points.Select((p, i) => (IReadOnlyList<string>)
                [$"{i + 1}", Text(p.Rate), p.Loss.ToString("F4", CultureInfo.InvariantCulture), p.Smoothed.ToString("F4", CultureInfo.InvariantCulture)]))
            .ToString();
    }

    private static string Text(double rate) => rate.ToString("0.##E-0", CultureInfo.InvariantCulture).Replace("E", "e", StringComparison.Ordinal);

    private sealed class Each(Action<RatePoint> action) : IProgress<RatePoint>
    {
        public void Report(RatePoint value) => action(value);
    }
}
