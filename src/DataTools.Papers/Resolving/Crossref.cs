using DataTools.Connectors;
using DataTools.Connectors.Http;
using Refit;

namespace DataTools.Papers.Resolving;

/// <summary>Crossref, where most publishers' DOIs are registered; for arXiv's and others', <see cref="DataCite"/>.</summary>
internal sealed class Crossref : IPaperCatalogue, IDisposable
{
    private const int Hits = 10;

    private readonly ServiceCalls _calls;
    private readonly ICrossrefApi _api;
    private readonly DataCite _dataCite;

    public Crossref(ServiceContext services, CacheUsage usage, Func<ApiOptions, ApiOptions>? patience = null)
    {
        _calls = new(services, new(Name, services.Endpoints.Of("DATATOOLS_CROSSREF_API")), usage, "crossref", patience);
        _api = RestService.ForGenerated<ICrossrefApi>(_calls.Http, Rest.Json);
        _dataCite = new(services, usage, patience);
    }

    public string Name => "Crossref";

    public Task<Paper?> ByArxivAsync(ArxivId id, CancellationToken cancellation) => _dataCite.FindAsync(id.Doi, cancellation);

    public async Task<Paper?> ByDoiAsync(string doi, CancellationToken cancellation) =>
        (PaperIds.Arxiv(doi) is null ? Read((await _calls.AskAsync(token => _api.WorkAsync(doi, token), cancellation))?.Message) : null) ?? await _dataCite.FindAsync(doi, cancellation);

    public async Task<IReadOnlyList<Paper>> ByTitleAsync(string title, CancellationToken cancellation)
    {
        if (PlainText.OneLine(title) is not { } asked)
            return [];
        var found = await _calls.AskAsync(token => _api.WorksAsync(asked, Hits, token), cancellation);
        return CloseTitles.Of(asked, (found?.Message?.Items ?? []).Select(Read).OfType<Paper>());
    }

    public void Dispose()
    {
        _calls.Dispose();
        _dataCite.Dispose();
    }

    private static Paper? Read(CrossrefWork? work)
    {
        if (Title(work) is not { } title)
            return null;
        var (date, year) = Date(work!.Published) is { Year: not null } published ? published : Date(work.Issued);
        return new(title)
        {
            Authors = [.. (work.Author ?? []).Select(Read).OfType<Author>()],
            Arxiv = (work.Relation?.HasPreprint ?? []).Select(r => PaperIds.Arxiv(r?.Id)).FirstOrDefault(id => id is not null),
            Doi = PaperIds.PublishersDoi(work.Doi),
            Published = date,
            Year = year,
            Venue = PlainText.OfMarkup(work.ContainerTitle?.FirstOrDefault()),
            Abstract = PlainText.OfMarkup(work.Abstract),
            Url = work.Url,
        };
    }

    // Some publishers put what stands after the colon apart.
    private static string? Title(CrossrefWork? work)
    {
        var title = PlainText.OfMarkup(work?.Title?.FirstOrDefault());
        return title is not null && PlainText.OfMarkup(work!.Subtitle?.FirstOrDefault()) is { } rest && !title.Contains(rest, StringComparison.OrdinalIgnoreCase)
            ? $"{title}: {rest}"
            : title;
    }

    private static Author? Read(CrossrefAuthor? author) => PlainText.OneLine($"{author?.Given} {author?.Family}") is { } name || (name = PlainText.OneLine(author?.Name)) is not null
        ? new(name) { Affiliations = [.. (author!.Affiliation ?? []).Select(a => PlainText.OneLine(a?.Name)).OfType<string>()] }
        : null;

    private static (DateOnly? Date, int? Year) Date(CrossrefDate? date) => date?.DateParts is [{ Count: > 0 } parts, ..] && parts[0] is >= 1 and <= 9999 and var year
        ? (parts is [_, >= 1 and <= 12 and var month, >= 1 and var day, ..] && day <= DateTime.DaysInMonth(year, month) ? new(year, month, day) : null, year)
        : (null, null);
}
