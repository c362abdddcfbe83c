using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.Kaggle;

/// <summary>What Kaggle said of a data set when it was last pulled.</summary>
/// <param name="Revision">The version, or what stands for one; null: only the content tells.</param>
/// <param name="Title">For people.</param>
/// <param name="License">As Kaggle names it.</param>
/// <param name="Bundle">The one file is an archive of all.</param>
/// <param name="Files">What was fetched.</param>
internal sealed record KaggleNote(string? Revision, string? Title, string? License, bool Bundle, IReadOnlyList<KaggleNotedFile> Files)
{
    /// <summary>What the archive of all files is called.</summary>
    public const string Archive = "archive.zip";
}

/// <summary>A file that was fetched, with what is needed to find it in the cache.</summary>
/// <param name="Path">Its name within the data set.</param>
/// <param name="Url">Where it is asked for.</param>
/// <param name="Bytes">Its size, where it was said.</param>
/// <param name="Md5">Lower-case hex, where it was said.</param>
internal sealed record KaggleNotedFile(string Path, string Url, long? Bytes, string? Md5)
{
    /// <summary>The file to be fetched.</summary>
    public RemoteFile Remote(AuthenticationHeaderValue? authorization) => new(Path, [Url]) { Bytes = Bytes, Md5 = Md5, Authorization = authorization };
}

/// <summary>
/// The notes, in the cache beside the files: with them, <c>--offline</c> finds what was pulled before without asking
/// Kaggle. They may be deleted at any time.
/// </summary>
internal sealed class KaggleNotes(string cache)
{
    /// <summary>The note of a reference. Throws <see cref="NotFoundException"/> where there is none.</summary>
    public KaggleNote Read(string reference)
    {
        try
        {
            if (JsonSerializer.Deserialize<KaggleNote>(File.ReadAllBytes(PathOf(reference)), CatalogJson.Options) is { Files.Count: > 0 } note)
                return note;
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            // None, or a damaged one, which is as good as none.
        }
        throw new NotFoundException(
            $"{reference} is not in the cache, and --offline asks nobody", "Pull it once without --offline; from then on the cache has it.");
    }

    /// <summary>Notes it under each of the references.</summary>
    public void Write(IEnumerable<string> references, KaggleNote note) => StorageFaults.Explain(cache, () =>
    {
        Directory.CreateDirectory(Path.Combine(cache, "kaggle"));
        foreach (var reference in references)
            AtomicFile.WriteAllText(PathOf(reference), JsonSerializer.Serialize(note, CatalogJson.Options));
    });

    private string PathOf(string reference) =>
        Path.Combine(cache, "kaggle", $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reference)))}.json");
}
