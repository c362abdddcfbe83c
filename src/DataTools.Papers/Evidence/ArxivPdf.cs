using System.Net;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Connectors;
using DataTools.Connectors.Http;
using DataTools.Papers.Resolving;
using DataTools.Papers.Resolving.Arxiv;
using DataTools.Papers.Resolving.Pdf;

namespace DataTools.Papers.Evidence;

/// <summary>
/// The addresses that a paper prints: of the user's own PDF where that was read, else of the one at arXiv. What is kept
/// on disk are the addresses, not the PDF, which is its authors'.
/// </summary>
internal sealed class ArxivPdf : IEvidenceSource, IDisposable
{
    private const long LargestPdf = 50 << 20;

    // A new version of a paper may name code that an old one did not.
    private static readonly TimeSpan FreshFor = TimeSpan.FromDays(7), MissingFor = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestTransfer = TimeSpan.FromMinutes(5);

    private readonly ServiceContext _services;
    private readonly bool _offline;
    private readonly string _root;
    private readonly string _folder;
    private readonly HttpClient _http;

    public ArxivPdf(ServiceContext services, bool offline, Func<ApiOptions, ApiOptions>? patience = null)
    {
        (_services, _offline) = (services, offline);
        var api = services.Endpoints.Of("DATATOOLS_ARXIV_API");
        _root = PdfRoot(api);
        _folder = Path.Combine(services.Workspace.Cache, "http", "arxiv-pdf");
        var options = new ApiOptions(Name, api) { FollowForeign = true, Retries = 2, FirstDelay = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromMinutes(1) };
        options = patience?.Invoke(options) ?? options;
        var limit = new BodyLimit(LargestPdf, LongestTransfer, services.Time);
        _http = ApiClient.Create(services, options with { Step = inner => new ArxivStep(services, limit, static body => body.Length == 0 ? "an empty answer" : null, inner) });
    }

    /// <inheritdoc/>
    public string Name => "the paper's PDF";

    /// <inheritdoc/>
    public async Task<Findings> AskAsync(Paper paper, CancellationToken cancellation)
    {
        if (paper.Links.Count > 0)
            return Of(paper.Links, paper.Url ?? "the PDF");
        if (paper.Arxiv is not { } id)
            return new();
        var kept = Kept(id) ?? Keep(id, await FetchAsync(id, cancellation));
        return kept.Links is { } links ? Of(links, $"https://arxiv.org/pdf/{id}") : throw new NotFoundException(
            $"arXiv has no PDF of {id}: it was withdrawn, or is there in another form only", $"See {id.Url}, or give the path of the PDF.");
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Where PDFs are, beside the API: <c>https://export.arxiv.org/api</c> has <c>https://export.arxiv.org/pdf/ID</c>.</summary>
    internal static string PdfRoot(Uri api)
    {
        var root = api.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return (root.EndsWith("/api", StringComparison.Ordinal) ? root[..^"/api".Length] : root) + "/pdf/";
    }

    // Null where there is none.
    private async Task<IReadOnlyList<PrintedLink>?> FetchAsync(ArxivId id, CancellationToken cancellation)
    {
        if (_offline)
            throw new NotFoundException($"the PDF of arXiv:{id} was not read before", "Run the command without --offline once.");
        using var response = await _http.GetAsync(new Uri(_root + id), cancellation);
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        if (response.StatusCode != HttpStatusCode.OK || !body.AsSpan(0, Math.Min(body.Length, 1024)).StartsWith("%PDF"u8))
        {
            throw new NetworkException(
                $"arXiv gave something else than the PDF of {id} ({(int)response.StatusCode} {response.Content.Headers.ContentType?.MediaType})",
                "It may be a captcha, or a PDF that is still being made: try again later, or give the path of the PDF.");
        }
        return await Task.Run(() => PaperPdf.Read(body, $"the PDF of arXiv:{id}").Links, cancellation);
    }

    private Findings Of(IReadOnlyList<PrintedLink> links, string source)
    {
        var mentions = new List<Mention>();
        var elsewhere = new List<CodeElsewhere>();
        foreach (var link in links)
        {
            var place = source.StartsWith("http", StringComparison.Ordinal) ? $"{source}#page={link.Page}" : $"{source}, page {link.Page}";
            foreach (var named in RepositoryLinks.In(link.Url))
            {
                if (named.Repository is { } repository)
                    mentions.Add(new(repository, link.InReferences ? MentionKind.Bibliography : MentionKind.FullText, place, link.Quote) { Path = named.Path });
                else if (!link.InReferences)
                    elsewhere.Add(new(named.Url, place, link.Quote));
            }
        }
        return new()
        {
            Mentions = [.. mentions.DistinctBy(m => (m.Repository, m.Kind, m.Path))],
            Elsewhere = [.. elsewhere.DistinctBy(e => e.Url)],
            ProjectPages = [.. links.Where(IsProjectPage).Select(l => new Uri(l.Url)).Distinct()],
        };
    }

    private static bool IsProjectPage(PrintedLink link) =>
        !link.InReferences && Uri.TryCreate(link.Url, UriKind.Absolute, out var uri) && RepositoryLinks.In(link.Url).Count == 0
        && (uri.Host.EndsWith(".github.io", StringComparison.OrdinalIgnoreCase)
            || link.Quote.Contains("project page", StringComparison.OrdinalIgnoreCase) || link.Quote.Contains("project website", StringComparison.OrdinalIgnoreCase));

    private string FileOf(ArxivId id) => Path.Combine(_folder, id.Value.Replace('/', '_') + ".json");

    private KeptLinks? Kept(ArxivId id)
    {
        try
        {
            var kept = JsonSerializer.Deserialize<KeptLinks>(File.ReadAllBytes(FileOf(id)));
            if (kept is not ({ Links: not null } or { Missing: true }))
                return null;
            var age = _services.Time.GetUtcNow() - kept.At;
            return _offline || (age >= TimeSpan.Zero && age < (kept.Missing ? MissingFor : FreshFor)) ? kept : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            // A damaged file costs a call, nothing else.
            return null;
        }
        catch (Exception e) when (StorageFaults.Translate(_folder, e) is { } told)
        {
            throw told;
        }
    }

    private KeptLinks Keep(ArxivId id, IReadOnlyList<PrintedLink>? links)
    {
        var kept = new KeptLinks(_services.Time.GetUtcNow(), links, links is null);
        StorageFaults.Explain(_folder, () => AtomicFile.WriteAllBytes(FileOf(id), JsonSerializer.SerializeToUtf8Bytes(kept)));
        return kept;
    }

    private sealed record KeptLinks(DateTimeOffset At, IReadOnlyList<PrintedLink>? Links, bool Missing);
}
