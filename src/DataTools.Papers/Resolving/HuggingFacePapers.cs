using System.Globalization;
using DataTools.Catalog;
using DataTools.Connectors;
using DataTools.Connectors.Http;
using DataTools.Connectors.HuggingFace;
using Refit;

namespace DataTools.Papers.Resolving;

/// <summary>The papers of Hugging Face, and the data sets that name them. It knows papers by their arXiv ids alone.</summary>
internal sealed class HuggingFacePapers : IPaperCatalogue, IDisposable
{
    // Beyond that the search refuses the words.
    private const int LongestQuery = 250;

    private const int Hits = 10, PageSize = 100;

    private const string LaterHint = "Try again later. If HF_ENDPOINT names a mirror, try without it.";

    // Ten thousand data sets; a server that gives pages for ever is left.
    private const int MostPages = 100;

    private readonly ServiceCalls _calls;
    private readonly IHuggingFacePapersApi _api;

    public HuggingFacePapers(ServiceContext services, CacheUsage usage, Func<ApiOptions, ApiOptions>? patience = null)
    {
        const string variable = "HF_ENDPOINT";
        var token = HubToken.Find(services.Environment);
        if (token is not null && services.Endpoints.Withheld(variable) is { } why)
            (Withheld, token) = ($"{token} was not {why}", null);
        var options = new ApiOptions(Name, services.Endpoints.Of(variable))
        {
            Authorization = token?.Header,
            RateLimitHint = token is null ? $"Wait until then and run the command again. With a token the limit is twice as high. {HubToken.HowTo}" : null,
        };
        _calls = new(services, options, usage, "huggingface", patience)
        {
            Credentials = token is null ? null : ($"{token}", $"It may be mistyped, revoked or expired. {HubToken.HowTo}", token.Header.Parameter!),
        };
        _api = RestService.ForGenerated<IHuggingFacePapersApi>(_calls.Http, Rest.Json);
    }

    public string Name => "Hugging Face papers";

    /// <summary>Why a token that is there is not sent; null where it is, or there is none.</summary>
    public string? Withheld { get; }

    /// <summary>The paper's page as it came; null where there is none.</summary>
    public async Task<HuggingFacePaper?> PageAsync(ArxivId id, CancellationToken cancellation)
    {
        var page = await _calls.AskAsync(token => _api.PaperAsync(id.Value, token), cancellation);
        return page is null || ArxivId.TryParse(page.Id) == id ? page : throw new NetworkException(
            $"{Name}: the answer cannot be used: it is not about the paper {id}, which was asked for", LaterHint);
    }

    /// <summary>
    /// The page of a paper whose arXiv id may not be known: then it is looked for by its title, which must be the same.
    /// Null where there is none.
    /// </summary>
    public async Task<HuggingFacePaper?> PageAsync(Paper paper, CancellationToken cancellation)
    {
        if (paper.Arxiv is not null)
            return await PageAsync(paper.Arxiv, cancellation);
        var hit = (await SearchAsync(paper.Title, cancellation)).FirstOrDefault(p => p.Title is not null && CloseTitles.AreSame(p.Title, paper.Title));
        return ArxivId.TryParse(hit?.Id) is { } id ? await PageAsync(id, cancellation) : null;
    }

    /// <summary>The data sets whose cards name the paper, the most downloaded first.</summary>
    public async Task<IReadOnlyList<HuggingFaceDataset>> TaggedAsync(ArxivId id, CancellationToken cancellation)
    {
        var found = new List<HuggingFaceDataset>();
        var seen = new HashSet<string>();
        string? cursor = null;
        do
        {
            using var page = await _calls.AnswerAsync(token => _api.DatasetsAsync($"arxiv:{id}", PageSize, cursor, token), cancellation);
            found.AddRange((page?.Content ?? []).OfType<HuggingFaceDataset>());
            cursor = HubLinks.NextCursor(page?.Headers?.TryGetValues("Link", out var links) == true ? links : []);
            if (cursor is not null && (!seen.Add(cursor) || seen.Count > MostPages))
                throw new NetworkException($"{Name}: the list of data sets with the tag arxiv:{id} has no end", LaterHint);
        }
        while (cursor is not null);
        return found;
    }

    public async Task<Paper?> ByArxivAsync(ArxivId id, CancellationToken cancellation) => Read(await PageAsync(id, cancellation));

    public async Task<Paper?> ByDoiAsync(string doi, CancellationToken cancellation) =>
        PaperIds.Arxiv(doi) is { } id ? await ByArxivAsync(id, cancellation) : null;

    public async Task<IReadOnlyList<Paper>> ByTitleAsync(string title, CancellationToken cancellation) =>
        CloseTitles.Of(title, (await SearchAsync(title, cancellation)).Select(Read).OfType<Paper>());

    public void Dispose() => _calls.Dispose();

    private async Task<IEnumerable<HuggingFacePaper>> SearchAsync(string title, CancellationToken cancellation)
    {
        var words = PlainText.OneLine(title) ?? "";
        if (words.Length > LongestQuery)
            words = words.LastIndexOf(' ', LongestQuery) is > 0 and var space ? words[..space] : words[..LongestQuery];
        return words.Length == 0 ? [] : (await _calls.AskAsync(token => _api.SearchAsync(words, Hits, token), cancellation) ?? []).Select(h => h?.Paper).OfType<HuggingFacePaper>();
    }

    private static Paper? Read(HuggingFacePaper? page)
    {
        if (ArxivId.TryParse(page?.Id) is not { } id || PlainText.OneLine(page!.Title) is not { } title)
            return null;
        DateOnly? published = DateTimeOffset.TryParse(page.PublishedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? DateOnly.FromDateTime(at.UtcDateTime) : null;
        return new(title)
        {
            Arxiv = id,
            Authors =
            [
                .. (page.Authors ?? []).Where(a => PlainText.OneLine(a?.Name) is not null)
                    .Select(a => new Author(PlainText.OneLine(a!.Name)!) { HuggingFaceAccount = a.Status == "claimed_verified" ? a.User?.User : null }),
            ],
            Published = published,
            Year = published?.Year,
            Abstract = PlainText.OneLine(page.Summary),
            Url = id.Url,
        };
    }
}
