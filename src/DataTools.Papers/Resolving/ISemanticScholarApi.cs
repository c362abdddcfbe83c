using Refit;

namespace DataTools.Papers.Resolving;

/// <summary>What we ask of Semantic Scholar's Academic Graph. Members of answers that nobody needs are not named here.</summary>
internal interface ISemanticScholarApi
{
    /// <summary>One paper: ARXIV:ID or DOI:ID.</summary>
    [Get("/graph/v1/paper/{id}")]
    Task<IApiResponse<ScholarPaper>> PaperAsync(string id, string fields, CancellationToken cancellation);

    /// <summary>The one whose title is nearest; 404 where none is near.</summary>
    [Get("/graph/v1/paper/search/match")]
    Task<IApiResponse<ScholarPapers>> MatchAsync(string query, string fields, CancellationToken cancellation);

    /// <summary>Those that have all the words.</summary>
    [Get("/graph/v1/paper/search")]
    Task<IApiResponse<ScholarPapers>> SearchAsync(string query, string fields, int limit, CancellationToken cancellation);
}

/// <summary>What a search finds.</summary>
internal sealed record ScholarPapers(IReadOnlyList<ScholarPaper?>? Data);

/// <summary>A paper.</summary>
internal sealed record ScholarPaper
{
    public string? PaperId { get; init; }

    public string? Title { get; init; }

    /// <summary>Absent where the publisher does not allow it.</summary>
    public string? Abstract { get; init; }

    /// <summary>"" where there is none.</summary>
    public string? Venue { get; init; }

    public int? Year { get; init; }

    /// <summary>YYYY-MM-DD.</summary>
    public string? PublicationDate { get; init; }

    public ScholarIds? ExternalIds { get; init; }

    public IReadOnlyList<ScholarAuthor?>? Authors { get; init; }
}

/// <summary>What others call it.</summary>
internal sealed record ScholarIds(string? ArXiv, string? Doi);

/// <summary>An author; most have neither affiliation nor homepage.</summary>
internal sealed record ScholarAuthor(string? Name, IReadOnlyList<string?>? Affiliations, string? Homepage);
