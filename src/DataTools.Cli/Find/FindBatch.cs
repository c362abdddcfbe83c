using DataTools.Catalog;
using DataTools.Cli.Output;
using DataTools.Connectors;
using DataTools.Papers.Batches;
using DataTools.Papers.Finding;

namespace DataTools.Cli.Find;

/// <summary><c>datatools find --from FILE</c></summary>
internal sealed class FindBatch(CliContext context, ServiceContext services, FindChoices choices)
{
    private readonly CliConsole _console = context.Console;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var queries = BatchQuery.ReadFile(choices.From!);
        var format = choices.AsJson ? BatchFormat.Json : BatchFormat.Csv;
        BatchSummary summary;
        using (var output = choices.Out is { } path ? BatchOutput.Open(path, format) : BatchOutput.To(_console.Out, format))
        using (var progress = new FindProgress(context))
        {
            using var finder = new PaperFinder(services, choices.Search with { OnWait = progress.WaitFor });
            summary = await new BatchRun(finder, output).RunAsync(
                queries, new Steps(progress), (query, fault) => progress.Write($"warning: line {query.Line}, {Format.Plain(query.Text)}: {Format.Plain(fault.Message)}"), cancellation);
        }
        return Tell(summary);
    }

    private int Tell(BatchSummary summary)
    {
        var asked = $"{Count(summary.WithOfficial, "paper")} with an official repository, {summary.WithoutOfficial} without";
        var failed = summary.Failed.Count > 0 ? $", {summary.Failed.Count} failed" : "";
        var there = summary.AlreadyThere > 0 ? $", {summary.AlreadyThere} already there" : "";
        _console.Error.WriteLine($"{asked}{failed}{there}; of {summary.Papers} in the list{(choices.Out is { } path ? $". Written to {path}" : "")}.");
        if (summary.NotAsked.Count > 0)
            _console.Error.WriteLine($"{Count(summary.NotAsked.Count, "paper")} could not be asked this time and {(summary.NotAsked.Count == 1 ? "is" : "are")} not in the output: run the same command again.");
        if (summary.Stopped is { } stopped)
        {
            ExitCodes.WriteError(_console, $"stopped with {Count(summary.Left, "paper")} left: {stopped.Message}", GoOn(stopped));
            return ExitCodes.Of(stopped);
        }
        return summary.NotAsked.Concat(summary.Failed).Select(ExitCodes.Of).FirstOrDefault(ExitCodes.Success);
    }

    private string GoOn(DataToolsException stopped)
    {
        var again = choices.Out is null
            ? "Run the command again with --out FILE, which can be gone on with; answers that came are in the cache."
            : "Run the same command again then: it goes on with the next paper.";
        return stopped is RateLimitedException && services.Environment("GH_TOKEN") is null && services.Environment("GITHUB_TOKEN") is null
            ? $"{again} A token in GH_TOKEN (https://github.com/settings/tokens; it needs no permissions) allows 5,000 calls an hour."
            : again;
    }

    private static string Count(int n, string what) => n == 1 ? $"1 {what}" : $"{Format.Count(n)} {what}s";

    private sealed class Steps(FindProgress progress) : IProgress<BatchStep>
    {
        public void Report(BatchStep value) => progress.Report($"{value.Number} of {value.Papers}, {Format.Short(value.Query, 60)}: {value.Doing}");
    }
}
