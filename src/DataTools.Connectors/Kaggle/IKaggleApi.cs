using Refit;

namespace DataTools.Connectors.Kaggle;

/// <summary>What we ask of Kaggle's REST interface. Members of answers that nobody needs are not named here.</summary>
internal interface IKaggleApi
{
    /// <summary>Twenty data sets a page, from page 1; an empty page is the end.</summary>
    [Get("/datasets/list")]
    Task<IApiResponse<IReadOnlyList<KaggleDataset>>> SearchAsync(string search, int page, CancellationToken cancellation);

    /// <summary>One data set.</summary>
    [Get("/datasets/view/{owner}/{name}")]
    Task<IApiResponse<KaggleDataset>> ViewAsync(string owner, string name, CancellationToken cancellation);

    /// <summary>Files of a data set, page by page.</summary>
    [Get("/datasets/list/{owner}/{name}")]
    Task<IApiResponse<KaggleFilePage>> DatasetFilesAsync(
        string owner, string name, int datasetVersionNumber, int pageSize, string? pageToken, CancellationToken cancellation);

    /// <summary>Files of a competition, page by page.</summary>
    [Get("/competitions/data/list/{name}")]
    Task<IApiResponse<KaggleFilePage>> CompetitionFilesAsync(string name, int pageSize, string? pageToken, CancellationToken cancellation);
}

/// <summary>A data set as Kaggle describes it.</summary>
internal sealed record KaggleDataset
{
    /// <summary>OWNER/NAME.</summary>
    public string? Ref { get; init; }

    /// <summary>For people.</summary>
    public string? Title { get; init; }

    /// <summary>As Kaggle names it.</summary>
    public string? LicenseName { get; init; }

    /// <summary>In a list: of the compressed archive. In a view: of the files.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>From 1.</summary>
    public int? CurrentVersionNumber { get; init; }

    /// <summary>ISO 8601, with any number of digits after the second.</summary>
    public string? LastUpdated { get; init; }

    /// <summary>How often it was downloaded.</summary>
    public long? DownloadCount { get; init; }

    /// <summary>Only for those its owner lets in.</summary>
    public bool? IsPrivate { get; init; }
}

/// <summary>A file of a data set or competition. No hash is ever stated.</summary>
/// <param name="Name">Its path.</param>
/// <param name="TotalBytes">Its size.</param>
/// <param name="CreationDate">When it was put there.</param>
internal sealed record KaggleFile(string Name, long? TotalBytes, string? CreationDate);

/// <summary>A page of files.</summary>
internal sealed record KaggleFilePage
{
    /// <summary>Of a data set.</summary>
    public IReadOnlyList<KaggleFile>? DatasetFiles { get; init; }

    /// <summary>Of a competition.</summary>
    public IReadOnlyList<KaggleFile>? Files { get; init; }

    /// <summary>What to ask for the next page with; empty at the end.</summary>
    public string? NextPageToken { get; init; }

    /// <summary>What went wrong, in an answer that says 200.</summary>
    public string? ErrorMessage { get; init; }
}
