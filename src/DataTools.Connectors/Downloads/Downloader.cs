using System.Runtime.ExceptionServices;
using DataTools.Catalog;
using DataTools.Catalog.Storage;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// Gets files into the cache, each verified. What is there already is not fetched again; what broke off is gone on with;
/// where one address fails the next is tried. A file with wrong bytes is never kept.
/// </summary>
internal sealed class Downloader(BlobCache cache, MirrorRules mirrors, HttpClient http, DownloadOptions options, TimeProvider time)
{
    private readonly HttpTransfer _transfer = new(http, options, time);

    /// <summary>
    /// The file, from the cache or fetched; <paramref name="progress"/> is told its bytes so far. Throws
    /// <see cref="CorruptDownloadException"/>, <see cref="NetworkException"/>, <see cref="StorageException"/> or, for a <c>file://</c> mirror,
    /// <see cref="NotFoundException"/>.
    /// </summary>
    public async Task<Blob> FetchAsync(RemoteFile file, IProgress<long>? progress, CancellationToken cancellation)
    {
        try
        {
            return await FindOrFetchAsync(file, progress, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The network's faults have been told apart already: this is the disk.
            throw StorageFaults.Translate(cache.Folder, e) ?? new StorageException($"the cache {cache.Folder} cannot be used: {e.Message}", inner: e);
        }
    }

    private async Task<Blob> FindOrFetchAsync(RemoteFile file, IProgress<long>? progress, CancellationToken cancellation)
    {
        if (await FindAsync(file, progress, cancellation) is { } there)
            return there;
        using var ours = await FileLock.AcquireAsync(
            cache.LockPath(file), () => ReportOther(file, progress), time, cancellation);
        // Another process may have brought it while we waited.
        if (await FindAsync(file, progress, cancellation) is { } brought)
            return brought;

        var faults = new List<DataToolsException>();
        foreach (var url in file.Urls.Select(mirrors.Apply).Distinct())
        {
            try
            {
                return await FromAsync(url, file, progress, cancellation);
            }
            catch (Exception e) when (e is NetworkException or CorruptDownloadException)
            {
                faults.Add((DataToolsException)e);
            }
        }
        if (faults is [var only])
            ExceptionDispatchInfo.Throw(only);
        throw new NetworkException(
            $"{file.Name}: none of its {faults.Count} addresses gave the file:\n{string.Join('\n', faults.Select(f => $"- {f.Message}"))}",
            "Try again later, or name another source with --mirror FROM=TO.");
    }

    private async Task<Blob> FromAsync(string url, RemoteFile file, IProgress<long>? progress, CancellationToken cancellation)
    {
        while (true)
        {
            using var part = new PartialFile(cache.PartPath(file), withMd5: file is { Sha256: null, Md5: not null });
            try
            {
                if (url.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
                    LocalTransfer.Run(url, part, progress, cancellation);
                else
                    await _transfer.RunAsync(url, file, part, progress, cancellation);
                var (sha256, contentSha256) = await VerifyAsync(url, file, part, cancellation);
                return cache.Store(file, part.Complete(), sha256, part.Length, contentSha256);
            }
            catch (CorruptDownloadException)
            {
                part.Discard();
                // The bytes of an earlier run may be the damaged ones, so this address gets a second chance.
                if (!part.Resumed)
                    throw;
            }
        }
    }

    private static async Task<(string Sha256, string? ContentSha256)> VerifyAsync(
        string url, RemoteFile file, PartialFile part, CancellationToken cancellation)
    {
        var (sha256, md5) = part.Hashes();
        var right = file switch
        {
            { Sha256: { } s } => s == sha256,
            { Md5: { } m } => m == md5,
            { ContentSha256: not null } => false,
            _ => file.Bytes is null || file.Bytes == part.Length,
        };
        if (right)
            return (sha256, null);
        var content = file.ContentSha256 is null ? null : await GzipFile.ContentSha256Async(part.FilePath, cancellation);
        if (content is not null && content == file.ContentSha256)
            return (sha256, content);

        string?[] expected =
        [
            file switch { { Sha256: { } s } => $"SHA-256 {s}", { Md5: { } m } => $"MD5 {m}", _ => null },
            file.ContentSha256 is { } c ? $"SHA-256 {c} of the uncompressed content" : null,
            file is { Sha256: null, Md5: null, ContentSha256: null } ? $"{file.Bytes} bytes" : null,
        ];
        var actual = md5 is null ? $"SHA-256 {sha256}" : $"MD5 {md5}";
        throw new CorruptDownloadException(
            url, string.Join(" or ", expected.OfType<string>()), content is null ? actual : $"{actual}, content {content}", part.Length);
    }

    private async Task<Blob?> FindAsync(RemoteFile file, IProgress<long>? progress, CancellationToken cancellation)
    {
        var blob = await cache.FindAsync(file, cancellation);
        if (blob is not null)
            progress?.Report(blob.Bytes);
        return blob;
    }

    private void ReportOther(RemoteFile file, IProgress<long>? progress)
    {
        var part = new FileInfo(cache.PartPath(file));
        if (part.Exists)
            progress?.Report(part.Length);
    }
}
