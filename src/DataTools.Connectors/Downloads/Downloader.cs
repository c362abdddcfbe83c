using System.Runtime.ExceptionServices;
using DataTools.Catalog;
using DataTools.Catalog.Storage;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// Gets files into the cache, each verified. What is there already is not fetched again; what broke off is gone on with;
/// several addresses of a file are used together, and where one fails the others go on. A file with wrong bytes is never
/// kept.
/// </summary>
/// <param name="cache">Where files lie.</param>
/// <param name="mirrors">Which addresses to ask instead of others.</param>
/// <param name="http">From <see cref="DownloadClient"/>: one that follows redirects itself would decide where credentials go.</param>
/// <param name="options">How patient, and how much at once.</param>
/// <param name="time">The clock.</param>
internal sealed class Downloader(BlobCache cache, MirrorRules mirrors, HttpClient http, DownloadOptions options, TimeProvider time)
{
    private readonly HttpTransfer _transfer = new(http, options, time);

    /// <summary>
    /// The file, from the cache or fetched; <paramref name="progress"/> is told its bytes so far. Throws
    /// <see cref="CorruptDownloadException"/>, <see cref="NetworkException"/>, <see cref="RateLimitedException"/>,
    /// <see cref="StorageException"/> or, for a <c>file://</c> mirror, <see cref="NotFoundException"/>.
    /// </summary>
    public Task<Blob> FetchAsync(RemoteFile file, IProgress<long>? progress, CancellationToken cancellation) => GuardAsync(async () =>
    {
        if (await FindAsync(file, progress, cancellation) is { } there)
            return there;
        CheckOffline([file]);
        return await FetchMissingAsync(file, progress, cancellation);
    });

