using System.Net;
using System.Runtime.CompilerServices;
using DataTools.Catalog;
using DataTools.Connectors.Http;
using Refit;

namespace DataTools.Connectors.HuggingFace;

/// <summary>
/// The Hub's REST interface, with its refusals as errors of ours. Throws <see cref="DataToolsException"/>: nothing there,
/// access gated, credentials missing or refused, asked too often, broken.
/// </summary>
internal sealed class HubClient : IDisposable
{
    // Far beyond any repository; a server that gives pages for ever is left.
    private const int MostPages = 20_000;

    private const long LargestCard = 16 << 20;

    private readonly HubKind _kind;
    private readonly string _endpoint;
    private readonly HttpClient _http;
    private readonly IHubApi _api;
    private readonly HubToken? _token;
    private readonly HubFaults _faults;

    public HubClient(ServiceContext context, Func<ApiOptions, ApiOptions>? patience = null, HubKind? kind = null)
    {
        _kind = kind ?? HubKind.Datasets;
        const string variable = "HF_ENDPOINT";
        var endpoint = context.Endpoints.Of(variable);
        _endpoint = Endpoints.Shown(endpoint);
        var found = HubToken.Find(context.Environment);
        Withheld = found is not null && context.Endpoints.Withheld(variable) is { } why ? $"{found} was not {why}" : null;
        _token = Withheld is null ? found : null;
        var options = new ApiOptions("Hugging Face", endpoint)
        {
            Authorization = _token?.Header,
            RateLimitHint = _token is null ? $"Wait until then and run the command again. With a token the limit is twice as high. {HubToken.HowTo}" : null,
        };
        _http = ApiClient.Create(context, patience?.Invoke(options) ?? options);
        _api = RestService.ForGenerated<IHubApi>(_http, Rest.Json);
        _faults = new(_token, Withheld, _kind);
    }

    /// <summary>Why a token that is there is not sent; null where it is, or there is none.</summary>
    public string? Withheld { get; }

    /// <summary>What the Hub says of a data set, at its default branch where <paramref name="revision"/> is null.</summary>
    public async Task<HubInfo> InfoAsync(string id, string? revision, CancellationToken cancellation)
    {
        using var info = await AskAsync(id, revision, token => revision is null ? _api.InfoAsync(_kind.Api, id, token) : _api.InfoAsync(_kind.Api, id, revision, token), cancellation);
        if (info.Content!.Disabled == true)
            throw HubFaults.Disabled(id, "(it says so itself)", _kind);
        return info.Content;
    }

    /// <summary>All files at a commit.</summary>
    public async Task<IReadOnlyList<HubFile>> TreeAsync(string id, string commit, CancellationToken cancellation)
    {
        var files = new List<HubFile>();
        await foreach (var entry in PagesAsync(id, commit, (cursor, token) => _api.TreeAsync(_kind.Api, id, commit, cursor, token), cancellation))
        {
            if (entry is { Type: "file", Path: { Length: > 0 } path })
                files.Add(new(path, entry.Lfs?.Size ?? entry.Size ?? 0, Hex(entry.Lfs?.Oid, 64), entry.Lfs is null ? Hex(entry.Oid, 40) : null));
        }
        return files;
    }

    /// <summary>Branches, tags and conversions.</summary>
    public async Task<HubRefs> RefsAsync(string id, CancellationToken cancellation) =>
        (await AskAsync(id, null, token => _api.RefsAsync(_kind.Api, id, token), cancellation)).Content!;

    /// <summary>Data sets that match, the most downloaded first.</summary>
    public IAsyncEnumerable<HubInfo> SearchAsync(string words, string? filter, int limit, CancellationToken cancellation) =>
        PagesAsync(null, null, (cursor, token) => _api.SearchAsync(words, filter, limit, cursor, token), cancellation);

    /// <summary>A small file as text.</summary>
    public async Task<string> TextAsync(string id, string commit, string path, CancellationToken cancellation)
    {
        using var response = await _http.GetAsync(Resolve(_endpoint, id, commit, path), HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.StatusCode != HttpStatusCode.OK)
            throw await RefusedAsync(response, id, commit, path, null, cancellation);
        if (response.Content.Headers.ContentLength > LargestCard)
            throw HubFaults.Unexpected($"hf:{id}", $"{path} has {response.Content.Headers.ContentLength} bytes");
        return await response.Content.ReadAsStringAsync(cancellation);
    }

