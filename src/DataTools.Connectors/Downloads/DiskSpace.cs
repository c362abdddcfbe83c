using DataTools.Catalog;

namespace DataTools.Connectors.Downloads;

/// <summary>Whether a disk has room, asked before anything is fetched.</summary>
internal static class DiskSpace
{
    // What an entry, a journal or somebody else may need meanwhile.
    private const long Spare = 64 << 20;

    // Asking takes as long as fetching so little; of many small files the sum is asked for.
    private const long WorthAsking = 1 << 18;

    /// <summary>Throws <see cref="StorageException"/> where the disk of <paramref name="folder"/> lacks room for so many bytes and some to spare.</summary>
    public static void Check(string folder, long bytes, DownloadOptions options)
    {
        if (bytes < WorthAsking || options.FreeBytes(folder) is not { } free || free - Spare >= bytes)
            return;
        throw new StorageException(
            $"the disk of {folder} has {Text(free)} free, {Text(Math.Min(bytes, long.MaxValue - Spare) + Spare)} are needed",
            "Free some space (the cache folder may be deleted at any time) or use another disk with --workspace. Nothing was fetched.");
    }

    private static string Text(long bytes) => bytes < 1 << 30 ? $"{bytes / 1e6:0.0} MB" : $"{bytes / 1e9:0.0} GB";
}
