using System.Globalization;
using System.Net;
using DataTools.Connectors;
using DataTools.Connectors.Http;
using Refit;

namespace DataTools.Papers.Resolving;

/// <summary>
/// OpenAlex: authors with their institutions. What may be asked in a day is little without a key, and once it is used up the
/// service wants to be left alone for many hours: that is told, with the time, and never waited for.
/// </summary>
internal sealed class OpenAlex : IPaperCatalogue, IDisposable
{
    private const string Fields = "id,doi,title,publication_year,publication_date,primary_location,locations,authorships,abstract_inverted_index";

    private const string HowTo = "Keys are free at https://openalex.org/settings/api; put yours into the environment variable OPENALEX_API_KEY.";

    private const int Hits = 10;

    // No abstract has so many words; an index that claims more is broken.
    private const int LongestAbstract = 20_000;

    private readonly ServiceCalls _calls;
    private readonly IOpenAlexApi _api;

    public OpenAlex(ServiceContext services, CacheUsage usage, Func<ApiOptions, ApiOptions>? patience = null)
    {
        const string variable = "DATATOOLS_OPENALEX_API";
        var key = ServiceKey.Find(services, HowTo, ServiceKey.OpenAlex);
        if (key is not null && services.Endpoints.Withheld(variable) is { } why)
            (Withheld, key) = ($"{key} was not {why}", null);
        var options = new ApiOptions(Name, services.Endpoints.Of(variable))
        {
            // In the header, not in the address: addresses are kept on disk.
            Authorization = key is null ? null : new("Bearer", key.Value),
            RateLimitHint = key is null ? $"Run the command again then. With a key ten times as much may be asked in a day. {HowTo}" : null,
            PagesSayMissing = true,
            // It stands for too many questions in a second.
            AlsoTransient = HttpStatusCode.Forbidden,
        };
        _calls = new(services, options, usage, "openalex", patience)
        {
            Credentials = key is null ? null : ($"{key}", $"It may be mistyped or revoked: correct it, or unset it to ask without. {HowTo}", key.Value),
        };
        _api = RestService.ForGenerated<IOpenAlexApi>(_calls.Http, Rest.Json);
    }

    public string Name => "OpenAlex";

    /// <summary>Why a key that is there is not sent; null where it is, or there is none.</summary>
    public string? Withheld { get; }

    /// <summary>Null also where OpenAlex has merged the preprint into what was published later, which only its title or DOI finds.</summary>
    public Task<Paper?> ByArxivAsync(ArxivId id, CancellationToken cancellation) => ByDoiAsync(id.Doi, cancellation);

    public async Task<Paper?> ByDoiAsync(string doi, CancellationToken cancellation) =>
        Read(await _calls.AskAsync(token => _api.WorkAsync($"doi:{doi}", Fields, token), cancellation));

    public async Task<IReadOnlyList<Paper>> ByTitleAsync(string title, CancellationToken cancellation)
    {
        // Commas, colons, bars and exclamation marks mean something in filters.
        if (PlainText.OneLine(new string([.. title.Select(c => char.IsLetterOrDigit(c) ? c : ' ')])) is not { } words)
            return [];
        var found = await _calls.AskAsync(token => _api.WorksAsync($"title.search:{words}", Hits, Fields, token), cancellation);
        return CloseTitles.Of(title, (found?.Results ?? []).Select(Read).OfType<Paper>());
    }

    public void Dispose() => _calls.Dispose();

    private static Paper? Read(OpenAlexWork? work)
    {
        if (PlainText.OfMarkup(work?.Title) is not { } title)
            return null;
        DateOnly? published = DateOnly.TryParseExact(work!.PublicationDate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
        return new(title)
        {
            Authors = [.. (work.Authorships ?? []).Select(Read).OfType<Author>()],
            Arxiv = (work.Locations ?? []).Prepend(work.PrimaryLocation).Select(l => l?.LandingPageUrl).Prepend(work.Doi).Select(PaperIds.Arxiv).FirstOrDefault(id => id is not null),
            Doi = PaperIds.PublishersDoi(work.Doi),
            Published = published,
            Year = published?.Year ?? work.PublicationYear,
            Venue = work.PrimaryLocation?.Source is { Type: not "repository" } source ? PlainText.OneLine(source.DisplayName) : null,
            Abstract = Abstract(work.AbstractInvertedIndex),
            Url = work.Id,
        };
    }

    private static Author? Read(OpenAlexAuthorship? authorship)
    {
        if ((PlainText.OneLine(authorship?.RawAuthorName) ?? PlainText.OneLine(authorship?.Author?.DisplayName)) is not { } name)
            return null;
        var institutions = (authorship!.Institutions ?? []).Select(i => PlainText.OneLine(i?.DisplayName)).OfType<string>().ToList();
        return new(GivenNameFirst(name))
        {
            Affiliations = institutions.Count > 0 ? institutions : [.. (authorship.RawAffiliationStrings ?? []).Select(PlainText.OneLine).OfType<string>()],
        };
    }

    // "He, Kaiming", as some publishers send it; "Gates, Jr., Henry" and the like stay as they are.
    private static string GivenNameFirst(string name) => name.Split(", ") is [var family, var given] ? $"{given} {family}" : name;

    private static string? Abstract(IReadOnlyDictionary<string, IReadOnlyList<int>?>? index)
    {
        if (index is null)
            return null;
        var words = index.SelectMany(w => (w.Value ?? []).Select(place => (Place: place, Word: w.Key))).Take(LongestAbstract + 1).ToList();
        return words.Count > LongestAbstract ? null : PlainText.OneLine(string.Join(' ', words.OrderBy(w => w.Place).Select(w => w.Word)));
    }
}
