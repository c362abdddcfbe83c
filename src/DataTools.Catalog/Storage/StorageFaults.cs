namespace DataTools.Catalog.Storage;

/// <summary>Turns the operating system's words about a disk into ours.</summary>
public static class StorageFaults
{
    // ENOSPC and EDQUOT on Linux and macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] DiskFull = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    // EWOULDBLOCK on Linux and macOS; ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION on Windows.
    private static readonly int[] Held = [11, 35, unchecked((int)0x80070020), unchecked((int)0x80070021)];

    /// <summary>Whether a file could not be opened because another process holds it.</summary>
    public static bool IsHeld(IOException e) => Array.IndexOf(Held, e.HResult) >= 0;

    /// <summary>
    /// Runs <paramref name="write"/>; what the operating system says against it (a full disk, a folder without
    /// permission, a file where a folder should be) becomes a <see cref="StorageException"/>.
    /// </summary>
    public static void Explain(string folder, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (Translate(folder, e) is { } told)
        {
            throw told;
        }
    }

    /// <summary>The <see cref="StorageException"/> for what the operating system said, or null where it is about something else.</summary>
    public static StorageException? Translate(string folder, Exception e) => e switch
    {
        IOException when Array.IndexOf(DiskFull, e.HResult) >= 0 => new StorageException(
            $"no space left on the disk of {folder}",
            "Free some space (the cache folder may be deleted at any time) or use another disk with --workspace. No half-written file is left.", e),
        UnauthorizedAccessException => new StorageException(
            $"{folder}: permission denied: {e.Message}", "Change its permissions or use another folder with --workspace.", e),
        IOException => new StorageException(
            $"{folder}: {e.Message}", "See what is there, or use another folder with --workspace.", e),
        _ => null,
    };
}
