using DataTools.Catalog;

namespace DataTools.Connectors.Archives;

/// <summary>Counts an archive's entries against its limits, before any of their bytes are read.</summary>
/// <param name="archive">What the archive is called, for errors.</param>
/// <param name="packedBytes">The archive's own size.</param>
/// <param name="limits">How much it may hold.</param>
internal sealed class ArchiveBudget(string archive, long packedBytes, ArchiveLimits limits)
{
    private int _entries;
    private long _total;

    /// <summary>Takes an entry into account. Throws <see cref="CorruptFileException"/> where that is too much.</summary>
    /// <param name="entry">Its name as the archive gives it.</param>
    /// <param name="bytes">Its declared uncompressed size.</param>
    /// <param name="packed">Its compressed size; null where only the whole is compressed.</param>
    public void Add(string entry, long bytes, long? packed)
    {
        if (++_entries > limits.Entries)
            throw new CorruptFileException(archive, $"it holds more than {limits.Entries} entries", Hint);
        if (bytes < 0)
            throw Refused(entry, "declares a size below zero");
        if (bytes > limits.EntryBytes)
            throw Refused(entry, $"would be {bytes} bytes, more than the {limits.EntryBytes} allowed");
        if (packed is { } from && bytes > limits.HarmlessBytes && bytes / limits.Ratio > from)
            throw Refused(entry, $"would grow from {from} to {bytes} bytes: a decompression bomb");
        _total += bytes;
        if (_total > limits.TotalBytes)
            throw new CorruptFileException(archive, $"its entries come to more than {limits.TotalBytes} bytes", Hint);
        if (_total > limits.HarmlessBytes && _total / limits.Ratio > packedBytes)
            throw new CorruptFileException(archive, $"{packedBytes} bytes would grow to {_total} and more: a decompression bomb", Hint);
    }

    private const string Hint = "Nothing of it was used. Get the archive anew from a source that you trust.";

    private CorruptFileException Refused(string entry, string why) => new EntryNames(archive).Refused(entry, why);
}
