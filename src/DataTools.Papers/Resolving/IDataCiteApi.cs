using System.Text.Json.Nodes;
using Refit;

namespace DataTools.Papers.Resolving;

/// <summary>What we ask of DataCite. Members of answers that nobody needs are not named here.</summary>
internal interface IDataCiteApi
{
    /// <summary>What is registered for a DOI.</summary>
    [Get("/dois/{doi}")]
    Task<IApiResponse<DataCiteAnswer>> DoiAsync(string doi, CancellationToken cancellation);
}

/// <summary>What every answer is wrapped in (https://jsonapi.org).</summary>
internal sealed record DataCiteAnswer(DataCiteData? Data);

/// <summary>The inner wrapping.</summary>
internal sealed record DataCiteData(DataCiteWork? Attributes);

/// <summary>Something with a DOI.</summary>
internal sealed record DataCiteWork
{
    public string? Doi { get; init; }

    public IReadOnlyList<DataCiteTitle?>? Titles { get; init; }

    public IReadOnlyList<DataCiteCreator?>? Creators { get; init; }

    public int? PublicationYear { get; init; }

    public IReadOnlyList<DataCiteDate?>? Dates { get; init; }

    public IReadOnlyList<DataCiteDescription?>? Descriptions { get; init; }

    public IReadOnlyList<DataCiteRelated?>? RelatedIdentifiers { get; init; }

    /// <summary>The page.</summary>
    public string? Url { get; init; }
}

/// <summary>A title.</summary>
internal sealed record DataCiteTitle(string? Title);

/// <summary>An author: "Family, Given", mostly also in parts. Affiliations are texts, or objects with a name.</summary>
internal sealed record DataCiteCreator(string? Name, string? GivenName, string? FamilyName, IReadOnlyList<JsonNode?>? Affiliation);

/// <summary>ISO 8601, and what happened then: Submitted, Available, Issued ...</summary>
internal sealed record DataCiteDate(string? Date, string? DateType);

/// <summary>A text, and which: Abstract, Other ...</summary>
internal sealed record DataCiteDescription(string? Description, string? DescriptionType);

/// <summary>Another work, and what this one is to it: IsVersionOf, Cites ...</summary>
internal sealed record DataCiteRelated(string? RelatedIdentifier, string? RelationType);
