using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors;

/// <summary>A place that data sets come from: one scheme of references, one folder of this project.</summary>
internal interface IDatasetSource
{
    /// <summary>The part of a reference before the colon.</summary>
    string Scheme { get; }

    /// <summary>Which options of a pull mean something here; others are refused, so that none is ignored in silence.</summary>
    PullChoices Takes { get; }

    /// <summary>The names that are known without asking anybody: for suggestions.</summary>
    IReadOnlyList<string> Names(Workspace workspace);

    /// <summary>
    /// Describes a data set without fetching it. Throws <see cref="NotFoundException"/> with a suggestion.
    /// </summary>
    Task<PullPlan> FindAsync(string name, PullContext context, CancellationToken cancellation);
}

/// <summary>What a source may use.</summary>
/// <param name="Services">Endpoints, credentials, the clock.</param>
/// <param name="Options">What the user asked for.</param>
/// <param name="Downloader">Gets files into the cache.</param>
/// <param name="BadSamples">Where samples that cannot be read are reported.</param>
internal sealed record PullContext(ServiceContext Services, PullOptions Options, Downloader Downloader, BadSamples BadSamples)
{
    /// <summary>Where recipes of the user lie.</summary>
    public Workspace Workspace => Services.Workspace;

    /// <summary>What relative paths start from, absolute.</summary>
    public string BaseFolder { get; } = Path.GetFullPath(Options.BaseFolder);
}

/// <summary>A data set that was found.</summary>
/// <param name="Draft">
/// Its card, with the name that the entry has when the user gives none. Source and revision together say whether an
/// entry is already what would be pulled; without a revision the content decides.
/// </param>
/// <param name="FetchAsync">Gets what is needed, and tells the bytes so far and of all (null: unknown). What it gives is read once.</param>
internal sealed record PullPlan(DatasetCard Draft, Func<Action<long, long?>, CancellationToken, Task<PulledContent>> FetchAsync)
{
    /// <summary>
    /// The splits that will be pulled, where the revision does not tell and the source knows: an entry with others is not
    /// the same. Null: not compared.
    /// </summary>
    public IReadOnlyList<string>? Splits { get; init; }
}

/// <summary>What a pull writes into an entry.</summary>
/// <param name="Content">Classes and samples.</param>
/// <param name="Files">The raw files behind them.</param>
internal sealed record PulledContent(DatasetContent Content, IReadOnlyList<RawFile> Files) : IDisposable
{
    /// <summary>What pins the source, where only fetching could tell; else null, and the draft's holds.</summary>
    public string? Revision { get; init; }

    /// <summary>What the samples are read from and nobody needs afterwards.</summary>
    public IDisposable? Held { get; init; }

    /// <inheritdoc/>
    public void Dispose() => Held?.Dispose();
}
