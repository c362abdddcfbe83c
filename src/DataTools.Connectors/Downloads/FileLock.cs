namespace DataTools.Connectors.Downloads;

/// <summary>
/// Lets one process at a time work on a file; the others wait and then find the work done. It saves work and is never
/// needed for correctness: the operating system frees it when its holder dies, and some network disks ignore it.
/// </summary>
internal static class FileLock
{
    // EWOULDBLOCK on Linux and macOS; ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION on Windows.
    private static readonly int[] Held = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

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
            catch (IOException e) when (Array.IndexOf(Held, e.HResult) >= 0)
            {
                waiting();
            }
            await Task.Delay(Poll, time, cancellation);
        }
    }
}
