using DataTools.Catalog.Storage;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// Lets one process at a time work on a file; the others wait and then find the work done. It saves work and is never
/// needed for correctness: the operating system frees it when its holder dies, and some network disks ignore it.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the lock; <paramref name="waiting"/> is called now and then meanwhile. Dispose to free it.</summary>
    public static async Task<IDisposable> AcquireAsync(string path, Action waiting, TimeProvider time, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException e) when (StorageFaults.IsHeld(e))
            {
                waiting();
            }
            await Task.Delay(Poll, time, cancellation);
        }
    }
}