    /// <summary>
    /// The file as it will be fetched. Where <paramref name="ask"/>, its head is asked for, and its redirect to the storage
    /// kept in hand and not followed: only there stand the content's size and hash (the storage's own ETag is no SHA-256).
    /// Else, and where a mirror leaves them out, the tree's hold.
    /// </summary>
    public async Task<HubDownload> LocateAsync(HubSnapshot at, HubFile file, bool ask, CancellationToken cancellation)
    {
        var (id, commit) = (at.Id, at.Commit);
        var url = Resolve(_endpoint, id, commit, file.Path);
        var (bytes, sha256, git) = (file.Bytes, file.Sha256, file.GitSha1);
        if (ask)
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, url);
            request.Headers.AcceptEncoding.Add(new("identity"));
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (response.StatusCode != HttpStatusCode.OK && !Rest.IsRedirect(response.StatusCode))
                throw await RefusedAsync(response, id, commit, file.Path, at.Gate, cancellation);
            if (Header(response, "X-Repo-Commit") is { } other && other != commit)
                throw HubFaults.Unexpected($"hf:{id}", $"it speaks of commit {Archives.EntryNames.Show(other)} where {commit} was asked for");
            var direct = response.StatusCode == HttpStatusCode.OK;
            var tag = (Header(response, "X-Linked-Etag") ?? (direct ? Header(response, "ETag") : null))?.Replace("W/", "", StringComparison.Ordinal).Trim('"');
            if (Hex(tag, 64) is { } content && (!direct || Header(response, "X-Linked-Etag") is not null))
                (sha256, git) = (Agreed(sha256, content), null);
            else if (Hex(tag, 40) is { } blob && sha256 is null)
                git = Agreed(git, blob);
            bytes = long.TryParse(Header(response, "X-Linked-Size"), out var linked) ? linked : bytes;
            if (bytes != file.Bytes)
                throw Contradiction($"{file.Bytes} bytes in its list of files, {bytes} at the file itself");
        }
        // Only the official address is shown and kept: a mirror's may be gone tomorrow.
        return new(file, new(file.Path, [url]) { Bytes = bytes, Sha256 = sha256, GitSha1 = git, Authorization = _token?.Header }, Resolve("https://huggingface.co", id, commit, file.Path));

        string Agreed(string? listed, string linked) => listed is null || listed == linked ? linked : throw Contradiction($"{listed} in its list of files, {linked} at the file itself");

        NetworkException Contradiction(string what) => HubFaults.Unexpected($"hf:{id}: {file.Path}", $"it contradicts itself: {what}");
    }

    public void Dispose() => _http.Dispose();

    private async IAsyncEnumerable<T> PagesAsync<T>(
        string? id, string? revision, Func<string?, CancellationToken, Task<IApiResponse<IReadOnlyList<T>>>> ask, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var seen = new HashSet<string>();
        string? cursor = null;
        do
        {
            using var page = await AskAsync(id, revision, token => ask(cursor, token), cancellation);
            foreach (var item in page.Content!)
                yield return item;
            cursor = HubLinks.NextCursor(page.Headers?.TryGetValues("Link", out var links) == true ? links : []);
            if (cursor is not null && (!seen.Add(cursor) || seen.Count > MostPages))
                throw HubFaults.Unexpected(id is null ? "the search on Hugging Face" : $"hf:{id}", "its pages have no end");
        }
        while (cursor is not null);
    }

    private async Task<IApiResponse<T>> AskAsync<T>(string? id, string? revision, Func<CancellationToken, Task<IApiResponse<T>>> ask, CancellationToken cancellation)
        where T : class
    {
        var response = await ask(cancellation);
        Rest.DemandAnswer(response, cancellation);
        if (response.IsSuccessStatusCode)
        {
            if (response.Content is not null)
                return response;
            throw HubFaults.Unexpected(id is null ? "the search on Hugging Face" : $"hf:{id}", response.ContentHeaders?.ContentType?.MediaType == "text/html"
                ? "it is a web page (a login or captcha of the network?)" : "it is no JSON of the expected shape", response.Error);
        }
        using (response)
        {
            if (Value("X-Error-Code") == "RevisionNotFound" && revision is not null)
                throw await UnknownRevisionAsync(id!, revision, cancellation);
            throw _faults.Of(id, revision, null, response.StatusCode ?? HttpStatusCode.BadGateway, Value, (response.Error as ApiException)?.Content);
        }

        string? Value(string name) => response.Headers is { } headers && headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
    }

    private async Task<NotFoundException> UnknownRevisionAsync(string id, string revision, CancellationToken cancellation)
    {
        var refs = await RefsAsync(id, cancellation);
        var names = (refs.Branches ?? []).Concat(refs.Tags ?? []).Select(r => r.Name).Concat((refs.Converts ?? []).Select(r => r.Ref)).OfType<string>().ToList();
        return new($"hf:{id} has no revision '{revision}'", Catalog.Text.DidYouMean.Hint(revision, names, "There are"));
    }

    private async Task<DataToolsException> RefusedAsync(HttpResponseMessage response, string id, string commit, string path, string? gate, CancellationToken cancellation)
    {
        string? body = null;
        try
        {
            body = await response.Content.ReadAsStringAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The status has to do.
        }
        return _faults.Of(id, commit, path, response.StatusCode, name => Header(response, name), body, gate);
    }

    private string Resolve(string endpoint, string id, string commit, string path) =>
        $"{endpoint}/{_kind.Prefix}{id}/resolve/{Uri.EscapeDataString(commit)}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static string? Hex(string? text, int length) =>
        text?.Length == length && text.All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null;
}
