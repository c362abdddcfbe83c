using System.Net;
using System.Runtime.CompilerServices;
using DataTools.Catalog;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Http;
using Refit;

namespace DataTools.Connectors.Kaggle;

/// <summary>
/// Kaggle's REST interface, with its refusals as errors of ours. Throws <see cref="DataToolsException"/>: credentials
/// missing or refused, access gated, nothing there, asked too often, broken.
/// </summary>
internal sealed class KaggleClient : IDisposable
{
    private const int PageSize = 200;

    // Far beyond any listing; a server that gives the same page for ever is left.
    private const int MostPages = 50_000;

    private readonly string _address;
    private readonly HttpClient _http;
    private readonly IKaggleApi _api;
    private readonly KaggleFaults _faults;
    private readonly KaggleDownloads _downloads;

    public KaggleClient(ServiceContext context, Func<ApiOptions, ApiOptions>? patience = null)
    {
        var endpoint = context.Endpoints.Of("DATATOOLS_KAGGLE_API");
        // Addresses of files are written into cards and notes: nothing secret may stand in them.
        _address = Endpoints.Shown(endpoint);
        Credentials = KaggleCredentials.For(context);
        patience ??= options => options;
        _http = ApiClient.Create(context, patience(new("Kaggle", new(_address)) { Authorization = Credentials.Header }));
        _api = RestService.ForGenerated<IKaggleApi>(_http, Rest.Json);
        _faults = new(Credentials);
        _downloads = new(context, _http, _faults, Credentials.Header, patience);
    }

    /// <summary>Whoever asks.</summary>
    public KaggleCredentials Credentials { get; }

    /// <summary>Data sets that match, as Kaggle ranks them.</summary>
    public async IAsyncEnumerable<KaggleDataset> SearchAsync(string words, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var page = 1; page <= MostPages; page++)
        {
            var found = await AskAsync(KaggleTarget.Search, token => _api.SearchAsync(words, page, token), cancellation);
            if (found.Count == 0)
                yield break;
            foreach (var dataset in found.Where(d => d is not null))
                yield return dataset;
        }
    }

    /// <summary>What Kaggle says of a data set; its current version among it.</summary>
    public Task<KaggleDataset> ViewAsync(KaggleRef reference, CancellationToken cancellation) =>
        AskAsync(KaggleTarget.Of(reference), token => _api.ViewAsync(reference.Owner, reference.Name, token), cancellation);

    /// <summary>The files of one version, in Kaggle's order.</summary>
    public IAsyncEnumerable<KaggleFile> FilesAsync(KaggleRef reference, int version, CancellationToken cancellation) => PagesAsync(
        KaggleTarget.Of(reference), (page, token) => _api.DatasetFilesAsync(reference.Owner, reference.Name, version, PageSize, page, token), cancellation);

    /// <summary>The files of a competition, in Kaggle's order.</summary>
    public IAsyncEnumerable<KaggleFile> FilesAsync(KaggleCompetitionRef reference, CancellationToken cancellation) => PagesAsync(
        KaggleTarget.Of(reference), (page, token) => _api.CompetitionFilesAsync(reference.Name, PageSize, page, token), cancellation);

    /// <summary>The archive of all its files: size and checksum learned, nothing fetched yet.</summary>
    public Task<RemoteFile> ArchiveAsync(KaggleTarget target, CancellationToken cancellation) =>
        _downloads.LocateAsync(target, $"{_address}/{target.Archive}", KaggleNote.Archive, zip: true, cancellation);

    /// <summary>One of its files. Kaggle may have zipped it: what comes says so, not the name.</summary>
    public Task<RemoteFile> FileAsync(KaggleTarget target, string file, CancellationToken cancellation) =>
        _downloads.LocateAsync(target, $"{_address}/{target.File(file)}", file, zip: false, cancellation);

    public void Dispose() => _http.Dispose();

    private async IAsyncEnumerable<KaggleFile> PagesAsync(
        KaggleTarget target, Func<string?, CancellationToken, Task<IApiResponse<KaggleFilePage>>> ask, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? page = null;
        for (var count = 0; count < MostPages; count++)
        {
            var answer = await AskAsync(target, token => ask(page, token), cancellation);
            if (answer.ErrorMessage is { Length: > 0 } error)
                throw KaggleFaults.Unexpected(target, Archives.EntryNames.Show(error));
            foreach (var file in answer.DatasetFiles ?? answer.Files ?? [])
                yield return file?.Name is not null ? file : throw KaggleFaults.Unexpected(target, "a file without a name");
            if (string.IsNullOrEmpty(answer.NextPageToken) || answer.NextPageToken == page)
                yield break;
            page = answer.NextPageToken;
        }
    }

    private async Task<T> AskAsync<T>(KaggleTarget target, Func<CancellationToken, Task<IApiResponse<T>>> ask, CancellationToken cancellation)
        where T : class
    {
        using var response = await ask(cancellation);
        Rest.DemandAnswer(response, cancellation);
        if (response.ContentHeaders?.ContentType?.MediaType == "text/html" && response.StatusCode == HttpStatusCode.OK)
            throw _faults.WebPage(target);
        if (!response.IsSuccessStatusCode)
            throw _faults.Of(target, response.StatusCode ?? HttpStatusCode.BadGateway, (response.Error as ApiException)?.Content);
        return response.Content ?? throw KaggleFaults.Unexpected(target, "it is no JSON of the expected shape", response.Error);
    }
}
