using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors.Downloads;

/// <summary>What the cache of a workspace holds, whether it is sound, and what of it nobody needs.</summary>
/// <param name="workspace">Whose cache and entries.</param>
/// <param name="time">For waits.</param>
public sealed class CacheInventory(Workspace workspace, TimeProvider time)
{
    private sealed record Note(string Url, string Sha256);

    private readonly string _cache = workspace.Cache;

    /// <summary>The folder.</summary>
    public string Folder => _cache;

    /// <summary>What there is. Entries whose cards cannot be read are told to <paramref name="onDamaged"/>.</summary>
    public CacheListing List(Action<CorruptFileException> onDamaged) => Explained(() =>
    {
        var users = new EntryStore(workspace).List(onDamaged)
            .SelectMany(c => c.Files.Select(f => (f.Sha256, c.Name)))
            .ToLookup(f => f.Sha256, f => f.Name, StringComparer.Ordinal);
        var origins = Notes().Where(n => n.Note is not null).ToLookup(n => n.Note!.Sha256, n => Plain(n.Note!.Url), StringComparer.Ordinal);
        var files = Blobs()
            .Select(b => new CachedFile(b.Name, Size(b), origins[b.Name].FirstOrDefault(), [.. users[b.Name].Distinct().Order(StringComparer.Ordinal)]))
            .OrderByDescending(f => f.Bytes).ThenBy(f => f.Sha256, StringComparer.Ordinal)
            .ToList();
        long partial = In("partial").Sum(Size), unpacked = In("unpacked").Sum(Size), all = In("").Sum(Size);
        return new CacheListing(files, partial, unpacked, all - partial - unpacked - files.Sum(f => f.Bytes));
    });

    /// <summary>
    /// Reads every file and compares its SHA-256 with its name; removes those that differ. Bytes read so far are reported,
    /// from any thread.
    /// </summary>
    public async Task<CacheCheck> VerifyAsync(IProgress<long>? progress, CancellationToken cancellation)
    {
        var damaged = new ConcurrentBag<(FileInfo File, CorruptFileException Fault)>();
        long bytes = 0;
        var count = 0;
        await Parallel.ForEachAsync(Explained(() => Blobs().ToList()), cancellation, async (blob, token) =>
        {
            if (await FaultAsync(blob, got => progress?.Report(Interlocked.Add(ref bytes, got)), token) is { } fault)
                damaged.Add((blob, fault));
            Interlocked.Increment(ref count);
        });
        var sorted = damaged.OrderBy(d => d.File.Name, StringComparer.Ordinal).ToList();
        var removed = sorted.Count > 0 && await CacheUse.ClearAsync(
            _cache, pullsRun => !pullsRun && Explained(() => sorted.TrueForAll(d => Delete(d.File.FullName))), time, cancellation);
        return new(count, bytes, [.. sorted.Select(d => d.Fault)], removed);
    }

    /// <summary>
    /// Removes files that no entry was made from, downloads that broke off, unpacked archives, notes about what is gone, and
    /// entries that were begun and never finished;
    /// with <paramref name="dryRun"/> only says so. Nothing that a running pull may need is touched. Throws
    /// <see cref="CorruptFileException"/> where an entry's card cannot be read, since nobody knows what it needs.
    /// </summary>
    public async Task<CachePruning> PruneAsync(bool dryRun, CancellationToken cancellation)
    {
        var unfinished = Unfinished(dryRun, cancellation);
        if (!Directory.Exists(_cache))
            return new(unfinished, PullsRun: false);
        var pruning = await CacheUse.ClearAsync(_cache, pullsRun => Explained(() => Prune(dryRun, pullsRun, cancellation)), time, cancellation);
        return pruning with { Removed = [.. pruning.Removed, .. unfinished] };
    }

    private List<PrunedItem> Unfinished(bool dryRun, CancellationToken cancellation)
    {
        var store = new EntryStore(workspace);
        var removed = new List<PrunedItem>();
        foreach (var entry in store.Unfinished())
        {
            cancellation.ThrowIfCancellationRequested();
            if (dryRun || store.Remove(entry))
                removed.Add(new(PrunedKind.Unfinished, Path.GetRelativePath(_cache, entry.Folder), entry.Bytes));
        }
        return removed;
    }

