using System.Net;
using System.Text;
using DataTools.Catalog;
using DataTools.Connectors;
using DataTools.Connectors.Http;
using DataTools.Papers.Text;

namespace DataTools.Papers.Resolving.Arxiv;

/// <summary>What arXiv knows of papers. Answers are kept for a day: arXiv changes once in a night.</summary>
internal sealed class ArxivCatalogue : IPaperCatalogue, IDisposable
{
    private const int MostTitles = 10;
    private const int MostWords = 8;
    private const int LargestAnswer = 16 << 20;

    private readonly string _endpoint;
    private readonly HttpClient _http;

    public ArxivCatalogue(ServiceContext services, bool offline, Func<ApiOptions, ApiOptions>? patience = null)
    {
        var endpoint = services.Endpoints.Of("DATATOOLS_ARXIV_API");
        _endpoint = endpoint.AbsoluteUri.TrimEnd('/');
        var options = new ApiOptions(Name, endpoint)
        {
            Cache = ("arxiv", new(TimeSpan.FromDays(1), offline)),
            RefusePages = true,
            FollowForeign = true,
            Retries = 3,
            // It names no time to wait, and may refuse for minutes: others know most of its papers, and nobody waits so long.
            FirstDelay = TimeSpan.FromSeconds(2),
            RateLimitHint = "arXiv names no time: wait some minutes and run the command again. What it has answered already is kept.",
        };
        options = patience?.Invoke(options) ?? options;
        var limit = new BodyLimit(LargestAnswer, options.Timeout, services.Time);
        _http = ApiClient.Create(services, options with { Step = inner => new ArxivStep(services, limit, Glitch, inner) });
    }

    /// <inheritdoc/>
    public string Name => "arXiv";

    /// <inheritdoc/>
    public async Task<Paper?> ByArxivAsync(ArxivId id, CancellationToken cancellation) =>
        (await AskAsync($"id_list={id}&max_results=1", cancellation)).FirstOrDefault(p => p.Arxiv == id);

    /// <inheritdoc/>
    public async Task<Paper?> ByDoiAsync(string doi, CancellationToken cancellation) =>
        // Of others' DOIs it knows those that authors typed in, and cannot be asked for them.
        PaperQuery.OfDoi(doi) is PaperQuery.ByArxiv arxiv ? await ByArxivAsync(arxiv.Id, cancellation) : null;

    /// <summary>The title as a phrase; where no paper has that, papers with most of its words.</summary>
    public async Task<IReadOnlyList<Paper>> ByTitleAsync(string title, CancellationToken cancellation)
    {
        var words = Words(title);
        if (words.Length == 0)
            return [];
        var found = await SearchAsync($"ti:\"{string.Join(' ', words)}\"", cancellation);
        var telling = words.Where(w => w.Length > 3).Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(w => w.Length).Take(MostWords).ToList();
        return found.Count > 0 || telling.Count < 2 ? found : await SearchAsync(string.Join(" OR ", telling.Select(w => $"ti:{w}")), cancellation);
    }

    public void Dispose() => _http.Dispose();

    private Task<IReadOnlyList<Paper>> SearchAsync(string query, CancellationToken cancellation) =>
        AskAsync($"search_query={Uri.EscapeDataString(query)}&start=0&max_results={MostTitles}", cancellation);

    private async Task<IReadOnlyList<Paper>> AskAsync(string question, CancellationToken cancellation)
    {
        using var response = await _http.GetAsync(new Uri($"{_endpoint}/query?{question}"), cancellation);
        var feed = ArxivFeed.TryRead(await response.Content.ReadAsByteArrayAsync(cancellation));
        if (feed?.Error is { } error)
            throw new InvalidInputException($"arXiv does not take the question: {error}", "Check the id or title.");
        return response.StatusCode == HttpStatusCode.OK && feed is not null ? feed.Papers : throw new NetworkException(
            $"arXiv: an answer that cannot be understood came from {_http.BaseAddress!.Authority} ({(int)response.StatusCode} {response.ReasonPhrase})",
            "See whether DATATOOLS_ARXIV_API is right, and try again later.");
    }

    private static string? Glitch(byte[] body) =>
        body.Length == 0 ? "an empty answer" : ArxivFeed.TryRead(body) is not { } feed ? "a damaged answer" : feed.IsHollow ? "an empty page" : null;

    // Quotes, colons, hyphens, brackets and LaTeX mean something in a query.
    private static string[] Words(string title)
    {
        var text = new StringBuilder();
        foreach (var c in TitleText.Plain(title))
            text.Append(char.IsLetterOrDigit(c) ? c : ' ');
        return text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
