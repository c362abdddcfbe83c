using System.IO.Compression;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Formats;

namespace DataTools.Connectors.Archives;

/// <summary>
/// The files of a zip, to be read in any order without unpacking. All entries are judged when it is opened: names, kinds,
/// sizes against each other; an archive with one bad entry is refused whole.
/// </summary>
internal sealed class ZipTree : IDisposable
{
    // The file type of Unix in the upper half of the attributes.
    private const int TypeMask = 0xF000, Regular = 0x8000, Folder = 0x4000, Link = 0xA000;

    private const int LongestTarget = 4096;

    private readonly string _name;
    private readonly ZipArchive _zip;
    private readonly EntryNames _names;
    private readonly List<ListedFile> _files = [];

    private ZipTree(string name, Stream stream, ZipArchive zip, ArchiveLimits limits)
    {
        (_name, _zip, _names) = (name, zip, new(name));
        var entries = ArchiveFaults.Explain(name, null, () => zip.Entries);
        var budget = new ArchiveBudget(name, stream.Length, limits);
        long packed = 0;
        foreach (var entry in entries)
        {
            budget.Add(entry.FullName, entry.Length, entry.CompressedLength);
            packed += entry.CompressedLength;
            if (entry.CompressedLength < 0 || packed > stream.Length)
                throw _names.Refused(entry.FullName, "overlaps another: the compressed entries are larger than the archive");
            if (Judge(entry) is { } path)
                _files.Add(new(path, entry.Length, () => Open(entry)));
        }
    }

    /// <summary>Its files in the archive's order; folders, and links that stay in the archive, are none.</summary>
    public IReadOnlyList<ListedFile> Files => _files;

    /// <summary>
    /// Opens an archive; takes <paramref name="stream"/> over. Throws <see cref="CorruptFileException"/>, naming archive
    /// and entry, where it cannot be read or is not safe.
    /// </summary>
    /// <param name="name">What it is called, for errors.</param>
    /// <param name="stream">Seekable.</param>
    /// <param name="limits">How much it may hold.</param>
    public static ZipTree Open(string name, Stream stream, ArchiveLimits limits)
    {
        try
        {
            return new(name, stream, ArchiveFaults.Explain(name, null, () => new ZipArchive(stream, ZipArchiveMode.Read)), limits);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void Dispose() => _zip.Dispose();

    // The path of a file; null for what is none.
    private string? Judge(ZipArchiveEntry entry)
    {
        var raw = entry.FullName;
        var type = (entry.ExternalAttributes >> 16) & TypeMask;
        if (raw.EndsWith('/') || raw.EndsWith('\\') || type == Folder)
        {
            _names.Folder(raw);
            return entry.Length == 0 ? null : throw _names.Refused(raw, "is a folder with bytes");
        }
        if (type is not (0 or Regular or Link))
            throw _names.Refused(raw, "is a device or the like, no file");
        var path = _names.File(raw);
        if (entry.IsEncrypted)
            throw _names.Refused(raw, "is encrypted", "Unpack it with its password and pull the folder.");
        if (type != Link)
            return path;
        if (entry.Length > LongestTarget || !EntryNames.StaysInside(path, Text(entry), fromRoot: false))
            throw _names.Refused(raw, "is a link that leads out of the archive");
        return null;
    }

    private string Text(ZipArchiveEntry entry)
    {
        using var stream = Open(entry);
        var bytes = new byte[LongestTarget];
        return Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }

    private EntryStream Open(ZipArchiveEntry entry) => new(
        _name, entry.FullName, ArchiveFaults.Explain(_name, entry.FullName, entry.Open), entry.Length, entry.Crc32);
}
