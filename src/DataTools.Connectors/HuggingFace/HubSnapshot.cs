using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.HuggingFace;

/// <summary>A file at a commit.</summary>
/// <param name="Path">From the repository's root, as the Hub states it: not yet judged.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Of a large file's content; null for one that git keeps itself.</param>
/// <param name="GitSha1">Git's id of a small file; null for a large one, where git knows only a pointer.</param>
internal sealed record HubFile(string Path, long Bytes, string? Sha256, string? GitSha1)
{
    /// <summary>The last part of its path.</summary>
    [JsonIgnore]
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];
}

/// <summary>Everything about a data set at one commit that choosing its files needs. Kept in the cache for <c>--offline</c>.</summary>
internal sealed record HubSnapshot
{
    /// <summary>OWNER/NAME, as it is called now.</summary>
    public required string Id { get; init; }

    /// <summary>40 hex digits.</summary>
    public required string Commit { get; init; }

    /// <summary>The card's front matter at that commit; null where there is none.</summary>
    public JsonNode? Card { get; init; }

    /// <summary>How to cite it.</summary>
    public string? Citation { get; init; }

    /// <summary>"auto" or "manual" where terms must be accepted; else null.</summary>
    public string? Gate { get; init; }

    /// <summary>All files, by path.</summary>
    public required IReadOnlyList<HubFile> Files { get; init; }
}

/// <summary>A file that is to be fetched, with the address that an entry's card shows.</summary>
internal sealed record HubDownload(HubFile File, RemoteFile Remote, string Shown);
