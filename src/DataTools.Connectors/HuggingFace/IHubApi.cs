using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Refit;

namespace DataTools.Connectors.HuggingFace;

/// <summary>What we ask of the Hub's REST interface. Members of answers that nobody needs are not named here.</summary>
internal interface IHubApi
{
    /// <summary>A repository of a <see cref="HubKind"/> at its default branch.</summary>
    [Get("/api/{kind}/{**id}")]
    Task<IApiResponse<HubInfo>> InfoAsync(string kind, string id, CancellationToken cancellation);

    /// <summary>A repository at a revision.</summary>
    [Get("/api/{kind}/{**id}/revision/{revision}")]
    Task<IApiResponse<HubInfo>> InfoAsync(string kind, string id, string revision, CancellationToken cancellation);

    /// <summary>Files and folders at a revision, page by page.</summary>
    [Get("/api/{kind}/{**id}/tree/{revision}?recursive=true")]
    Task<IApiResponse<IReadOnlyList<HubEntry>>> TreeAsync(string kind, string id, string revision, string? cursor, CancellationToken cancellation);

    /// <summary>Branches, tags and conversions.</summary>
    [Get("/api/{kind}/{**id}/refs")]
    Task<IApiResponse<HubRefs>> RefsAsync(string kind, string id, CancellationToken cancellation);

    /// <summary>Data sets whose ids hold the words, page by page.</summary>
    [Get("/api/datasets?sort=downloads&direction=-1&expand[]=downloads&expand[]=gated&expand[]=lastModified&expand[]=tags&expand[]=cardData&expand[]=mainSize")]
    Task<IApiResponse<IReadOnlyList<HubInfo>>> SearchAsync(string search, string? filter, int limit, string? cursor, CancellationToken cancellation);
}

/// <summary>A data set as the Hub describes it.</summary>
internal sealed record HubInfo
{
    /// <summary>OWNER/NAME, as it is called now.</summary>
    public string? Id { get; init; }

    /// <summary>The commit.</summary>
    public string? Sha { get; init; }

    /// <summary>ISO 8601.</summary>
    public string? LastModified { get; init; }

    /// <summary>False, or "auto" or "manual".</summary>
    public JsonNode? Gated { get; init; }

    /// <summary>Closed by the Hub.</summary>
    public bool? Disabled { get; init; }

    /// <summary>In the last 30 days.</summary>
    public long? Downloads { get; init; }

    /// <summary>Bytes of the default branch.</summary>
    public long? MainSize { get; init; }

    /// <summary><c>license:mit</c>, <c>size_categories:1K&lt;n&lt;10K</c> ...</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>How to cite it.</summary>
    public string? Citation { get; init; }

    /// <summary>The card's front matter; absent where there is none.</summary>
    public JsonNode? CardData { get; init; }

    /// <summary>Whether terms must be accepted, and how: "auto" or "manual"; null where not.</summary>
    [JsonIgnore]
    public string? Gate => Gated is JsonValue value && value.TryGetValue<string>(out var kind) ? kind : null;
}

/// <summary>A file or folder at a revision.</summary>
internal sealed record HubEntry
{
    /// <summary>"file" or "directory".</summary>
    public string? Type { get; init; }

    /// <summary>From the repository's root.</summary>
    public string? Path { get; init; }

    /// <summary>Git's id: of the file, or, where there is <see cref="Lfs"/>, of the pointer in its place.</summary>
    public string? Oid { get; init; }

    /// <summary>Bytes.</summary>
    public long? Size { get; init; }

    /// <summary>Of a large file.</summary>
    public HubLfs? Lfs { get; init; }
}

/// <summary>Where a large file's content is: its hash is the SHA-256.</summary>
internal sealed record HubLfs(string? Oid, long? Size);

/// <summary>What a repository's commits are called.</summary>
internal sealed record HubRefs
{
    public IReadOnlyList<HubNamed>? Branches { get; init; }

    public IReadOnlyList<HubNamed>? Tags { get; init; }

    public IReadOnlyList<HubNamed>? Converts { get; init; }
}

/// <summary>A branch, tag or conversion.</summary>
internal sealed record HubNamed(string? Name, string? Ref, string? TargetCommit);
