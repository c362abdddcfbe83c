using DataTools.Catalog.Storage;

namespace DataTools.Connectors.Downloads;

/// <summary>How patient a download is, and how much at once.</summary>
internal sealed record DownloadOptions
{
    /// <summary>How often in a row an attempt that brought nothing is repeated before the next address is tried.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The wait before the first repetition; it doubles with each, and chance is added so that clients do not come in step.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait that we choose ourselves.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The longest wait that a server may ask for (Retry-After, rate limits); more is an error that says until when.
    /// Six minutes, since the windows of the Hugging Face Hub are five.
    /// </summary>
    public TimeSpan LongestAsked { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>An attempt is given up when no byte has come for so long. There is no limit on the whole.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An attempt that brought at least so many bytes was none in vain: the count of repetitions begins anew.</summary>
    public long WorthwhileBytes { get; init; } = 1 << 16;

    /// <summary>A file larger than this comes in ranges of this size, where the server allows.</summary>
    public long ChunkBytes { get; init; } = 8 << 20;

    /// <summary>Connections for one large file.</summary>
    public int Connections { get; init; } = 4;

    /// <summary>Files on their way at the same time.</summary>
    public int FilesAtOnce { get; init; } = 8;

    /// <summary>Use only what the cache holds; what it lacks is an error that lists it.</summary>
    public bool Offline { get; init; }

    /// <summary>Told in one sentence what a user may wonder about: waits that a server asks for, addresses given up.</summary>
    public Action<string>? Talk { get; init; }

    /// <summary>Bytes that are free on the disk of a folder; null where it does not say.</summary>
    public Func<string, long?> FreeBytes { get; init; } = FreeSpace.Of;
}
