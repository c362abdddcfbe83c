using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Archives;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Reading;

namespace DataTools.Connectors.Web;

/// <summary>
/// <c>url:https://...</c>: one archive (zip, tar, tar.gz) of labelled images, from any address. Nobody has published its
/// checksum: what came is recorded as the revision, and is what the cache gives from then on.
/// </summary>
internal sealed class UrlSource : IDatasetSource
{
    public string Scheme => "url";

    public PullChoices Takes => PullChoices.Reading;

    public IReadOnlyList<string> Names(Workspace workspace) => [];

    public Task<PullPlan> FindAsync(string name, PullContext context, CancellationToken cancellation)
    {
        var url = Parse(name);
        var file = url.Segments[^1].Trim('/') is { Length: > 0 } last ? Uri.UnescapeDataString(last) : url.Host;
        var stem = new ListedFile(file, 0, () => Stream.Null).Unpacked;
        var draft = new DatasetCard
        {
            Name = new DatasetRef(Scheme, stem.Length > 0 ? stem : file).DefaultEntryName,
            Source = $"{Scheme}:{name}",
        };
        return Task.FromResult(new PullPlan(draft, (report, token) => FetchAsync(name, file, context, report, token)));
    }

    private static Uri Parse(string name)
    {
        if (!Uri.TryCreate(name, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new InvalidInputException($"'{name}' is no http:// or https:// address", "Write url:https://HOST/PATH/FILE.zip.");
        // It would stand in the entry's card for everybody to read. The message does not repeat it.
        if (url.UserInfo.Length > 0)
            throw new InvalidInputException($"the address on {url.Host} holds a user name or password", "Leave it out: addresses are written into the entry's card.");
        return url;
    }

    private static async Task<PulledContent> FetchAsync(
        string url, string file, PullContext context, Action<long, long?> report, CancellationToken cancellation)
    {
        var blob = await context.Downloader.FetchAsync(new RemoteFile(file, [url]), new Counter(bytes => report(bytes, null)), cancellation);
        var archive = PulledFiles.File(file, blob);
        var raw = new RawFile(file, blob.Bytes, blob.Sha256, url);
        var pulled = await Task.Run(() => PulledFiles.Unpacked($"url:{url}", [archive], bundle: true, [raw], context, cancellation), cancellation);
        return pulled with { Revision = $"sha256:{blob.Sha256}" };
    }
}
