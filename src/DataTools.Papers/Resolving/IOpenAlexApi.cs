using System.Text.Json.Serialization;
using Refit;

namespace DataTools.Papers.Resolving;

/// <summary>What we ask of OpenAlex. Members of answers that nobody needs are not named here.</summary>
internal interface IOpenAlexApi
{
    /// <summary>One work: doi:DOI. Costs nothing.</summary>
    [Get("/works/{**id}")]
    Task<IApiResponse<OpenAlexWork>> WorkAsync(string id, string select, CancellationToken cancellation);

    /// <summary>Works that a filter lets through.</summary>
    [Get("/works")]
    Task<IApiResponse<OpenAlexWorks>> WorksAsync(string filter, [AliasAs("per_page")] int perPage, string select, CancellationToken cancellation);
}

/// <summary>A page of works.</summary>
internal sealed record OpenAlexWorks(IReadOnlyList<OpenAlexWork?>? Results);

/// <summary>A paper, or anything else that is published.</summary>
internal sealed record OpenAlexWork
{
    /// <summary>https://openalex.org/W...</summary>
    public string? Id { get; init; }

    /// <summary>https://doi.org/...</summary>
    public string? Doi { get; init; }

    public string? Title { get; init; }

    [JsonPropertyName("publication_year")]
    public int? PublicationYear { get; init; }

    /// <summary>YYYY-MM-DD.</summary>
    [JsonPropertyName("publication_date")]
    public string? PublicationDate { get; init; }

    [JsonPropertyName("primary_location")]
    public OpenAlexLocation? PrimaryLocation { get; init; }

    public IReadOnlyList<OpenAlexLocation?>? Locations { get; init; }

    public IReadOnlyList<OpenAlexAuthorship?>? Authorships { get; init; }

    /// <summary>Each word of the abstract with its places, from 0.</summary>
    [JsonPropertyName("abstract_inverted_index")]
    public IReadOnlyDictionary<string, IReadOnlyList<int>?>? AbstractInvertedIndex { get; init; }
}

/// <summary>Where a work can be read.</summary>
internal sealed record OpenAlexLocation([property: JsonPropertyName("landing_page_url")] string? LandingPageUrl, OpenAlexSource? Source);

/// <summary>A journal, conference, or (<paramref name="Type"/> "repository") an archive such as arXiv.</summary>
internal sealed record OpenAlexSource([property: JsonPropertyName("display_name")] string? DisplayName, string? Type);

/// <summary>An author of a work.</summary>
internal sealed record OpenAlexAuthorship
{
    public OpenAlexNamed? Author { get; init; }

    public IReadOnlyList<OpenAlexNamed?>? Institutions { get; init; }

    /// <summary>As the paper gives it.</summary>
    [JsonPropertyName("raw_author_name")]
    public string? RawAuthorName { get; init; }

    [JsonPropertyName("raw_affiliation_strings")]
    public IReadOnlyList<string?>? RawAffiliationStrings { get; init; }
}

/// <summary>A person or institution.</summary>
internal sealed record OpenAlexNamed([property: JsonPropertyName("display_name")] string? DisplayName);
