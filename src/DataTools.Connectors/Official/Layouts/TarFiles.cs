using System.Formats.Tar;
using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.Official.Layouts;

/// <summary>
/// Files within a verified tar archive, compressed with gzip or not, read as a stream: nothing is unpacked, so that no
/// name in it ever becomes a path.
/// </summary>
internal static class TarFiles
{
    /// <summary>
    /// The file of that name within the archive. Opening it reads up to there; it throws <see cref="CorruptFileException"/>
    /// where there is none or the archive is damaged.
    /// </summary>
    public static DataFile Member(string archive, string name) => new($"{archive}: {name}", () => Open(archive, name));

    /// <summary>The text of each file of <paramref name="names"/>, read in one pass. Throws as <see cref="Member"/> does.</summary>
    public static IReadOnlyDictionary<string, string> Texts(string archive, IReadOnlyCollection<string> names)
    {
        var texts = new Dictionary<string, string>();
        foreach (var (name, content) in All(archive).Where(f => names.Contains(f.Name)))
        {
            using var reader = new StreamReader(content);
            texts[name] = Guarded(archive, reader.ReadToEnd);
            if (texts.Count == names.Count)
                break;
        }
        return names.Except(texts.Keys).FirstOrDefault() is { } missing ? throw Missing(archive, missing) : texts;
    }

    /// <summary>All plain files in order; each stream is valid until the next is asked for.</summary>
    public static IEnumerable<(string Name, Stream Content)> All(string archive)
    {
        using var tar = new TarReader(GzipFile.Open(archive));
        while (Guarded(archive, () => tar.GetNextEntry()) is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                yield return (Plain(entry.Name), entry.DataStream ?? Stream.Null);
        }
    }

    /// <summary>The whole of a file of <see cref="All"/>.</summary>
    public static byte[] Bytes(string archive, Stream content) => Guarded(archive, () =>
    {
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    });

    private static T Guarded<T>(string archive, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException)
        {
            throw new CorruptFileException(archive, $"the archive is damaged ({e.Message})", inner: e);
        }
    }

    private static Stream Open(string archive, string name)
    {
        var files = All(archive).GetEnumerator();
        try
        {
            while (files.MoveNext())
            {
                if (files.Current.Name == name)
                    return new Held(files.Current.Content, files);
            }
            throw Missing(archive, name);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    private static CorruptFileException Missing(string archive, string name) => new(archive, $"the archive holds no file {name}");

    private static string Plain(string name) => name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;

    // A member's bytes; closing it closes the archive.
    private sealed class Held(Stream content, IDisposable archive) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer) => content.Read(buffer);

        public override int Read(byte[] buffer, int offset, int count) => content.Read(buffer, offset, count);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                archive.Dispose();
            base.Dispose(disposing);
        }
    }
}
