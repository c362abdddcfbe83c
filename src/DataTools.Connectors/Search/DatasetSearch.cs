using System.Collections.Concurrent;
using DataTools.Catalog;

namespace DataTools.Connectors.Search;

/// <summary>Asks several sources side by side. One that fails does not keep the others from answering.</summary>
/// <param name="services">What the sources need.</param>
/// <param name="sources">Who is asked.</param>
public sealed class DatasetSearch(ServiceContext services, IReadOnlyList<IDatasetSearch> sources)
{
    // A search is a question of a person who waits; one slow service must not hold up what the others found.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Every source that can be searched.</summary>
    public static IReadOnlyList<IDatasetSearch> Known => Sources.Searches;

    /// <summary>
    /// Asks all of them and waits for all, 30 seconds at most: what a source has found by then counts. A source's
    /// <see cref="DataToolsException"/> is part of the result; anything else is thrown.
    /// </summary>
    public async Task<SearchResult> RunAsync(
        SearchQuery query, IProgress<SearchProgress>? progress = null, CancellationToken cancellation = default)
    {
        var asked = new Asked([.. sources.Select(s => s.Source)], progress);
        // Each on a thread of its own: one that computes before it first waits does not hold up the others.
        var answers = await Task.WhenAll(sources.Select(s => Task.Run(() => AskAsync(s, query, asked, cancellation), cancellation)));
        return new(Ranking.Merge(query.Words, answers, query.Limit), answers);
    }

    private async Task<SearchAnswer> AskAsync(IDatasetSearch source, SearchQuery query, Asked asked, CancellationToken cancellation)
    {
        var hits = new List<SearchHit>();
        using var late = new CancellationTokenSource(Patience, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            await foreach (var hit in source.SearchAsync(query, services, either.Token).Take(query.Limit).WithCancellation(either.Token))
            {
                hits.Add(hit);
                asked.Found();
            }
            return new(source.Source, hits);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new(source.Source, hits, new NetworkException(
                $"no answer within {Patience.TotalSeconds:0} seconds", "See with `datatools doctor` whether it can be reached, and try again.", e));
        }
        catch (DataToolsException fault)
        {
            return new(source.Source, hits, fault);
        }
        finally
        {
            asked.Done(source.Source);
        }
    }

    private sealed class Asked(IReadOnlyList<string> names, IProgress<SearchProgress>? progress)
    {
        private readonly ConcurrentDictionary<string, bool> _done = new();
        private int _hits;

        public void Found()
        {
            Interlocked.Increment(ref _hits);
            Report();
        }

        public void Done(string name)
        {
            _done[name] = true;
            Report();
        }

        private void Report() => progress?.Report(new(
            [.. names.Where(_done.ContainsKey)], [.. names.Where(n => !_done.ContainsKey(n))], Volatile.Read(ref _hits)));
    }
}
