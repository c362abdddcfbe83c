using System.Runtime.CompilerServices;
using DataTools.Connectors.Search;

namespace DataTools.Connectors.Tests.Search;

/// <summary>A catalogue of a test's own: it holds these data sets, and may fail after them or answer late.</summary>
internal sealed class FakeCatalogue(string source, params SearchHit[] hits) : IDatasetSearch
{
    private int _asked;

    public string Source => source;

    public Exception? Fault { get; init; }

    /// <summary>Completed when it may answer.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    public int Asked => _asked;

    public async IAsyncEnumerable<SearchHit> SearchAsync(
        SearchQuery query, ServiceContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        Interlocked.Increment(ref _asked);
        await Until.WaitAsync(cancellation);
        foreach (var hit in hits)
            yield return hit;
        if (Fault is not null)
            throw Fault;
    }
}
