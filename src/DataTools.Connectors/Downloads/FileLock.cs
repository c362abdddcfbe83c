using DataTools.Catalog.Storage;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// Lets one process at a time work on a file; the others wait and then find the work done. The operating system frees it
/// when its holder dies. On network disks that ignore locks two may work at once: then both write the same bytes to the
/// same places, and whatever is handed out was hashed.
/// </summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly string _path;
    private readonly FileStream _stream;

    private FileLock(string path, FileStream stream) => (_path, _stream) = (path, stream);

    /// <summary>Waits for the lock; <paramref name="waiting"/> is called now and then meanwhile. Dispose to free it.</summary>
    public static async Task<FileLock> AcquireAsync(string path, Action waiting, TimeProvider time, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryAcquire(path) is { } ours)
                return ours;
            waiting();
            await Task.Delay(Poll, time, cancellation);
        }
    }

    /// <summary>The lock, or null where another holds it.</summary>
    public static FileLock? TryAcquire(string path)
    {
        while (TryOpen(path) is { } stream)
        {
            if (IsStillThere(path, stream))
                return new(path, stream);
            stream.Dispose();
        }
        return null;
    }

    /// <summary>Frees the lock and leaves no trace.</summary>
    public void Dispose()
    {
        // Deleted while it is held: whoever opened it meanwhile finds out in IsStillThere. Windows deletes it on closing.
        if (!OperatingSystem.IsWindows())
            File.Delete(_path);
        _stream.Dispose();
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
        }
        catch (IOException e) when (StorageFaults.IsHeld(e))
        {
            return null;
        }
        catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException)
        {
            // Once, while asking each time takes as long as the lock. A file that is not there, though it should be made:
            // the folder has just been made by another.
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return TryOpen(path);
        }
        catch (UnauthorizedAccessException) when (OperatingSystem.IsWindows() && File.Exists(path))
        {
            // Being deleted.
            return null;
        }
    }

    // Between opening and locking its former holder may have deleted it: then the lock is on a file without a name, and
    // somebody else may hold the one that has it. A mark made through the handle must be seen under the name.
    private static bool IsStillThere(string path, FileStream stream)
    {
        if (OperatingSystem.IsWindows())
            return true;
        var mark = DateTime.UnixEpoch.AddSeconds(2 * (long)(uint)Guid.NewGuid().GetHashCode() % 1_000_000_000);
        File.SetLastWriteTimeUtc(stream.SafeFileHandle, mark);
        return File.Exists(path) && File.GetLastWriteTimeUtc(path) == mark;
    }
}
