using System.Formats.Tar;
using DataTools.Catalog;
using DataTools.Catalog.Formats;

namespace DataTools.Connectors.Archives;

/// <summary>The files of an uncompressed tar, to be read in any order without unpacking, one at a time.</summary>
internal static class TarTree
{
    private const int Block = 512, MagicAt = 257, ChecksumAt = 148, ChecksumEnd = 156;

    /// <summary>
    /// Its files in the archive's order. Throws <see cref="CorruptFileException"/>, naming archive and entry, where it
    /// cannot be read or is not safe.
    /// </summary>
    /// <param name="name">What it is called, for errors.</param>
    /// <param name="stream">Seekable; stays open for the files.</param>
    /// <param name="packedBytes">The archive's size as it came, before any compression was undone.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <param name="cancellation">Asked before each entry.</param>
    public static IReadOnlyList<ListedFile> List(string name, Stream stream, long packedBytes, ArchiveLimits limits, CancellationToken cancellation)
    {
        var listing = new ArchiveListing(name, packedBytes, limits);
        using var tar = new TarReader(stream, leaveOpen: true);
        string? before = null;
        long end = 0;
        while (ArchiveFaults.Explain(name, before, () => tar.GetNextEntry()) is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            before = entry.Name;
            Add(name, stream, listing, entry);
            end = entry.DataOffset + ((entry.Length + Block - 1) / Block * Block);
        }
        // The reader takes the end of the file for the end of the archive, which is a block of zeros.
        if (stream.Position < end + Block)
            throw new CorruptFileException(name, $"it is cut off after the entry '{EntryNames.Show(before!)}'", "Get the archive anew.");
        return listing.Files();
    }

    /// <summary>
    /// Whether a file that begins so is a tar. Before there was "ustar" in its headers, there was only their checksum: the
    /// sum of the bytes, its own eight taken for spaces.
    /// </summary>
    public static bool Is(ReadOnlySpan<byte> start)
    {
        if (start.Length < Block || start[0] == 0)
            return false;
        if (start[MagicAt..].StartsWith("ustar"u8))
            return true;
        int sum = 0, written = 0;
        for (var i = 0; i < Block; i++)
        {
            sum += i is >= ChecksumAt and < ChecksumEnd ? ' ' : start[i];
            if (i is >= ChecksumAt and < ChecksumEnd && start[i] is >= (byte)'0' and <= (byte)'7')
                written = (written * 8) + (start[i] - '0');
        }
        return sum == written;
    }

    private static void Add(string name, Stream stream, ArchiveListing listing, TarEntry entry)
    {
        var (raw, start, bytes) = (entry.Name, entry.DataOffset, entry.Length);
        switch (entry.EntryType)
        {
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                listing.AddFile(raw, bytes, packed: null, () => new EntryStream(name, raw, new Slice(stream, start, bytes), bytes, crc32: null));
                if (bytes > 0 && start + bytes > stream.Length)
                    throw listing.Refused(raw, $"is cut off: it declares {bytes} bytes, there are {stream.Length - start}", "Get the archive anew.");
                break;
            case TarEntryType.Directory:
                listing.AddFolder(raw, bytes);
                break;
            case TarEntryType.SymbolicLink or TarEntryType.HardLink:
                listing.AddLink(raw, entry.LinkName, fromRoot: entry.EntryType == TarEntryType.HardLink);
                break;
            case TarEntryType.GlobalExtendedAttributes:
                break;
            default:
                throw listing.Refused(raw, $"is no file ({entry.EntryType})");
        }
    }
}
