using DataTools.Catalog;

namespace DataTools.Connectors.Search;

/// <summary>What one source had to say.</summary>
/// <param name="Source">Its name.</param>
/// <param name="Hits">In its own order.</param>
/// <param name="Fault">Why it could not say more; null where all went well. What came before it is among the hits.</param>
public sealed record SearchAnswer(string Source, IReadOnlyList<SearchHit> Hits, DataToolsException? Fault = null);

/// <summary>What the sources together had to say.</summary>
/// <param name="Hits">The best first; see <see cref="Ranking"/>.</param>
/// <param name="Answers">What each said, in the order they were asked.</param>
public sealed record SearchResult(IReadOnlyList<SearchHit> Hits, IReadOnlyList<SearchAnswer> Answers)
{
    /// <summary>The sources that failed.</summary>
    public IEnumerable<SearchAnswer> Failed => Answers.Where(a => a.Fault is not null);

    /// <summary>Whether nobody answered.</summary>
    public bool AllFailed => Answers.Count > 0 && Answers.All(a => a is { Fault: not null, Hits.Count: 0 });
}

/// <summary>How far a search is.</summary>
/// <param name="Answered">Sources that are done, failed ones among them.</param>
/// <param name="Waiting">Sources that are still being asked.</param>
/// <param name="Hits">Hits so far.</param>
public sealed record SearchProgress(IReadOnlyList<string> Answered, IReadOnlyList<string> Waiting, int Hits);