    /// <summary>
    /// The files in their order, several at a time; <paramref name="totalBytes"/> is told the bytes of all so far. Throws
    /// what <see cref="FetchAsync"/> throws, for the first that fails; what came of the others is kept.
    /// </summary>
    public Task<IReadOnlyList<Blob>> FetchAllAsync(
        IReadOnlyList<RemoteFile> files, IProgress<long>? totalBytes, CancellationToken cancellation) => GuardAsync<IReadOnlyList<Blob>>(async () =>
    {
        var sum = new SummedProgress(totalBytes);
        var blobs = new Blob?[files.Count];
        await Parallel.ForAsync(0, files.Count, cancellation, async (i, token) => blobs[i] = await FindAsync(files[i], sum.Part(i), token));
        var missing = Enumerable.Range(0, files.Count).Where(i => blobs[i] is null).ToList();
        CheckOffline([.. missing.Select(i => files[i])]);
        DiskSpace.Check(cache.Folder, missing.Sum(i => Math.Max(0, (files[i].Bytes ?? 0) - Journal.DoneBytes(cache.PartPath(files[i])))), options);
        var several = new ParallelOptions { MaxDegreeOfParallelism = options.FilesAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(missing, several, async (i, token) => blobs[i] = await FetchMissingAsync(files[i], sum.Part(i), token));
        return [.. blobs.Select(b => b!)];
    });

    private async Task<Blob> FetchMissingAsync(RemoteFile file, IProgress<long>? progress, CancellationToken cancellation)
    {
        using var ours = await FileLock.AcquireAsync(
            cache.LockPath(file), () => progress?.Report(Journal.DoneBytes(cache.PartPath(file))), time, cancellation);
        // Another process may have brought it while we waited.
        if (await FindAsync(file, progress, cancellation) is { } brought)
            return brought;

        var faults = new List<DataToolsException>();
        var addresses = file.Urls.Select(mirrors.Apply).Distinct().ToList();
        while (addresses.Count > 0)
        {
            // Neighbours on the network work together; a local file is one by itself.
            var group = IsLocal(addresses[0]) ? addresses[..1] : addresses.TakeWhile(a => !IsLocal(a)).ToList();
            addresses.RemoveRange(0, group.Count);
            if (IsLocal(group[0]))
            {
                if (await FromLocalAsync(group[0], file, faults, progress, cancellation) is { } copied)
                    return copied;
            }
            else if (!options.Offline && await FromHttpAsync(group, file, faults, progress, cancellation) is { } fetched)
                return fetched;
        }
        if (faults is [var only])
            ExceptionDispatchInfo.Throw(only);
        throw new NetworkException(
            $"{file.Name}: none of its {faults.Count} addresses gave the file:\n{string.Join('\n', faults.Select(f => $"- {f.Message}"))}",
            "Try again later, or name another source with --mirror FROM=TO.");
    }

    private async Task<Blob?> FromLocalAsync(
        string url, RemoteFile file, List<DataToolsException> faults, IProgress<long>? progress, CancellationToken cancellation)
    {
        using var part = new PartialFile(cache.PartPath(file), HashingOf(file));
        try
        {
            LocalTransfer.Run(url, part, progress, cancellation);
            return await StoreAsync(url, file, part, cancellation);
        }
        catch (CorruptDownloadException e)
        {
            part.Discard();
            faults.Add(e);
            return null;
        }
    }

    private async Task<Blob?> FromHttpAsync(
        List<string> urls, RemoteFile file, List<DataToolsException> faults, IProgress<long>? progress, CancellationToken cancellation)
    {
        var all = urls.ConvertAll(u => new Mirror(u));
        var alone = false;
        while (all.Exists(m => m.IsUsable))
        {
            using var part = new PartialFile(cache.PartPath(file), HashingOf(file));
            part.Load(
                o => file.HasChecksum || all.Exists(m => m.Fault is null && m.Url == o.Url), file.ContentSha256 is null ? file.Bytes : null, cancellation);
            DiskSpace.Check(cache.Folder, (file.Bytes ?? part.Total ?? 0) - part.Length, options);
            var alive = all.Where(m => m.IsUsable).OrderBy(m => m.SetAside).Take(alone ? 1 : int.MaxValue).ToList();
            if (!await _transfer.RunAsync(alive, file, part, progress, cancellation))
                continue;
            var url = part.Origins[part.Chunks[0].Origin].Url;
            try
            {
                return await StoreAsync(url, file, part, cancellation);
            }
            catch (CorruptDownloadException e)
            {
                var mixed = part.Chunks.Select(c => c.Origin).Distinct().Count() > 1;
                if (mixed && await new MirrorTrial(_transfer, options).MendAsync(all, file, part, () => IsRightAsync(url, file, part, cancellation), cancellation))
                    return await StoreAsync(url, file, part, cancellation);
                part.Discard();
                // Wrong bytes of several addresses: each by itself now. Those of an earlier run may be the damaged ones, so
                // that an address gets a second chance.
                if (mixed)
                    alone = true;
                else if (!part.Resumed && all.Find(m => m.Url == url) is { } wrong)
                    wrong.Fault = e;
            }
        }
        faults.AddRange(all.Select(m => m.Fault!));
        return null;
    }

    private async Task<Blob> StoreAsync(string url, RemoteFile file, PartialFile part, CancellationToken cancellation)
    {
        var (sha256, content) = await VerifyAsync(url, file, part, cancellation);
        return part.Complete(complete => cache.Store(file, complete, sha256, part.Length, content));
    }

    private static async Task<bool> IsRightAsync(string url, RemoteFile file, PartialFile part, CancellationToken cancellation)
    {
        try
        {
            await VerifyAsync(url, file, part, cancellation);
            return true;
        }
        catch (CorruptDownloadException)
        {
            return false;
        }
    }

    private static Task<(string Sha256, string? ContentSha256)> VerifyAsync(string url, RemoteFile file, PartialFile part, CancellationToken cancellation)
    {
        var (sha256, md5) = part.Hashes();
        return Checksums.VerifyAsync(url, file, part.FilePath, part.Length, sha256, md5, cancellation);
    }

    private void CheckOffline(List<RemoteFile> missing)
    {
        if (options.Offline)
            missing.RemoveAll(f => f.Urls.Any(u => IsLocal(mirrors.Apply(u))));
        if (!options.Offline || missing.Count == 0)
            return;
        throw new NetworkException(
            $"offline, and the cache lacks {(missing.Count == 1 ? "a file" : $"{missing.Count} files")}:\n" +
            string.Join('\n', missing.Select(f => $"- {f.Name}{(f.Bytes is { } bytes ? $" ({bytes} bytes)" : "")} from {Endpoints.Shown(f.Urls[0])}")),
            "Run it once with a connection and without --offline, or name a local copy with --mirror FROM=file:///TO.");
    }

    private async Task<Blob?> FindAsync(RemoteFile file, IProgress<long>? progress, CancellationToken cancellation)
    {
        var blob = await cache.FindAsync(file, cancellation);
        if (blob is not null)
            progress?.Report(blob.Bytes);
        return blob;
    }

    // The network's faults have been told apart before: what is left is the disk.
    private async Task<T> GuardAsync<T>(Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StorageFaults.Translate(cache.Folder, e) ?? new StorageException($"the cache {cache.Folder} cannot be used: {e.Message}", inner: e);
        }
    }

    private static bool IsLocal(string url) => url.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    private static Hashing HashingOf(RemoteFile file) => file is { Sha256: null, Md5: not null } ? Hashing.Sha256AndMd5 : Hashing.Sha256;
}
