using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Reproducing;

namespace DataTools.Connectors;

/// <summary>
/// Brings a data set into the catalog: its source describes it, its files come into the cache, its samples become an
/// entry. The entry appears whole or not at all.
/// </summary>
/// <param name="services">The workspace, the clock, endpoints and credentials.</param>
public sealed class Puller(ServiceContext services) : IDisposable
{
    private readonly EntryStore _store = new(services.Workspace);
    private readonly HttpClient _http = DownloadClient.Create(services.Tool, services.Environment);

    /// <summary>How patient downloads are.</summary>
    internal DownloadOptions Patience { get; init; } = new();

    /// <summary>
    /// Pulls <paramref name="reference"/>. Where the entry already holds what would be pulled, nothing is fetched or
    /// written. Throws a <see cref="DataToolsException"/> for whatever the user can do something about, an
    /// <see cref="InvalidInputException"/> where the name is taken by other content among them.
    /// </summary>
    public async Task<PullResult> PullAsync(
        DatasetRef reference, PullOptions options, IProgress<PullProgress>? progress = null, CancellationToken cancellation = default)
    {
        var source = References.Source(reference, services.Workspace);
        source.Demand(options);
        var bad = new BadSamples(options.OnBadSample, options.OnSkip);
        var mirrors = MirrorRules.Read(options.Mirrors, services.Workspace.Settings);
        var downloader = new Downloader(new BlobCache(services.Workspace.Cache), mirrors, _http, Patience with { Offline = Patience.Offline || options.Offline }, services.Time);
        var plan = await source.FindAsync(
            reference.Name, new(services, options, downloader, bad), cancellation);
        var draft = plan.Draft with { Name = options.As ?? plan.Draft.Name, Options = RecordedOptions.Of(options), Tool = services.Tool };
        if (There(draft, plan.Splits) is { } before)
            return new(before, AlreadyThere: true);

        using var use = await CacheUse.PullAsync(services.Workspace.Cache, services.Time, cancellation);
        using var pulled = await plan.FetchAsync(
            (done, total) => progress?.Report(new(draft.Name, PullStage.Downloading, done, total)), cancellation);
        draft = draft with { Files = pulled.Files, Revision = pulled.Revision ?? draft.Revision, CreatedAt = services.Time.GetUtcNow() };
        // Samples are decoded, hashed and written as they are read: not on the caller's thread.
        return await Task.Run(() => Write(draft, plan.Splits, pulled.Content, bad, progress, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private PullResult Write(
        DatasetCard draft, IReadOnlyList<string>? splits, DatasetContent content, BadSamples bad, IProgress<PullProgress>? progress, CancellationToken cancellation)
    {
        var count = new WritingProgress(draft.Name, content, progress);
        // Looked at again: another process may have pulled the same meanwhile.
        if (There(draft, splits) is { } meanwhile)
            return new(meanwhile, AlreadyThere: true);
        if (_store.Exists(draft.Name))
        {
            var fingerprint = ContentFingerprint.Of(content, count.Of, cancellation);
            var card = _store.Card(draft.Name);
            return card.Fingerprint == fingerprint ? new(card, AlreadyThere: true) : throw Changed(card);
        }
        using var writer = _store.Create(draft.Name, content);
        foreach (var split in content.Splits)
            writer.WriteSplit(split, count.Of(split), cancellation);
        return new(writer.Commit(draft with { SkippedSamples = bad.Skipped }), AlreadyThere: false);
    }

    /// <summary>
    /// The entry of that name where it is what the draft describes; null where there is none, or where only reading the
    /// content can tell. Throws where the name is no name or is taken.
    /// </summary>
    private DatasetCard? There(DatasetCard draft, IReadOnlyList<string>? splits)
    {
        if (!_store.Exists(draft.Name) || _store.Card(draft.Name) is not { } card || card.Source != draft.Source)
        {
            _store.CheckNew(draft.Name);
            return null;
        }
        if (draft.Revision is null)
            return null;
        // Where the revision counts the choice in, another choice is not another state of the source.
        if (card.Revision != draft.Revision)
            throw RecordedOptions.Splits(card.Options).ToHashSet().SetEquals(RecordedOptions.Splits(draft.Options)) ? Changed(card) : OtherSplits(card, RecordedOptions.Splits(draft.Options));
        if (splits is not null && !splits.ToHashSet().SetEquals(card.Splits.Select(s => s.Name)))
            throw OtherSplits(card, splits);
        // One that cannot be opened is not there, and says how it is got again.
        _store.Open(card.Name).Dispose();
        return card;
    }

    private static InvalidInputException OtherSplits(DatasetCard card, IReadOnlyList<string>? wanted) => new(
        $"the entry '{card.Name}' holds other splits of {card.Source}: {string.Join(", ", card.Splits.Select(s => s.Name))}, not {(wanted is null or { Count: 0 } ? "all" : string.Join(", ", wanted))}",
        $"Remove it first with `datatools remove {card.Name}`, or choose another name with --as.");

    private static InvalidInputException Changed(DatasetCard card) => new(
        $"the entry '{card.Name}' was pulled from {card.Source} before, and what is there now differs",
        $"Remove it first with `datatools remove {card.Name}`, or choose another name with --as.");

    // The samples of all splits together, as they are written.
    private sealed class WritingProgress(string name, DatasetContent content, IProgress<PullProgress>? progress)
    {
        private readonly long? _total = content.Splits.Any(s => s.ExpectedCount is null) ? null : content.Splits.Sum(s => s.ExpectedCount);
        private long _done;

        public IProgress<long>? Of(SplitContent split) => progress is null ? null : new Split(this);

        private sealed class Split(WritingProgress all) : IProgress<long>
        {
            private readonly long _before = all._done;

            public void Report(long value)
            {
                all._done = _before + value;
                all.Report();
            }
        }

        private void Report() => progress!.Report(new(name, PullStage.Writing, _done, _total));
    }
}