    private CachePruning Prune(bool dryRun, bool pullsRun, CancellationToken cancellation)
    {
        // Read while no pull can start: an entry that is being written now counts as a running pull.
        var needed = new EntryStore(workspace).List().SelectMany(c => c.Files.Select(f => f.Sha256)).ToHashSet(StringComparer.Ordinal);
        var removed = new List<PrunedItem>();
        void Remove(PrunedKind kind, FileInfo file)
        {
            cancellation.ThrowIfCancellationRequested();
            var item = new PrunedItem(kind, Path.GetRelativePath(_cache, file.FullName), Size(file));
            if (dryRun || Delete(file.FullName))
                removed.Add(item);
        }
        foreach (var key in In("partial").Select(Key).Distinct(StringComparer.Ordinal).ToList())
            WithLock(key, () => In("partial").Where(f => Key(f) == key && f.Extension != ".lock").ToList().ForEach(f => Remove(PrunedKind.Partial, f)));
        if (pullsRun)
            return new(removed, PullsRun: true);

        foreach (var blob in In("blobs").Where(b => !needed.Contains(b.Name)).ToList())
            Remove(PrunedKind.File, blob);
        foreach (var (file, note) in Notes().Where(n => n.Note is null || !needed.Contains(n.Note.Sha256)).ToList())
            Remove(PrunedKind.Note, file);
        foreach (var file in In("unpacked").ToList())
            Remove(PrunedKind.Unpacked, file);
        if (!dryRun && Directory.Exists(Path.Combine(_cache, "unpacked")))
            Directory.Delete(Path.Combine(_cache, "unpacked"), recursive: true);
        return new(removed, PullsRun: false);
    }

    private static string Key(FileInfo partial) => partial.Name.Split('.')[0];

    // Whoever fetches a file holds its lock; then what it has so far stays. The lock is ours until all is gone, also where
    // there was none: a pull may begin at any time.
    private void WithLock(string key, Action action)
    {
        using var ours = FileLock.TryAcquire(Path.Combine(_cache, "partial", $"{key}.lock"));
        if (ours is not null)
            action();
    }

    private static async Task<CorruptFileException?> FaultAsync(FileInfo blob, Action<int> read, CancellationToken cancellation)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var stream = new FileStream(blob.FullName, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, useAsync: false);
            var chunk = new byte[1 << 18];
            for (int got; (got = await stream.ReadAsync(chunk, cancellation)) > 0; read(got))
                hash.AppendData(chunk, 0, got);
            var actual = Convert.ToHexStringLower(hash.GetHashAndReset());
            return actual == blob.Name ? null : new(blob.FullName, $"its SHA-256 is {actual}", "It is fetched again by the next pull that needs it.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Removed since it was listed.
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(blob.FullName, $"it cannot be read: {e.Message}", "It is fetched again by the next pull that needs it.", e);
        }
    }

    private IEnumerable<FileInfo> Blobs() => In("blobs").Where(f => f.Name.Length == 64 && f.Name.All(char.IsAsciiHexDigitLower));

    private IEnumerable<(FileInfo File, Note? Note)> Notes() => In("index").Select(f => (f, Read(f)));

    private IEnumerable<FileInfo> In(string folder)
    {
        var directory = new DirectoryInfo(Path.Combine(_cache, folder));
        // Links are not followed out of the cache.
        return directory.Exists
            ? directory.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            : [];
    }

    private static Note? Read(FileInfo file)
    {
        try
        {
            return JsonSerializer.Deserialize<Note>(File.ReadAllBytes(file.FullName), CatalogJson.Options) is { Url: not null, Sha256: not null } note ? note : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            return null;
        }
    }

    // User names, passwords and signatures do not belong on a screen.
    private static string Plain(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) ? Endpoints.Shown(uri) : url;

    private static long Size(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }

    private static bool Delete(string path)
    {
        File.Delete(path);
        return true;
    }

    private T Explained<T>(Func<T> action)
    {
        T? result = default;
        StorageFaults.Explain(_cache, () => result = action());
        return result!;
    }
}
