using DataTools.Connectors;
using DataTools.Papers.Resolving;

namespace DataTools.Papers.Finding;

/// <summary>The whole road: what a user wrote, the paper that is meant, who knows of its code, each candidate looked at, ranked.</summary>
public sealed class PaperFinder(ServiceContext services, FindOptions options) : IDisposable
{
    /// <summary>Which paper a title, arXiv id, DOI, address or PDF file means.</summary>
    public Task<Resolution> ResolveAsync(string text, CancellationToken cancellation) => throw new NotSupportedException($"{services}{options}{text}{cancellation.CanBeCanceled}");

    /// <summary>The paper's repositories. <paramref name="progress"/> is told what is being done, one short line each time.</summary>
    public Task<FindResult> FindAsync(Paper paper, IProgress<string>? progress, CancellationToken cancellation) => throw new NotSupportedException($"{paper}{progress}{cancellation.CanBeCanceled}");

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
