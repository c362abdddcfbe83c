using DataTools.Catalog;
using DataTools.Papers.Answers;
using DataTools.Papers.Finding;
using DataTools.Papers.Resolving;

namespace DataTools.Papers.Batches;

/// <summary>What a batch came to.</summary>
public sealed record BatchSummary
{
    /// <summary>Papers of the list.</summary>
    public required int Papers { get; init; }

    /// <summary>That were in the output before.</summary>
    public int AlreadyThere { get; init; }

    /// <summary>With an official repository, of those asked.</summary>
    public int WithOfficial { get; init; }

    /// <summary>Without one, of those asked.</summary>
    public int WithoutOfficial { get; init; }

    /// <summary>That could not be answered; the output says why.</summary>
    public IReadOnlyList<DataToolsException> Failed { get; init; } = [];

    /// <summary>That could not be asked this time, such as without a network; they are not in the output, so that the next run asks them.</summary>
    public IReadOnlyList<DataToolsException> NotAsked { get; init; } = [];

    /// <summary>Why it stopped before the end of the list; null: it did not.</summary>
    public DataToolsException? Stopped { get; init; }

    /// <summary>Papers that it did not come to.</summary>
    public int Left => Papers - AlreadyThere - WithOfficial - WithoutOfficial - Failed.Count - NotAsked.Count;
}

/// <summary>What a batch tells while it runs.</summary>
/// <param name="Number">Of the paper in the list, from 1.</param>
/// <param name="Papers">In the list.</param>
/// <param name="Query">What names it.</param>
/// <param name="Doing">What is being done.</param>
public sealed record BatchStep(int Number, int Papers, string Query, string Doing);

/// <summary>
/// Looks for the code of many papers, one after the other. A paper that fails stops nothing; GitHub's limit does, before the
/// paper that it would have left half answered, and so does a network that is gone.
/// </summary>
public sealed class BatchRun
{
    private const int MostNotAskedInARow = 3;

    private readonly Func<string, IProgress<string>, CancellationToken, Task<(Resolution Resolution, FindResult Result)>> _ask;
    private readonly BatchOutput _output;

    /// <summary>A batch that asks with this finder.</summary>
    public BatchRun(PaperFinder finder, BatchOutput output) : this((query, progress, cancellation) => AskAsync(finder, query, progress, cancellation), output)
    {
    }

    internal BatchRun(Func<string, IProgress<string>, CancellationToken, Task<(Resolution, FindResult)>> ask, BatchOutput output) => (_ask, _output) = (ask, output);

    /// <summary>Runs; <paramref name="failed"/> is told of each paper that fails. Throws <see cref="StorageException"/>.</summary>
    public async Task<BatchSummary> RunAsync(
        IReadOnlyList<BatchQuery> queries, IProgress<BatchStep>? progress, Action<BatchQuery, DataToolsException>? failed, CancellationToken cancellation)
    {
        int there = 0, with = 0, without = 0, inARow = 0;
        List<DataToolsException> faults = [], notAsked = [];
        DataToolsException? stopped = null;
        foreach (var (i, query) in queries.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            if (_output.Has(query.Text))
            {
                there++;
                continue;
            }
            try
            {
                if (query.Fault is { } fault)
                    throw new InvalidInputException(fault);
                var (resolution, result) = await _ask(query.Text, new Steps(progress, i + 1, queries.Count, query.Text), cancellation);
                if (result.Failures.FirstOrDefault(f => f is { Source: "GitHub", ResetsAt: not null }) is { } limit)
                {
                    stopped = new RateLimitedException(limit.Source, limit.ResetsAt, limit.Hint);
                    break;
                }
                // Half an answer, once in the output, would never be made whole.
                if (result.GitHubGivenUp is { } gone)
                    throw gone;
                var record = new BatchRecord(query.Text, AnswerDocument.Of(resolution, result), Told(AnswerDocument.FailuresOf(resolution, result)));
                _output.Append(record);
                _ = record.Official.Any() ? with++ : without++;
                inARow = 0;
            }
            catch (DataToolsException e) when (e is not StorageException)
            {
                failed?.Invoke(query, e);
                if (!Passes(e))
                {
                    faults.Add(e);
                    _output.Append(new(query.Text, null, e.Message));
                    continue;
                }
                notAsked.Add(e);
                if (++inARow == MostNotAskedInARow)
                {
                    stopped = e;
                    break;
                }
            }
        }
        return new() { Papers = queries.Count, AlreadyThere = there, WithOfficial = with, WithoutOfficial = without, Failed = faults, NotAsked = notAsked, Stopped = stopped };
    }

    private static async Task<(Resolution, FindResult)> AskAsync(PaperFinder finder, string query, IProgress<string> progress, CancellationToken cancellation)
    {
        progress.Report("asking which paper it is");
        var resolution = await finder.ResolveAsync(query, cancellation);
        var paper = resolution.Paper ?? throw new NotFoundException(
            $"'{query}' may mean several papers: {string.Join("; ", resolution.Candidates.Select(c => c.Arxiv is { } id ? $"{c.Title} (arXiv:{id})" : c.Doi is { } doi ? $"{c.Title} ({doi})" : c.Title))}");
        return (resolution, await finder.FindAsync(paper, progress, cancellation));
    }

    // What may be answered another time is not settled.
    private static bool Passes(DataToolsException e) => e is NetworkException or RateLimitedException or CredentialsMissingException or NotFoundException { NotCached: true } or NotFoundException { Incomplete: true };

    private static string? Told(IReadOnlyList<SourceFailure> failures) => failures.Count == 0 ? null : string.Join("; ", failures.Select(f => $"{f.Source}: {f.Reason}"));

    private sealed class Steps(IProgress<BatchStep>? progress, int number, int papers, string query) : IProgress<string>
    {
        public void Report(string value) => progress?.Report(new(number, papers, query, value));
    }
}
