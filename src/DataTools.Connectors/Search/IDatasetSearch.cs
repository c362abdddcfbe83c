namespace DataTools.Connectors.Search;

/// <summary>A catalogue that can be searched. One file in its source's folder, and a line in <see cref="Sources"/>.</summary>
public interface IDatasetSearch
{
    /// <summary>What <c>--source</c> calls it: hf, kaggle, official.</summary>
    string Source { get; }

    /// <summary>
    /// Data sets that match, as the service ranks them, page after page; the caller stops when it has enough. Throws a
    /// <see cref="Catalog.DataToolsException"/> where the service fails.
    /// </summary>
    IAsyncEnumerable<SearchHit> SearchAsync(SearchQuery query, ServiceContext context, CancellationToken cancellation);
}

/// <summary>What is looked for.</summary>
/// <param name="Words">Words of a name or title.</param>
/// <param name="Task">The Hub's name of a task, such as image-classification, or null for any.</param>
/// <param name="Limit">The most hits wanted of each source.</param>
public sealed record SearchQuery(string Words, string? Task, int Limit);

/// <summary>A data set that was found.</summary>
/// <param name="Reference">What <c>pull</c> takes.</param>
/// <param name="Title">For people.</param>
public sealed record SearchHit(string Reference, string Title)
{
    /// <summary>Size of the download in bytes, where known.</summary>
    public long? Bytes { get; init; }

    /// <summary>The licence as the source states it.</summary>
    public string? License { get; init; }

    /// <summary>How often it was downloaded, as the source counts.</summary>
    public long? Downloads { get; init; }

    /// <summary>The last change.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>Whether somebody must be asked, or rules accepted, before it can be pulled.</summary>
    public bool Gated { get; init; }
}
