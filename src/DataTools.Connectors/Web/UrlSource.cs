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
    // What signs an address or stands for a login: a part of the parameter's name.
    private static readonly string[] Secrets = ["token", "key", "sig", "secret", "passw", "credential", "auth", "x-amz-", "x-goog-"];

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
            Source = $"{Scheme}:{Shown(name, context)}",
        };
        return Task.FromResult(new PullPlan(draft, (report, token) => FetchAsync(name, draft.Source, file, context, report, token)));
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

    // The address as cards show it to everybody: without what only its user may know.
    private static string Shown(string url, PullContext context)
    {
        var question = url.IndexOf('?', StringComparison.Ordinal);
        if (question < 0)
            return url;
        var parameters = url[(question + 1)..].Split('#')[0].Split('&').ToLookup(
            p => Secrets.Any(s => p.Split('=')[0].Contains(s, StringComparison.OrdinalIgnoreCase)));
        if (!parameters[true].Any())
            return url;
        context.Options.OnWarning?.Invoke(
            $"what may be secret in the address ({string.Join(", ", parameters[true].Select(p => p.Split('=')[0]))}) is not written into the card: to pull it again, you need the whole address");
        return parameters[false].Any() ? $"{url[..question]}?{string.Join('&', parameters[false])}" : url[..question];
    }

    private static async Task<PulledContent> FetchAsync(
        string url, string source, string file, PullContext context, Action<long, long?> report, CancellationToken cancellation)
    {
        var blob = await context.Downloader.FetchAsync(new RemoteFile(file, [url]), new Counter(bytes => report(bytes, null)), cancellation);
        var archive = PulledFiles.File(file, blob);
        var raw = new RawFile(file, blob.Bytes, blob.Sha256, source["url:".Length..]);
        try
        {
            var pulled = await Task.Run(() => PulledFiles.Unpacked(source, [archive], bundle: true, [raw], context, cancellation), cancellation);
            return pulled with { Revision = $"sha256:{blob.Sha256}" };
        }
        catch (CorruptFileException e)
        {
            // Without a checksum the cache takes whatever came.
            throw new CorruptFileException(e.Path, e.Message[(e.Path.Length + 2)..], $"{e.Hint} The cache keeps what came: after `datatools cache prune` it is fetched anew.", e);
        }
    }
}
