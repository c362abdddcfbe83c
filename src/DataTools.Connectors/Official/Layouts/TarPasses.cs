using System.Formats.Tar;
using System.IO.Compression;
using DataTools.Catalog;
using DataTools.Catalog.Formats;

namespace DataTools.Connectors.Official.Layouts;

/// <summary>
/// The files of a verified tar. An uncompressed one is read anywhere. A compressed one can only be gone through: it is, once to
/// list it and then whenever files are asked for in its order; what comes earlier than the last begins it anew. Texts are kept
/// when it is listed, wherever they lie.
/// </summary>
internal sealed class TarPasses : IDisposable
{
    // Lists and annotations of all official sets are smaller together.
    private const long LargestKept = 4 << 20, MostKept = 256 << 20;

    private readonly string _name;
    private readonly Func<Stream> _open;
    private readonly bool _compressed, _anywhere;
    private readonly List<ListedFile> _files = [];
    private TarReader? _pass;
    private int _next;

    private TarPasses(string name, Func<Stream> open)
    {
        (_name, _open) = (name, open);
        using var stream = open();
        (_compressed, _anywhere) = (stream.ReadByte() == 0x1F, stream.CanSeek);
    }

    /// <summary>The plain files in the archive's order.</summary>
    public IReadOnlyList<ListedFile> Files => _files;

    /// <summary>Goes through it once. Throws <see cref="CorruptFileException"/> where it is damaged or has two files of one path.</summary>
    /// <param name="name">What it is called, for errors.</param>
    /// <param name="open">Its bytes, from the beginning.</param>
    /// <param name="small">Whether images are kept in memory too.</param>
    public static TarPasses List(string name, Func<Stream> open, bool small)
    {
        var passes = new TarPasses(name, open);
        try
        {
            passes.List(small);
            return passes;
        }
        catch
        {
            passes.Dispose();
            throw;
        }
    }

    public void Dispose() => _pass?.Dispose();

    private void List(bool small)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var left = MostKept;
        while (Next() is { } entry)
        {
            var path = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (!seen.Add(path))
                throw new CorruptFileException(_name, $"the archive holds {path} twice");
            var (number, offset, bytes) = (_next - 1, entry.DataOffset, entry.Length);
            if (!_compressed && _anywhere)
                _files.Add(new(path, bytes, () => new MemoryStream(At(path, offset, bytes))));
            else if ((small || !IsImage(path)) && bytes <= LargestKept && (left -= bytes) >= 0)
                _files.Add(Kept(path, Content(entry)));
            else
                _files.Add(new(path, bytes, () => new MemoryStream(Content(At(number)))));
        }
        Rewind();
    }

    private static bool IsImage(string path) => new ListedFile(path, 0, () => Stream.Null).IsImage;

    private static ListedFile Kept(string path, byte[] content) => new(path, content.Length, () => new MemoryStream(content));

    private byte[] At(string path, long offset, long bytes)
    {
        using var stream = _open();
        stream.Position = offset;
        var content = new byte[bytes];
        return stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) == bytes ? content : throw new CorruptFileException($"{_name}: {path}", "the archive is cut off here");
    }

    private TarEntry At(int number)
    {
        if (_next > number)
            Rewind();
        while (Next() is { } entry)
        {
            if (_next == number + 1)
                return entry;
        }
        throw new CorruptFileException(_name, "the archive changed while it was read");
    }

    // The next plain file.
    private TarEntry? Next() => Guarded(() =>
    {
        _pass ??= new(_compressed ? new GZipStream(_open(), CompressionMode.Decompress) : _open());
        while (_pass.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                continue;
            _next++;
            return entry;
        }
        return null;
    });

    private void Rewind()
    {
        _pass?.Dispose();
        (_pass, _next) = (null, 0);
    }

    private byte[] Content(TarEntry entry) => Guarded(() =>
    {
        var content = new byte[entry.Length];
        entry.DataStream?.ReadExactly(content);
        return content;
    });

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException)
        {
            throw new CorruptFileException(_name, $"the archive is damaged ({e.Message})", inner: e);
        }
    }
}
