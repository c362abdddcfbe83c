using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Connectors;
using DataTools.Connectors.GitHub;
using DataTools.Papers.Ranking;

namespace DataTools.Papers.Finding;

/// <summary>A repository's files on this machine.</summary>
/// <param name="Folder">Where.</param>
/// <param name="Repository">Which.</param>
/// <param name="Commit">At which commit.</param>
/// <param name="ArchiveSha256">Of the archive that came, lower-case hex.</param>
/// <param name="Bytes">The archive's size.</param>
public sealed record ClonedRepository(string Folder, RepositoryName Repository, string Commit, string ArchiveSha256, long Bytes);

/// <summary>Brings a repository that was found onto this machine, with a note of what it is and why it was chosen.</summary>
/// <param name="services">The workspace, the clock, endpoints and credentials.</param>
/// <param name="offline">Use only what the cache holds.</param>
/// <param name="mirrors">Rules of the form FROM=TO.</param>
/// <param name="warn">Told, in a sentence, of what is left out.</param>
public sealed class RepositoryClone(ServiceContext services, bool offline, IReadOnlyList<string> mirrors, Action<string>? warn) : IDisposable
{
    /// <summary>The note's name in the folder.</summary>
    public const string NoteName = "datatools-provenance.json";

    private readonly GitHubApi _api = new(services, new() { Offline = offline });
    private readonly RepositoryArchive _archive = new(services, mirrors, offline);

    /// <summary>
    /// Unpacks the repository as it is now into <paramref name="folder"/>, which must not exist or be empty;
    /// <paramref name="progress"/> is told the bytes that came. 2 calls. Throws what <see cref="GitHubApi"/> and
    /// <see cref="RepositoryArchive"/> throw, <see cref="NotFoundException"/> for an empty repository among them.
    /// </summary>
    public async Task<ClonedRepository> CloneAsync(FindResult result, RankedRepository chosen, string folder, IProgress<long>? progress, CancellationToken cancellation)
    {
        var name = chosen.Facts.Name;
        var commit = await _api.CommitOfAsync(name, "HEAD", cancellation);
        ClonedRepository? cloned = null;
        await _archive.UnpackAsync(name, commit, folder, archive =>
        {
            cloned = new(Path.GetFullPath(folder), name, commit, archive.Sha256, archive.Bytes);
            return (NoteName, Note(result.Paper, chosen, commit, archive));
        }, progress, warn, cancellation);
        return cloned!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _api.Dispose();
        _archive.Dispose();
    }

    private string Note(Paper paper, RankedRepository chosen, string commit, FetchedArchive archive) => JsonSerializer.Serialize(new
    {
        Repository = chosen.Facts.Name.ToString(),
        chosen.Path,
        chosen.Facts.Url,
        Commit = commit,
        License = chosen.Facts.Metadata?.License,
        Archive = new { archive.Url, archive.Sha256, archive.Bytes },
        At = services.Time.GetUtcNow(),
        services.Tool,
        Paper = new { paper.Title, Arxiv = paper.Arxiv?.Value, paper.Doi, paper.Url },
        chosen.Label,
        Probability = Math.Round(chosen.Probability, 4),
        chosen.Why,
    }, CatalogJson.Options) + "\n";
}
