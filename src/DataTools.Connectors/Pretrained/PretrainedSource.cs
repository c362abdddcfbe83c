using DataTools.Catalog;
using DataTools.Catalog.Text;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Http;
using DataTools.Connectors.HuggingFace;

namespace DataTools.Connectors.Pretrained;

/// <summary>
/// Brings published weights into the cache as data sets come: in parts, gone on with where it broke off, from mirrors, with
/// the Hub's token, every byte verified, and offline from what is there.
/// </summary>
/// <param name="services">The workspace, the clock, endpoints and credentials.</param>
public sealed class PretrainedSource(ServiceContext services) : IDisposable
{
    private const string HubScheme = "hf:";

    private readonly HttpClient _http = DownloadClient.Create(services.Tool, services.Environment);

    /// <summary>How patient downloads are.</summary>
    internal DownloadOptions Patience { get; init; } = new();

    /// <summary>How patient questions to the Hub are.</summary>
    internal Func<ApiOptions, ApiOptions>? AskingPatience { get; init; }

    /// <summary>
    /// The file, from the cache or fetched; <paramref name="progress"/> is told its bytes so far, and of how many where
    /// that is known. Throws a <see cref="DataToolsException"/> for whatever the user can do something about,
    /// <see cref="CorruptDownloadException"/> for other bytes than the registry or the Hub promises among them.
    /// </summary>
    public async Task<PulledWeights> FetchAsync(PretrainedFile file, PretrainedOptions options, Action<long, long?>? progress, CancellationToken cancellation)
    {
        var mirrors = MirrorRules.Read(options.Mirrors, services.Workspace.Settings);
        var downloader = new Downloader(new BlobCache(services.Workspace.Cache), mirrors, _http, Patience with { Offline = options.Offline, Talk = options.OnWarning }, services.Time);
        using var use = await CacheUse.PullAsync(services.Workspace.Cache, services.Time, cancellation);
        var (remote, source) = file.Source.StartsWith(HubScheme, StringComparison.Ordinal) ? await FromHubAsync(file, options, cancellation) : FromAddress(file);
        var blob = await downloader.FetchAsync(remote, new Counter(bytes => progress?.Invoke(bytes, remote.Bytes)), cancellation);
        return new(blob.Path, blob.Sha256, blob.Bytes, source);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static (RemoteFile Remote, string Source) FromAddress(PretrainedFile file)
    {
        if (!Uri.TryCreate(file.Source, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new InvalidInputException($"'{Endpoints.Shown(file.Source)}' is no source of weights", "Write hf:OWNER/NAME or an https:// address.");
        return (new(uri.Segments[^1], [file.Source]) { Bytes = file.Bytes, Sha256 = file.Sha256, Sha256Prefix = file.Sha256Prefix }, Endpoints.Shown(uri));
    }

    private async Task<(RemoteFile Remote, string Source)> FromHubAsync(PretrainedFile file, PretrainedOptions options, CancellationToken cancellation)
    {
        var reference = HubRef.Parse(file.Source[HubScheme.Length..]) with { Revision = file.Revision };
        var path = file.File ?? throw new InvalidInputException($"{file.Source}: which file of it?", "A registry entry names it with \"file\".");
        // Data sets may have the same names.
        var notes = new HubNotes(services.Workspace.Cache, $"{Endpoints.Shown(services.Endpoints.Of("HF_ENDPOINT"))} {HubKind.Models.Api}");
        using var client = new HubClient(services, AskingPatience, HubKind.Models);
        if (client.Withheld is { } withheld)
            options.OnWarning?.Invoke(withheld);
        var snapshot = options.Offline ? notes.Demand(reference) : await new HubPinning(client, notes, options.OnWarning).PinAsync(reference.Id, reference.Revision, cancellation);
        var names = snapshot.Files.Select(f => f.Path).ToList();
        var listed = snapshot.Files.FirstOrDefault(f => f.Path == path)
            ?? throw new NotFoundException($"hf:{snapshot.Id} has no file {path}", DidYouMean.Hint(path, names, "There are"));
        var located = await client.LocateAsync(snapshot, listed, ask: !options.Offline, cancellation);
        var source = $"{HubScheme}{snapshot.Id}@{snapshot.Commit}/{path}";
        // Told before anything is fetched.
        if (file.Sha256 is { } promised && located.Remote.Sha256 is { } stated && promised != stated)
            throw new CorruptDownloadException(located.Shown, $"SHA-256 {promised}", $"SHA-256 {stated}", listed.Bytes);
        return (located.Remote with { Name = path, Sha256 = file.Sha256 ?? located.Remote.Sha256 }, source);
    }
}
