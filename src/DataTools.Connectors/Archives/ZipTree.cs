using System.IO.Compression;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Formats;

namespace DataTools.Connectors.Archives;

/// <summary>The files of a zip, to be read in any order without unpacking, one at a time.</summary>
internal sealed class ZipTree : IDisposable
{
    // The file type of Unix in the upper half of the attributes.
    private const int TypeMask = 0xF000, Regular = 0x8000, Folder = 0x4000, Link = 0xA000;

    private const int LongestTarget = 4096;

    private readonly string _name;
    private readonly ZipArchive _zip;
    private readonly ArchiveListing _listing;

    private ZipTree(string name, Stream stream, ZipArchive zip, ArchiveLimits limits)
    {
        (_name, _zip, _listing) = (name, zip, new(name, stream.Length, limits));
        long packed = 0;
        foreach (var entry in ArchiveFaults.Explain(name, null, () => zip.Entries))
        {
            packed += entry.CompressedLength;
            if (entry.CompressedLength < 0 || packed > stream.Length)
                throw _listing.Refused(entry.FullName, "overlaps another: the compressed entries are larger than the archive");
            Add(entry);
        }
        Files = _listing.Files();
    }

    /// <summary>Its files in the archive's order.</summary>
    public IReadOnlyList<ListedFile> Files { get; }

    /// <summary>
    /// Opens an archive; takes <paramref name="stream"/> over. Throws <see cref="CorruptFileException"/>, naming archive
    /// and entry, where it cannot be read or is not safe.
    /// </summary>
    /// <param name="name">What it is called, for errors.</param>
    /// <param name="stream">Seekable.</param>
    /// <param name="limits">How much it may hold.</param>
    public static ZipTree Open(string name, Stream stream, ArchiveLimits limits) =>
        new(name, stream, ArchiveFaults.Explain(name, null, () => new ZipArchive(stream, ZipArchiveMode.Read)), limits);

    public void Dispose() => _zip.Dispose();

    private void Add(ZipArchiveEntry entry)
    {
        var raw = entry.FullName;
        var type = (entry.ExternalAttributes >> 16) & TypeMask;
        if (raw.EndsWith('/') || raw.EndsWith('\\') || type == Folder)
            _listing.AddFolder(raw, entry.Length);
        else if (type is not (0 or Regular or Link))
            throw _listing.Refused(raw, "is a device or the like, no file");
        else if (entry.IsEncrypted)
            throw _listing.Refused(raw, "is encrypted", "Unpack it with its password and pull folder:PATH.");
        else if (type == Link)
            _listing.AddLink(raw, entry.Length > LongestTarget ? "" : Text(entry), fromRoot: false);
        else
            _listing.AddFile(raw, entry.Length, entry.CompressedLength, () => Open(entry));
    }

    private string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(Open(entry), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    private EntryStream Open(ZipArchiveEntry entry) => new(
        _name, entry.FullName, ArchiveFaults.Explain(_name, entry.FullName, entry.Open), entry.Length, entry.Crc32);
}
