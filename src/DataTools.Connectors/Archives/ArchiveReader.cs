using System.Formats.Tar;
using System.IO.Compression;
using DataTools.Catalog;

namespace DataTools.Connectors.Archives;

/// <summary>A file of an archive.</summary>
/// <param name="Path">Relative, with '/'; never leads out.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Content">Its bytes, to be read before the next entry is asked for.</param>
internal sealed record ArchiveEntry(string Path, long Bytes, Stream Content);

/// <summary>Reads an archive from front to back, one entry in hand at a time; the kind is told by its first bytes.</summary>
internal static class ArchiveReader
{
    private const int TarBlock = 512, TarMagicAt = 257;

    private static readonly (string Kind, byte[] Magic)[] Unreadable =
    [
        ("7z", [0x37, 0x7A, 0xBC, 0xAF]), ("rar", "Rar!"u8.ToArray()), ("bzip2", "BZh"u8.ToArray()),
        ("xz", [0xFD, 0x37, 0x7A, 0x58]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
    ];

    /// <summary>
    /// The files of a zip, tar or tar.gz. Throws <see cref="CorruptFileException"/>, naming archive and entry, at the
    /// first that is damaged or not safe; links that stay in the archive are passed over.
    /// </summary>
    /// <param name="name">What the archive is called, for errors.</param>
    /// <param name="stream">Seekable; disposed in the end.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <param name="cancellation">Asked before each entry.</param>
    public static IEnumerable<ArchiveEntry> Read(string name, Stream stream, ArchiveLimits limits, CancellationToken cancellation)
    {
        using (stream)
        {
            foreach (var entry in Entries(name, stream, limits))
            {
                cancellation.ThrowIfCancellationRequested();
                using (entry.Content)
                    yield return entry;
            }
        }
    }

    private static IEnumerable<ArchiveEntry> Entries(string name, Stream stream, ArchiveLimits limits)
    {
        var start = new byte[TarBlock];
        var got = ArchiveFaults.Explain(name, null, () => stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        stream.Position = 0;
        if (start.AsSpan().StartsWith("PK"u8))
            return Zip(name, stream, limits);
        if (start is [0x1F, 0x8B, ..])
            return Tar(name, new GZipStream(stream, CompressionMode.Decompress), stream.Length, limits);
        if (start.AsSpan(TarMagicAt).StartsWith("ustar"u8) || (got == TarBlock && IsOldTar(start)))
            return Tar(name, stream, stream.Length, limits);
        var kind = Array.Find(Unreadable, u => start.AsSpan().StartsWith(u.Magic)).Kind;
        throw new CorruptFileException(
            name, kind is null ? "it is neither a zip nor a tar archive" : $"archives of the kind {kind} are not read",
            kind is null ? "Get the archive anew: what came is something else." : "Unpack it and pull the folder.");
    }

    private static IEnumerable<ArchiveEntry> Zip(string name, Stream stream, ArchiveLimits limits)
    {
        using var zip = ZipTree.Open(name, stream, limits);
        foreach (var file in zip.Files)
            yield return new(file.Path, file.Bytes, file.Open());
    }

    private static IEnumerable<ArchiveEntry> Tar(string name, Stream stream, long packedBytes, ArchiveLimits limits)
    {
        var names = new EntryNames(name);
        var budget = new ArchiveBudget(name, packedBytes, limits);
        using var tar = ArchiveFaults.Explain(name, null, () => new TarReader(stream));
        string? before = null;
        while (ArchiveFaults.Explain(name, before, () => tar.GetNextEntry()) is { } entry)
        {
            before = entry.Name;
            budget.Add(entry.Name, entry.Length, packed: null);
            if (Judge(names, entry) is { } path)
                yield return new(path, entry.Length, new EntryStream(name, entry.Name, entry.DataStream ?? Stream.Null, entry.Length, crc32: null));
        }
    }

    // The path of a file; null for what is none.
    private static string? Judge(EntryNames names, TarEntry entry)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                return names.File(entry.Name);
            case TarEntryType.Directory:
                names.Folder(entry.Name);
                return null;
            case TarEntryType.GlobalExtendedAttributes:
                return null;
            case TarEntryType.SymbolicLink or TarEntryType.HardLink:
                var path = names.File(entry.Name);
                return EntryNames.StaysInside(path, entry.LinkName, fromRoot: entry.EntryType == TarEntryType.HardLink)
                    ? null
                    : throw names.Refused(entry.Name, "is a link that leads out of the archive");
            default:
                throw names.Refused(entry.Name, $"is no file ({entry.EntryType})");
        }
    }

    // Before "ustar" there was only the header's checksum: the sum of its bytes, its own eight taken for spaces.
    private static bool IsOldTar(byte[] header)
    {
        var sum = 0;
        for (var i = 0; i < TarBlock; i++)
            sum += i is >= 148 and < 156 ? ' ' : header[i];
        var written = 0;
        foreach (var c in header.AsSpan(148, 8))
        {
            if (c is >= (byte)'0' and <= (byte)'7')
                written = (written * 8) + (c - '0');
        }
        return header[0] != 0 && sum == written;
    }
}
