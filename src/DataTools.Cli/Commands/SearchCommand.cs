using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Cli.Output;
using DataTools.Connectors.Search;

namespace DataTools.Cli.Commands;

/// <summary><c>datatools search WORDS</c></summary>
internal static class SearchCommand
{
    private const int DefaultLimit = 20, MaximalLimit = 1000, TitleWidth = 48;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    private sealed record Answer(IReadOnlyList<SearchHit> Hits, IReadOnlyList<Failure> Failures);

    private sealed record Failure(string Source, string Message, string? Hint);

    public static Command Create(CliContext context)
    {
        var sources = context.Searches.Select(s => s.Source).ToArray();
        var words = new Argument<string[]>("WORDS") { Description = "Words of a data set's name or title", Arity = ArgumentArity.OneOrMore };
        var only = CommonOptions.Several("--source", $"Ask only this one: {string.Join(", ", sources)} (default: all)", "SOURCE").AcceptOnlyFromAmong(sources);
        var task = CommonOptions.Optional("--task", "Only data sets for this task, by the Hub's name, such as image-classification", "TASK");
        var limit = CommonOptions.Of("--limit", DefaultLimit, $"At most so many data sets (1 to {MaximalLimit})", "N");
        var format = CommonOptions.Format();
        var command = new Command("search", "Look for data sets by name: at Hugging Face, Kaggle and among the official ones, side by side.") { words, only, task, limit, format };
        command.SetAction(async (parse, cancellation) =>
        {
            var asked = parse.GetValue(only) is { Length: > 0 } named ? context.Searches.Where(s => named.Contains(s.Source)).ToList() : context.Searches;
            var query = new SearchQuery(string.Join(' ', parse.GetRequiredValue(words)), parse.GetValue(task), parse.GetValue(limit));
            if (query.Limit is < 1 or > MaximalLimit)
                throw new InvalidInputException($"--limit {query.Limit}: 1 to {MaximalLimit}");
            var result = await RunAsync(context, new(context.Services(context.Workspace(parse)), asked), query, cancellation);
            if (parse.GetValue(format) == CommonOptions.Json)
            {
                var answer = new Answer(result.Hits, [.. result.Failed.Select(f => new Failure(f.Source, f.Fault!.Message, f.Fault.Hint))]);
                context.Console.Out.WriteLine(JsonSerializer.Serialize(answer, CatalogJson.Options));
            }
            else if (result.Hits.Count > 0)
            {
                WriteTable(context.Console, result.Hits);
            }
            return Talk(context.Console, query, result);
        });
        return command;
    }

    private static async Task<SearchResult> RunAsync(CliContext context, DatasetSearch search, SearchQuery query, CancellationToken cancellation)
    {
        using var line = context.Progress();
        var reporter = new Reporter(line);
        var running = search.RunAsync(query, reporter, cancellation);
        // Also while nothing comes, so that a slow source is seen to be the one that is waited for.
        while (await Task.WhenAny(running, Task.Delay(Tick, context.Time, CancellationToken.None)) != running)
            reporter.Draw();
        return await running;
    }

    private static int Talk(CliConsole console, SearchQuery query, SearchResult result)
    {
        if (result.AllFailed)
            return result.Failed.Select(f => ExitCodes.Report(f.Fault!, console)).Last();
        foreach (var (source, hits, fault) in result.Failed)
        {
            console.Error.WriteLine($"warning: {source} {(hits.Count > 0 ? "broke off" : "could not be asked")}: {fault!.Message}");
            if (fault.Hint is { } hint)
                console.Error.WriteLine($"hint:    {hint}");
        }
        if (result.Hits.Count == 0)
            console.Error.WriteLine($"Nothing found for '{query.Words}'{(result.Failed.Any() ? " by those that could be asked" : "")}. Fewer words find more.");
        return ExitCodes.Success;
    }

    private static void WriteTable(CliConsole console, IReadOnlyList<SearchHit> hits)
    {
        var table = Tables.Of("Reference", "Title", "Size>", "Licence", "Downloads>", "Updated", "Gated");
        foreach (var hit in hits)
        {
            table.Row(
                Format.Plain(hit.Reference), Format.Short(hit.Title, TitleWidth), hit.Bytes is { } bytes ? Format.Bytes(bytes) : "", Format.Short(hit.License ?? "unknown", TitleWidth),
                hit.Downloads is { } downloads ? Format.Count(downloads) : "",
                hit.Updated?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", hit.Gated ? "yes" : "");
        }
        console.Write(table);
    }

    private sealed class Reporter(ProgressLine line) : IProgress<SearchProgress>
    {
        private volatile SearchProgress? _last;

        public void Report(SearchProgress value)
        {
            _last = value;
            Draw();
        }

        public void Draw() => line.Update(() => _last is { } p
            ? $"{Format.Count(p.Hits)} found; answered: {Names(p.Answered)}; waiting for: {Names(p.Waiting)}"
            : "asking");

        private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "-" : string.Join(", ", names);
    }
}
