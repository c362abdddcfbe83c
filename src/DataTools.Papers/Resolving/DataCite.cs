using System.Globalization;
using System.Text.Json.Nodes;
using DataTools.Connectors;
using DataTools.Connectors.Http;
using Refit;

namespace DataTools.Papers.Resolving;

/// <summary>DataCite, where arXiv's DOIs are registered, and those of other archives.</summary>
internal sealed class DataCite : IDisposable
{
    private readonly ServiceCalls _calls;
    private readonly IDataCiteApi _api;

    public DataCite(ServiceContext services, CacheUsage usage, Func<ApiOptions, ApiOptions>? patience = null)
    {
        _calls = new(services, new("DataCite", services.Endpoints.Of("DATATOOLS_DATACITE_API")), usage, "datacite", patience);
        _api = RestService.ForGenerated<IDataCiteApi>(_calls.Http, Rest.Json);
    }

    /// <summary>What has that DOI; null where it is not registered here.</summary>
    public async Task<Paper?> FindAsync(string doi, CancellationToken cancellation) =>
        Read((await _calls.AskAsync(token => _api.DoiAsync(doi, token), cancellation))?.Data?.Attributes);

    public void Dispose() => _calls.Dispose();

    private static Paper? Read(DataCiteWork? work)
    {
        if (PlainText.OfMarkup((work?.Titles ?? []).Select(t => t?.Title).FirstOrDefault(t => t is not null)) is not { } title)
            return null;
        var published = (work!.Dates ?? []).Where(d => d?.DateType is "Submitted" or "Available" or "Issued").Select(d => Date(d!.Date)).Min();
        return new(title)
        {
            Authors = [.. (work.Creators ?? []).Select(Read).OfType<Author>()],
            Arxiv = PaperIds.Arxiv(work.Doi),
            // arXiv names the published version so.
            Doi = PaperIds.PublishersDoi(work.Doi)
                ?? (work.RelatedIdentifiers ?? []).Where(r => r?.RelationType == "IsVersionOf").Select(r => PaperIds.PublishersDoi(r!.RelatedIdentifier)).FirstOrDefault(d => d is not null),
            Published = published,
            Year = published?.Year ?? work.PublicationYear,
            Abstract = PlainText.OfMarkup((work.Descriptions ?? []).FirstOrDefault(d => d?.DescriptionType == "Abstract")?.Description),
            Url = work.Url,
        };
    }

    private static Author? Read(DataCiteCreator? creator)
    {
        var name = creator is { GivenName: not null, FamilyName: not null } ? $"{creator.GivenName} {creator.FamilyName}"
            : creator?.Name?.Split(", ") is [var family, var given] ? $"{given} {family}" : creator?.Name;
        return PlainText.OneLine(name) is { } line
            ? new(line) { Affiliations = [.. (creator!.Affiliation ?? []).Select(a => PlainText.OneLine((a is JsonObject o ? o["name"] : a)?.ToString())).OfType<string>()] }
            : null;
    }

    private static DateOnly? Date(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? DateOnly.FromDateTime(at.UtcDateTime) : null;
}
