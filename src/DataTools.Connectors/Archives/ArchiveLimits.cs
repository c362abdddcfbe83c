namespace DataTools.Connectors.Archives;

/// <summary>What an archive may hold at most. Larger than any data set's; an archive beyond them is a bomb or a mistake.</summary>
internal sealed record ArchiveLimits
{
    /// <summary>Entries, folders included. ImageNet has 1.3 million files.</summary>
    public int Entries { get; init; } = 4_000_000;

    /// <summary>Uncompressed bytes of one entry.</summary>
    public long EntryBytes { get; init; } = 1L << 39;

    /// <summary>Uncompressed bytes of all entries together.</summary>
    public long TotalBytes { get; init; } = 1L << 41;

    /// <summary>
    /// How many times its compressed size an entry, or the whole, may be. Deflate reaches 1,032; pictures and tables
    /// hardly 50. What stays below <see cref="HarmlessBytes"/> is not judged.
    /// </summary>
    public int Ratio { get; init; } = 300;

    /// <summary>So many uncompressed bytes do no harm whatever they came from.</summary>
    public long HarmlessBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Told of each link that leads out of the archive, which is then passed over; null: an archive with one is refused.
    /// </summary>
    public Action<string>? OnForeignLink { get; init; }
}
