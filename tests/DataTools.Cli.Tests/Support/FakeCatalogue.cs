using System.Runtime.CompilerServices;
using DataTools.Connectors;
using DataTools.Connectors.Search;

namespace DataTools.Cli.Tests.Support;

/// <summary>A catalogue of a test's own: it finds these data sets, whatever it is asked, and may fail after them.</summary>
internal sealed class FakeCatalogue(string source, params SearchHit[] hits) : IDatasetSearch
{
    public string Source => source;

    public Exception? Fault { get; init; }

    public async IAsyncEnumerable<SearchHit> SearchAsync(
        SearchQuery query, ServiceContext context, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.Yield();
        foreach (var hit in hits)
            yield return hit;
        if (Fault is not null)
            throw Fault;
    }
}
