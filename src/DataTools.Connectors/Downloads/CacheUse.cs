using DataTools.Catalog.Storage;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// Keeps pulls and the clearing of the cache apart. A pull says that it is running (<c>pulling/*.lock</c>) and then waits
/// for a clearing under way; a clearing takes <c>clearing.lock</c> and then looks whether pulls run. Whichever comes second
/// sees the first. The operating system frees the locks of the dead.
/// </summary>
internal static class CacheUse
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Says that a pull uses the cache, until disposed. Waits while the cache is being cleared.</summary>
    public static async Task<IDisposable> PullAsync(string cache, TimeProvider time, CancellationToken cancellation)
    {
        FileStream? ours = null;
        StorageFaults.Explain(cache, () =>
        {
            Directory.CreateDirectory(PullingFolder(cache));
            // A clearing may look at the file just when it is there and not locked yet: then it takes another.
            while (ours is null)
                ours = TryOpen(Path.Combine(PullingFolder(cache), $"{Guid.NewGuid():N}.lock"), FileMode.CreateNew, FileOptions.DeleteOnClose);
        });
        try
        {
            while (File.Exists(ClearingLock(cache)))
            {
                cancellation.ThrowIfCancellationRequested();
                if (IsFree(ClearingLock(cache)))
                    break;
                await Task.Delay(Poll, time, cancellation);
            }
            return ours!;
        }
        catch
        {
            await ours!.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Keeps new pulls from starting until <paramref name="clear"/> is done, which is told whether any were running before.
    /// </summary>
    public static async Task<T> ClearAsync<T>(string cache, Func<bool, T> clear, TimeProvider time, CancellationToken cancellation)
    {
        FileStream? ours = null;
        // Its file stays: one that is deleted while others open it can be locked twice.
        while (true)
        {
            StorageFaults.Explain(cache, () => ours = TryOpen(ClearingLock(cache), FileMode.OpenOrCreate, FileOptions.None));
            if (ours is not null)
                break;
            await Task.Delay(Poll, time, cancellation);
        }
        using (ours)
            return clear(PullsRun(cache));
    }

    /// <summary>Whether nobody holds the lock file; true where there is none.</summary>
    public static bool IsFree(string path)
    {
        try
        {
            using var held = TryOpen(path, FileMode.Open, FileOptions.None, FileAccess.Read, FileShare.Read);
            return held is not null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
    }

    /// <summary>The file of that lock opened for nobody else, or null where somebody has it.</summary>
    public static FileStream? TryOpen(
        string path, FileMode mode, FileOptions options, FileAccess access = FileAccess.ReadWrite, FileShare share = FileShare.None)
    {
        try
        {
            return new(path, mode, access, share, bufferSize: 0, options);
        }
        catch (IOException e) when (StorageFaults.IsHeld(e))
        {
            return null;
        }
    }

    private static bool PullsRun(string cache) => Directory.Exists(PullingFolder(cache)) &&
        Directory.EnumerateFiles(PullingFolder(cache), "*.lock").Any(f =>
        {
            if (!IsFree(f))
                return true;
            // A pull that was killed.
            File.Delete(f);
            return false;
        });

    private static string PullingFolder(string cache) => Path.Combine(cache, "pulling");

    private static string ClearingLock(string cache) => Path.Combine(cache, "clearing.lock");
}
