using System.Globalization;
using DataTools.Connectors;
using DataTools.Connectors.Http;
using Refit;

namespace DataTools.Papers.Resolving;

/// <summary>
/// Semantic Scholar's Academic Graph: bridges titles, DOIs and arXiv ids, and knows some authors' homepages. Without a key
/// the whole world shares one quota, so that being refused is usual.
/// </summary>
internal sealed class SemanticScholar : IPaperCatalogue, IDisposable
{
    private const string Fields = "title,abstract,venue,year,publicationDate,externalIds,authors.name,authors.affiliations,authors.homepage";

    private const string HowTo = "Keys are free at https://www.semanticscholar.org/product/api; put yours into the environment variable SEMANTIC_SCHOLAR_API_KEY.";

    private const int Hits = 10;

    private readonly ServiceCalls _calls;
    private readonly ISemanticScholarApi _api;

    public SemanticScholar(ServiceContext services, CacheUsage usage, Func<ApiOptions, ApiOptions>? patience = null)
    {
        const string variable = "DATATOOLS_S2_API";
        var key = ServiceKey.Find(services, HowTo, ServiceKey.SemanticScholar);
        if (key is not null && services.Endpoints.Withheld(variable) is { } why)
            (Withheld, key) = ($"{key} was not {why}", null);
        var options = new ApiOptions(Name, services.Endpoints.Of(variable))
        {
            RateLimitHint = key is null ? $"Without a key the whole world shares one quota: run the command again later, or with a key. {HowTo}" : null,
        };
        _calls = new(services, options, usage, "semantic-scholar", patience)
        {
            Credentials = key is null ? null : ($"{key}", $"It may be mistyped or revoked: correct it, or unset it to ask without. {HowTo}", key.Value),
        };
        // It goes to no other host: redirects are not followed there.
        if (key is not null)
            _calls.Http.DefaultRequestHeaders.TryAddWithoutValidation("x-api-key", key.Value);
        _api = RestService.ForGenerated<ISemanticScholarApi>(_calls.Http, Rest.Json);
    }

    public string Name => "Semantic Scholar";

    /// <summary>Why a key that is there is not sent; null where it is, or there is none.</summary>
    public string? Withheld { get; }

    public async Task<Paper?> ByArxivAsync(ArxivId id, CancellationToken cancellation) => Read(await _calls.AskAsync(token => _api.PaperAsync($"ARXIV:{id}", Fields, token), cancellation));

    public async Task<Paper?> ByDoiAsync(string doi, CancellationToken cancellation) => Read(await _calls.AskAsync(token => _api.PaperAsync($"DOI:{doi}", Fields, token), cancellation));

    /// <summary>One call where the title is right; another where it is not, for what it may have been.</summary>
    public async Task<IReadOnlyList<Paper>> ByTitleAsync(string title, CancellationToken cancellation)
    {
        if (PlainText.OneLine(title) is not { } asked)
            return [];
        var matches = Read(await _calls.AskAsync(token => _api.MatchAsync(asked, Fields, token), cancellation));
        if (matches.Any(p => CloseTitles.AreSame(p.Title, asked)))
            return CloseTitles.Of(asked, matches);
        // All words must be there, and words with hyphens are none to it.
        var words = asked.Replace('-', ' ');
        var found = Read(await _calls.AskAsync(token => _api.SearchAsync(words, Fields, Hits, token), cancellation));
        return CloseTitles.Of(asked, matches.Concat(found).DistinctBy(p => p.Url ?? p.Title));
    }

    public void Dispose() => _calls.Dispose();

    private static List<Paper> Read(ScholarPapers? found) => [.. (found?.Data ?? []).Select(Read).OfType<Paper>()];

    private static Paper? Read(ScholarPaper? found)
    {
        if (PlainText.OneLine(found?.Title) is not { } title)
            return null;
        DateOnly? published = DateOnly.TryParseExact(found!.PublicationDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
        return new(title)
        {
            Authors =
            [
                .. (found.Authors ?? []).Where(a => PlainText.OneLine(a?.Name) is not null).Select(a => new Author(PlainText.OneLine(a!.Name)!)
                {
                    Affiliations = [.. (a.Affiliations ?? []).Select(PlainText.OneLine).OfType<string>()],
                    Homepage = PlainText.OneLine(a.Homepage),
                }),
            ],
            Arxiv = PaperIds.Arxiv(found.ExternalIds?.ArXiv) ?? PaperIds.Arxiv(found.ExternalIds?.Doi),
            Doi = PaperIds.PublishersDoi(found.ExternalIds?.Doi),
            Published = published,
            Year = published?.Year ?? found.Year,
            Venue = PlainText.OneLine(found.Venue) is { } venue && !venue.Contains("arxiv", StringComparison.OrdinalIgnoreCase) ? venue : null,
            Abstract = PlainText.OneLine(found.Abstract),
            Url = found.PaperId is null ? null : $"https://www.semanticscholar.org/paper/{found.PaperId}",
        };
    }
}
