using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataTools.Catalog.Cards;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// Files by content: <c>blobs/SHA256</c>, and in <c>index/</c> which blob an address with its published checksums led
/// to. A blob is hashed whenever it is handed out, so that damage on the disk is noticed; then it is fetched again.
/// All of it may be deleted at any time.
/// </summary>
internal sealed class BlobCache(string folder)
{
    private sealed record IndexEntry(string Url, string Sha256, long Bytes, string? ContentSha256);

    /// <summary>The folder of everything.</summary>
    public string Folder { get; } = folder;

    /// <summary>The file that holds what has come so far of <paramref name="file"/>.</summary>
    public string PartPath(RemoteFile file) => Path.Combine(Folder, "partial", $"{WorkKey(file)}.part");

    /// <summary>The lock of whoever fetches <paramref name="file"/>.</summary>
    public string LockPath(RemoteFile file) => Path.Combine(Folder, "partial", $"{WorkKey(file)}.lock");

    /// <summary>The blob for <paramref name="file"/>, its bytes hashed just now; null where there is none or it was damaged.</summary>
    public async Task<Blob?> FindAsync(RemoteFile file, CancellationToken cancellation)
    {
        if (file.Sha256 is { } known && await VerifyAsync(known, null, cancellation) is { } published)
            return published;
        // Where nothing but the size is published, another size is another file.
        if (ReadIndex(IndexPath(file)) is { } entry && (file.HasChecksum || file.Bytes is null || file.Bytes == entry.Bytes) && await VerifyAsync(entry.Sha256, entry.Bytes, cancellation) is { } found)
            return found with { ContentSha256 = entry.ContentSha256 };
        return null;
    }

    /// <summary>Takes a complete and verified file in, by renaming it.</summary>
    public Blob Store(RemoteFile file, string complete, string sha256, long bytes, string? contentSha256)
    {
        var blob = new Blob(BlobPath(sha256), bytes, sha256, contentSha256);
        InFolder(blob.Path, path => File.Move(complete, path, overwrite: true));
        var entry = JsonSerializer.SerializeToUtf8Bytes(new IndexEntry(file.Urls[0], sha256, bytes, contentSha256), CatalogJson.Options);
        // Not flushed: losing it in a power failure costs a download.
        InFolder(IndexPath(file), path =>
        {
            // Where the hash is published, the note only says where the blob came from, and may be seen half written.
            var note = file.Sha256 == sha256 ? path : $"{path}.{Guid.NewGuid():N}.tmp";
            File.WriteAllBytes(note, entry);
            if (note != path)
                File.Move(note, path, overwrite: true);
        });
        return blob;
    }

    // The folders are there but for the first time, and asking for them each time takes as long as writing.
    private static void InFolder(string path, Action<string> write)
    {
        try
        {
            write(path);
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            write(path);
        }
    }

    private async Task<Blob?> VerifyAsync(string sha256, long? bytes, CancellationToken cancellation)
    {
        var path = BlobPath(sha256);
        // The usual case by far, and an exception takes longer than asking.
        if (!File.Exists(path))
            return null;
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, useAsync: false);
            if ((bytes is null || bytes == stream.Length) &&
                Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation)) == sha256)
            {
                return new(path, stream.Length, sha256);
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        File.Delete(path);
        return null;
    }

    private string BlobPath(string sha256) => Path.Combine(Folder, "blobs", sha256);

    private string IndexPath(RemoteFile file) => Path.Combine(Folder, "index", $"{Key(file)}.json");

    // Where the hash is published, all who want those bytes share the work, whatever address they know.
    private static string WorkKey(RemoteFile file) => file is { Sha256: { } sha256, ContentSha256: null } ? sha256 : Key(file);

    // Names from servers never become paths: the key is a hash of them.
    private static string Key(RemoteFile file) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', [file.Urls[0], file.Sha256, file.Md5, file.GitSha1, file.ContentSha256, .. file.Sha256Prefix is { } prefix ? new[] { prefix } : []]))));

    private static IndexEntry? ReadIndex(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var entry = JsonSerializer.Deserialize<IndexEntry>(File.ReadAllBytes(path), CatalogJson.Options);
            return entry is { Sha256.Length: 64 } && entry.Sha256.All(char.IsAsciiHexDigitLower) ? entry : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            // A damaged note costs a download, nothing else.
            return null;
        }
    }
}
