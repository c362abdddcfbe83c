using System.Text.Json.Serialization;
using Refit;

namespace DataTools.Papers.Resolving;

/// <summary>What we ask of Crossref. Members of answers that nobody needs are not named here.</summary>
internal interface ICrossrefApi
{
    /// <summary>One work.</summary>
    [Get("/works/{doi}")]
    Task<IApiResponse<CrossrefAnswer<CrossrefWork>>> WorkAsync(string doi, CancellationToken cancellation);

    /// <summary>The works nearest to a title; there are always some.</summary>
    [Get("/works")]
    Task<IApiResponse<CrossrefAnswer<CrossrefWorks>>> WorksAsync([AliasAs("query.title")] string title, int rows, CancellationToken cancellation);
}

/// <summary>What every answer is wrapped in.</summary>
internal sealed record CrossrefAnswer<T>(T? Message);

/// <summary>What a search finds.</summary>
internal sealed record CrossrefWorks(IReadOnlyList<CrossrefWork?>? Items);

/// <summary>Something with a DOI.</summary>
internal sealed record CrossrefWork
{
    public string? Doi { get; init; }

    public IReadOnlyList<string?>? Title { get; init; }

    public IReadOnlyList<string?>? Subtitle { get; init; }

    public IReadOnlyList<CrossrefAuthor?>? Author { get; init; }

    public CrossrefDate? Published { get; init; }

    public CrossrefDate? Issued { get; init; }

    [JsonPropertyName("container-title")]
    public IReadOnlyList<string?>? ContainerTitle { get; init; }

    /// <summary>JATS.</summary>
    public string? Abstract { get; init; }

    public CrossrefRelations? Relation { get; init; }

    public string? Url { get; init; }
}

/// <summary>A person, or a group by its name.</summary>
internal sealed record CrossrefAuthor(string? Given, string? Family, string? Name, IReadOnlyList<CrossrefAffiliation?>? Affiliation);

/// <summary>Where somebody works.</summary>
internal sealed record CrossrefAffiliation(string? Name);

/// <summary>Year, month, day in the first list; the later ones may be missing, and all of it may be null.</summary>
internal sealed record CrossrefDate([property: JsonPropertyName("date-parts")] IReadOnlyList<IReadOnlyList<int?>?>? DateParts);

/// <summary>What a work is to others.</summary>
internal sealed record CrossrefRelations([property: JsonPropertyName("has-preprint")] IReadOnlyList<CrossrefRelated?>? HasPreprint);

/// <summary>Another work: its DOI, or (<paramref name="IdType"/> "arxiv") its arXiv id.</summary>
internal sealed record CrossrefRelated([property: JsonPropertyName("id-type")] string? IdType, string? Id);
