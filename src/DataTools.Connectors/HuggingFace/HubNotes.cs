using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;

namespace DataTools.Connectors.HuggingFace;

/// <summary>
/// What the Hub said of data sets when they were last asked for, in the cache beside the files: with it,
/// <c>--offline</c> finds what was pulled before. What one Hub says is not taken for another's. It may be deleted at any
/// time.
/// </summary>
/// <param name="cache">The workspace's.</param>
/// <param name="endpoint">Which Hub.</param>
internal sealed class HubNotes(string cache, string endpoint)
{
    /// <summary>The note on an id at a revision; null where there is none, or a damaged one.</summary>
    public HubSnapshot? Read(string id, string? revision)
    {
        try
        {
            var note = JsonSerializer.Deserialize<HubSnapshot>(File.ReadAllBytes(PathOf(id, revision)), CatalogJson.Options);
            return note is { Files: not null, Id: not null } && HubRef.IsId(note.Id) && HubRef.IsCommit(note.Commit) ? note : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>As <see cref="Read"/>; throws <see cref="NotFoundException"/> where there is none.</summary>
    public HubSnapshot Demand(HubRef reference) => Read(reference.Id, reference.Revision) ?? throw new NotFoundException(
        $"hf:{reference} is not in the cache, and --offline asks nobody", "Pull it once without --offline; from then on the cache has it.");

    /// <summary>Notes it under what was asked for, and under what it is called now at its commit.</summary>
    public void Write(string id, string? revision, HubSnapshot snapshot) => StorageFaults.Explain(cache, () =>
    {
        Directory.CreateDirectory(Path.Combine(cache, "huggingface"));
        var text = JsonSerializer.Serialize(snapshot, CatalogJson.Options);
        foreach (var path in new[] { PathOf(id, revision), PathOf(snapshot.Id, revision), PathOf(snapshot.Id, snapshot.Commit) }.Distinct(StringComparer.Ordinal))
            AtomicFile.WriteAllText(path, text);
    });

    private string PathOf(string id, string? revision) =>
        Path.Combine(cache, "huggingface", $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{endpoint}\n{id}\n{revision}")))}.json");
}
