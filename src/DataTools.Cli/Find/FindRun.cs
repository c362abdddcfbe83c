using DataTools.Catalog;
using DataTools.Cli.Output;
using DataTools.Connectors;
using DataTools.Connectors.GitHub;
using DataTools.Papers;
using DataTools.Papers.Answers;
using DataTools.Papers.Datasets;
using DataTools.Papers.Finding;
using DataTools.Papers.Ranking;
using DataTools.Papers.Resolving;

namespace DataTools.Cli.Find;

/// <summary><c>datatools find</c> of one paper.</summary>
internal sealed class FindRun(CliContext context, ServiceContext services, FindChoices choices)
{
    private sealed record Ambiguity(string Query, IReadOnlyList<PaperDocument> Candidates, IReadOnlyList<FailureDocument> Failures);

    private sealed record DatasetAnswer(PaperDocument Paper, IReadOnlyList<PaperDataset> Datasets, IReadOnlyList<FailureDocument> Failures);

    private readonly CliConsole _console = context.Console;

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        if (choices.Into is { } folder)
            RepositoryArchive.CheckFree(folder);
        var (resolution, result, datasets) = await AskAsync(cancellation);
        if (resolution.Paper is not { } paper)
            return Ambiguous(resolution);
        if (choices.BibTeX)
            _console.Out.Write(BibTeX.Write(paper));
        else if (datasets is not null)
            Write(resolution, paper, datasets);
        FindTalk.Warn(_console, result is null ? resolution.Failures : AnswerDocument.FailuresOf(resolution, result));
        if (result is null)
            return ExitCodes.Success;
        Write(resolution, result);
        _console.Error.WriteLine(FindTalk.Budget(result));
        if (choices.Open)
            Open(result);
        if (choices.Into is not null)
            await CloneAsync(result, cancellation);
        return ExitCodes.Success;
    }

    private async Task<(Resolution, FindResult?, IReadOnlyList<PaperDataset>?)> AskAsync(CancellationToken cancellation)
    {
        using var progress = new FindProgress(context);
        using var finder = new PaperFinder(services, choices.Search with { OnWait = progress.WaitFor });
        var resolution = await finder.ResolveAsync(choices.Paper!, cancellation);
        if (resolution.Paper is not { } paper || choices.BibTeX)
            return (resolution, null, null);
        if (choices.Datasets)
        {
            progress.Report("asking Hugging Face for its data sets");
            return (resolution, null, await finder.DatasetsAsync(paper, cancellation));
        }
        var planned = choices.Search.Offline ? "" : $" (GitHub: {finder.Allowance.Planned} calls at most)";
        return (resolution, await finder.FindAsync(paper, new Suffixed(progress, planned), cancellation), null);
    }

    private int Ambiguous(Resolution resolution)
    {
        if (choices.AsJson)
            _console.Out.WriteLine(AnswerDocument.ToJson(new Ambiguity(choices.Paper!, [.. resolution.Candidates.Select(PaperDocument.Of)], [.. resolution.Failures.Select(FailureDocument.Of)])));
        else
            FindText.WriteCandidates(_console, resolution.Candidates);
        FindTalk.Warn(_console, resolution.Failures);
        var called = resolution.Candidates.Count(c => string.Equals(c.Title, choices.Paper, StringComparison.OrdinalIgnoreCase));
        return ExitCodes.Report(
            new NotFoundException(
                called > 1 ? $"{called} papers are called '{choices.Paper}'" : $"no paper that is known is called '{choices.Paper}', and {(resolution.Candidates.Count == 1 ? "one comes" : "several come")} close",
                "Name the one that is meant by its id."), _console);
    }

    private void Write(Resolution resolution, FindResult result)
    {
        if (choices.AsJson)
        {
            var answer = AnswerDocument.Of(resolution, result);
            _console.Out.WriteLine(AnswerDocument.ToJson(answer with { Repositories = [.. answer.Repositories.Take(choices.Limit ?? int.MaxValue)] }));
            return;
        }
        new FindText(_console, choices, result).Write();
    }

    private void Write(Resolution resolution, Paper paper, IReadOnlyList<PaperDataset> datasets)
    {
        if (choices.AsJson)
            _console.Out.WriteLine(AnswerDocument.ToJson(new DatasetAnswer(PaperDocument.Of(paper), datasets, [.. resolution.Failures.Select(FailureDocument.Of)])));
        else
            FindText.WriteDatasets(_console, paper, datasets);
    }

    // Its page is only looked at: where nothing is official, the likeliest will do.
    private void Open(FindResult result)
    {
        if ((Picked(result) ?? result.Repositories.FirstOrDefault(r => r.Label != RepositoryLabel.Unrelated)) is not { } chosen)
        {
            _console.Error.WriteLine("There is no repository whose page could be opened.");
            return;
        }
        var url = chosen.Facts.Url;
        _console.Error.WriteLine(context.OpenPage(url) ? $"Opened {url} in the browser." : $"No browser could be opened here. The page is {url}");
    }

    private async Task CloneAsync(FindResult result, CancellationToken cancellation)
    {
        var chosen = Picked(result) ?? throw new NotFoundException(
            "no official repository was found, so none was downloaded",
            result.Repositories.Count == 0 ? "There is no other either." : "Choose one by its number in the table: --pick N.");
        ClonedRepository cloned;
        using (var line = context.Progress())
        {
            using var clone = new RepositoryClone(services, choices.Search.Offline, [], text => line.Write($"warning: {text}"));
            cloned = await clone.CloneAsync(result, chosen, choices.Into!, new Bytes(line, chosen), cancellation);
        }
        _console.Error.WriteLine($"{cloned.Repository} at commit {cloned.Commit} is in {cloned.Folder} ({Format.Bytes(cloned.Bytes)}); {RepositoryClone.NoteName} there says why.");
    }

    private RankedRepository? Picked(FindResult result) => choices.Pick switch
    {
        null => result.Repositories.FirstOrDefault(r => Labels.IsOfficial(r.Label)),
        { } n when n >= 1 && n <= result.Repositories.Count => result.Repositories[n - 1],
        { } n => throw new InvalidInputException($"--pick {n}: there {(result.Repositories.Count == 1 ? "is 1 repository" : $"are {result.Repositories.Count} repositories")}", "Take a number of the table; --all shows them all."),
    };

    private sealed class Bytes(ProgressLine line, RankedRepository chosen) : IProgress<long>
    {
        public void Report(long value) => line.Update(() => $"{chosen.Facts.Name}: {Format.Bytes(value)}");
    }

    private sealed class Suffixed(IProgress<string> progress, string suffix) : IProgress<string>
    {
        public void Report(string value) => progress.Report(value + suffix);
    }
}
