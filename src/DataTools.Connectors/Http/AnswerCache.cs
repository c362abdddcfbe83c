using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataTools.Catalog.Storage;

namespace DataTools.Connectors.Http;

/// <summary>An answer as it came.</summary>
/// <param name="Url">What was asked.</param>
/// <param name="Accept">In which form.</param>
/// <param name="At">When it came or was last found to hold.</param>
/// <param name="Status">200, or a refusal that stays: a repository that is not there.</param>
/// <param name="ETag">Its mark, by which the server tells whether it still holds.</param>
/// <param name="Link">Where the next page is.</param>
/// <param name="ContentType">Of the body.</param>
/// <param name="Body">The whole.</param>
internal sealed record KeptAnswer(string Url, string Accept, DateTimeOffset At, int Status, string? ETag, string? Link, string? ContentType, byte[] Body);

/// <summary>
/// Answers on disk, one file each, by a hash of the question: names from servers never become paths. With credentials more
/// may be seen than without, so these are kept apart. All of it may be deleted at any time.
/// </summary>
internal sealed class AnswerCache(string folder, bool withCredentials)
{
    /// <summary>The answer to a question; null where there is none, or where its file is damaged.</summary>
    public KeptAnswer? Find(string url, string accept)
    {
        try
        {
            var answer = JsonSerializer.Deserialize<KeptAnswer>(File.ReadAllBytes(FileOf(url, accept)));
            return answer is { Body: not null, Status: >= 200 and < 600 } && answer.Url == url ? answer : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            // A damaged file costs a call, nothing else.
            return null;
        }
        catch (Exception e) when (StorageFaults.Translate(folder, e) is { } told)
        {
            throw told;
        }
    }

    /// <summary>Keeps an answer. Throws <see cref="Catalog.StorageException"/> where the disk does not take it.</summary>
    public void Keep(KeptAnswer answer) => StorageFaults.Explain(folder, () =>
        AtomicFile.WriteAllBytes(FileOf(answer.Url, answer.Accept), JsonSerializer.SerializeToUtf8Bytes(answer)));

    private string FileOf(string url, string accept) => Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', url, accept, withCredentials ? "token" : "anonymous")))) + ".json");
}
