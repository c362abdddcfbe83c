using System.Formats.Tar;
using System.IO.Compression;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.Web;

/// <summary>
/// The files of a zip or tar archive in a folder of their own in the cache, gone when disposed. The archive is not
/// trusted: no name in it leads out of the folder, links are refused, names must differ, and what comes out is bounded. A
/// folder that a kill left behind is swept away by the next unpacking.
/// </summary>
internal sealed class Unpacking : IDisposable
{
    private const string Prefix = "unpacked-", LockSuffix = ".lock";
    private const int MaximalFiles = 5_000_000, Zip = 0x04034B50, EmptyZip = 0x06054B50;

    // Pictures hardly shrink, raw ones to a hundredth; deflate reaches a thousandth at most, with bombs.
    private const long MaximalRatio = 200, AlwaysAllowed = 1 << 26;

    private readonly string _archive;
    private readonly FileStream _lock;
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase), _folders = new(StringComparer.OrdinalIgnoreCase);
    private readonly long _allowed;
    private long _bytes;

    private Unpacking(string archive, string cache)
    {
        _archive = archive;
        _allowed = AlwaysAllowed + (MaximalRatio * new FileInfo(archive).Length);
        Folder = Path.Combine(cache, $"{Prefix}{Guid.NewGuid():N}");
        Directory.CreateDirectory(cache);
        // The lock before the folder: a sweep takes a folder without a lock for a dead one's.
        _lock = Lock(Folder);
        Directory.CreateDirectory(Folder);
    }

    /// <summary>Where the files are.</summary>
    public string Folder { get; }

    /// <summary>
    /// Unpacks. Throws <see cref="InvalidInputException"/> where the file is neither zip nor tar or has names that are not
    /// safe, <see cref="CorruptFileException"/> where it is damaged, <see cref="StorageException"/> where the disk is full.
    /// </summary>
    public static Unpacking Open(string archive, string cache, CancellationToken cancellation)
    {
        Unpacking? unpacking = null;
        try
        {
            StorageFaults.Explain(cache, () =>
            {
                Sweep(cache);
                unpacking = new(archive, cache);
                unpacking.Unpack(cancellation);
            });
            return unpacking!;
        }
        catch
        {
            unpacking?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        TryDelete(Folder);
        _lock.Dispose();
    }

    private void Unpack(CancellationToken cancellation)
    {
        try
        {
            if (IsZip(_archive))
                UnpackZip(cancellation);
            else
                UnpackTar(cancellation);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw _names.Count == 0
                ? new InvalidInputException("the file is no zip or tar archive that can be read", "A data set by address is a .zip, .tar or .tar.gz with a folder for each class.", e)
                : new CorruptFileException(_archive, $"the archive is damaged after {_names.Count} files ({e.Message})", inner: e);
        }
    }

    private void UnpackZip(CancellationToken cancellation)
    {
        using var zip = ZipFile.OpenRead(_archive);
        foreach (var entry in zip.Entries)
        {
            // The upper half holds the Unix mode: 0xA000 is a symbolic link.
            if ((entry.ExternalAttributes >> 16 & 0xF000) == 0xA000)
                throw Refused(entry.FullName, "is a link");
            if (entry.FullName.EndsWith('/'))
                continue;
            var path = Place(entry.FullName);
            using var content = entry.Open();
            Write(content, path, cancellation);
        }
    }

    private void UnpackTar(CancellationToken cancellation)
    {
        using var tar = new TarReader(GzipFile.Open(_archive));
        while (tar.GetNextEntry() is { } entry)
        {
            switch (entry.EntryType)
            {
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    Write(entry.DataStream ?? Stream.Null, Place(entry.Name), cancellation);
                    break;
                case TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes:
                    break;
                default:
                    throw Refused(entry.Name, $"is no plain file ({entry.EntryType})");
            }
        }
    }

    private string Place(string name)
    {
        var parts = name.Split('/').Where(p => p is not ("" or ".")).ToList();
        if (parts.Count == 0 || name[0] == '/' || parts.Contains("..") || name.AsSpan().IndexOfAny("\\:\0") >= 0)
            throw Refused(name, "is no path below the archive's root");
        if (!_names.Add(string.Join('/', parts)))
            throw Refused(name, "appears twice");
        for (var depth = 1; depth < parts.Count; depth++)
            _folders.Add(string.Join('/', parts.Take(depth)));
        if (_folders.Overlaps([string.Join('/', parts)]) || _names.Overlaps(Enumerable.Range(1, parts.Count - 1).Select(d => string.Join('/', parts.Take(d)))))
            throw Refused(name, "makes one name a file and a folder");
        if (_names.Count > MaximalFiles)
            throw new InvalidInputException($"the archive holds more than {MaximalFiles} files");
        return Path.Combine([Folder, .. parts]);
    }

    private void Write(Stream content, string path, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        var chunk = new byte[1 << 16];
        for (int got; (got = content.Read(chunk)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            // Counted, not believed: a header may say what it likes.
            _bytes += got;
            if (_bytes > _allowed)
                throw new InvalidInputException($"the archive unpacks to more than {_allowed} bytes, {MaximalRatio} times its size: it is not trusted");
            file.Write(chunk, 0, got);
        }
    }

    private static InvalidInputException Refused(string name, string why) =>
        new($"the archive is not safe to unpack: '{name}' {why}", "Nothing of it was kept. Ask whoever made it, or unpack it yourself and pull folder:PATH.");

    private static bool IsZip(string path)
    {
        using var file = new BinaryReader(File.OpenRead(path));
        return file.BaseStream.Length >= 4 && file.ReadInt32() is Zip or EmptyZip;
    }

    private static FileStream Lock(string folder) =>
        new(folder + LockSuffix, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

    private static void Sweep(string cache)
    {
        if (!Directory.Exists(cache))
            return;
        foreach (var folder in Directory.EnumerateDirectories(cache, $"{Prefix}*"))
        {
            try
            {
                using var dead = Lock(folder);
                TryDelete(folder);
            }
            catch (IOException)
            {
                // Somebody is at work in it.
            }
        }
    }

    // What cannot be deleted takes space and nothing else; the next sweep tries again.
    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
