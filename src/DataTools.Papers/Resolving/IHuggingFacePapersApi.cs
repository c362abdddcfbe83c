using Refit;

namespace DataTools.Papers.Resolving;

/// <summary>What we ask of Hugging Face's papers. Members of answers that nobody needs are not named here.</summary>
internal interface IHuggingFacePapersApi
{
    /// <summary>One paper, by its arXiv id without version.</summary>
    [Get("/api/papers/{id}")]
    Task<IApiResponse<HuggingFacePaper>> PaperAsync(string id, CancellationToken cancellation);

    /// <summary>The papers nearest to the words; there are always some.</summary>
    [Get("/api/papers/search")]
    Task<IApiResponse<IReadOnlyList<HuggingFaceHit?>>> SearchAsync(string q, int limit, CancellationToken cancellation);

    /// <summary>Data sets with a tag, the most downloaded first, page by page.</summary>
    [Get("/api/datasets?sort=downloads&direction=-1")]
    Task<IApiResponse<IReadOnlyList<HuggingFaceDataset?>>> DatasetsAsync(string filter, int limit, string? cursor, CancellationToken cancellation);
}

/// <summary>A hit of a search.</summary>
internal sealed record HuggingFaceHit(HuggingFacePaper? Paper);

/// <summary>A paper's page at Hugging Face. Anything but the id may be missing.</summary>
internal sealed record HuggingFacePaper
{
    /// <summary>Its arXiv id.</summary>
    public string? Id { get; init; }

    public string? Title { get; init; }

    /// <summary>Its abstract.</summary>
    public string? Summary { get; init; }

    /// <summary>ISO 8601.</summary>
    public string? PublishedAt { get; init; }

    public IReadOnlyList<HuggingFaceAuthor?>? Authors { get; init; }

    public HuggingFaceOrganization? Organization { get; init; }

    public string? ProjectPage { get; init; }

    public string? GithubRepo { get; init; }

    /// <summary>"user": typed by a person; "auto": found by a program.</summary>
    public string? GithubRepoAddedBy { get; init; }

    /// <summary>Some of the data sets that are linked; not in searches.</summary>
    public IReadOnlyList<HuggingFaceDataset?>? LinkedDatasets { get; init; }

    /// <summary>The page.</summary>
    public static string Page(ArxivId id) => $"https://huggingface.co/papers/{id}";
}

/// <summary>An author of a paper; <paramref name="Status"/> "claimed_verified": the account is theirs.</summary>
internal sealed record HuggingFaceAuthor(string? Name, string? Status, HuggingFaceUser? User);

/// <summary>An account, by its name in addresses.</summary>
internal sealed record HuggingFaceUser(string? User);

/// <summary>Whose paper it is.</summary>
internal sealed record HuggingFaceOrganization(string? Name);

/// <summary>A data set of the Hub: OWNER/NAME, and how often it was downloaded in the last 30 days.</summary>
internal sealed record HuggingFaceDataset(string? Id, long? Downloads);
