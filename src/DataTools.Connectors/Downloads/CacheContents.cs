using DataTools.Catalog;

namespace DataTools.Connectors.Downloads;

/// <summary>A downloaded file in the cache.</summary>
/// <param name="Sha256">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="From">Where it came from, without whatever an address may hold of credentials; null where that is not known.</param>
/// <param name="Entries">The entries that were made from it.</param>
public sealed record CachedFile(string Sha256, long Bytes, string? From, IReadOnlyList<string> Entries);

/// <summary>What the cache holds.</summary>
/// <param name="Files">Complete files, the largest first.</param>
/// <param name="PartialBytes">Of downloads that broke off or are under way.</param>
/// <param name="UnpackedBytes">Of archives unpacked.</param>
/// <param name="OtherBytes">Of everything else: notes, answers of services.</param>
public sealed record CacheListing(IReadOnlyList<CachedFile> Files, long PartialBytes, long UnpackedBytes, long OtherBytes)
{
    /// <summary>All of it.</summary>
    public long Bytes => Files.Sum(f => f.Bytes) + PartialBytes + UnpackedBytes + OtherBytes;
}

/// <summary>What a check of every file came to.</summary>
/// <param name="Files">Files read.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="Damaged">Those that are not what their names say.</param>
/// <param name="Removed">Whether the damaged ones were removed; false where a pull was running that may use them.</param>
public sealed record CacheCheck(int Files, long Bytes, IReadOnlyList<CorruptFileException> Damaged, bool Removed);

/// <summary>What was removed from the cache, or would be.</summary>
/// <param name="Removed">Each thing.</param>
/// <param name="PullsRun">Whether a pull was running, so that only what it cannot need was removed.</param>
public sealed record CachePruning(IReadOnlyList<PrunedItem> Removed, bool PullsRun)
{
    /// <summary>The space this frees.</summary>
    public long Bytes => Removed.Sum(r => r.Bytes);
}

/// <summary>Something removed from the cache.</summary>
/// <param name="Kind">What it was.</param>
/// <param name="Path">Where it lay, relative to the cache.</param>
/// <param name="Bytes">Its size.</param>
public sealed record PrunedItem(PrunedKind Kind, string Path, long Bytes);

/// <summary>Kinds of things that are removed from the cache.</summary>
public enum PrunedKind
{
    /// <summary>A complete file that no entry was made from.</summary>
    File,

    /// <summary>A download that broke off.</summary>
    Partial,

    /// <summary>An unpacked archive.</summary>
    Unpacked,

    /// <summary>A note about a file that is gone, or what a kill left.</summary>
    Note,

    /// <summary>An entry whose making was stopped and not gone on with.</summary>
    Unfinished,
}
