namespace DataTools.Papers.Resolving;

/// <summary>
/// A service that knows papers. Each says what it knows, and the resolver puts it together. Throws a
/// <see cref="Catalog.DataToolsException"/> where it cannot be asked.
/// </summary>
internal interface IPaperCatalogue
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>The paper; null where it is not known there.</summary>
    Task<Paper?> ByArxivAsync(ArxivId id, CancellationToken cancellation);

    /// <summary>The paper; null where it is not known there. The DOI is bare and in lower case.</summary>
    Task<Paper?> ByDoiAsync(string doi, CancellationToken cancellation);

    /// <summary>Papers whose titles are close, the best first; none where there is none.</summary>
    Task<IReadOnlyList<Paper>> ByTitleAsync(string title, CancellationToken cancellation);
}
