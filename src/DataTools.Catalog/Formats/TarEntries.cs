using System.Formats.Tar;

namespace DataTools.Catalog.Formats;

/// <summary>
/// The files of a tar as they come, for archives that are too large to be listed first or that lie within others: read once
/// from front to back, nothing is unpacked.
/// </summary>
internal static class TarEntries
{
    /// <summary>
    /// The plain files in the archive's order; each can be opened once, until the next is asked for. Throws
    /// <see cref="CorruptFileException"/>, naming the archive and the entry before, where it is damaged.
    /// </summary>
    public static IEnumerable<ListedFile> Of(DataFile archive)
    {
        using var tar = new TarReader(archive.Open());
        var before = "its beginning";
        while (Guarded(archive.Name, before, () => tar.GetNextEntry()) is { } entry)
        {
            before = ListedText.Short(entry.Name);
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                continue;
            var path = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            yield return new(path, entry.Length, () => new Content(archive.Name, path, entry.DataStream ?? Stream.Null));
        }
    }

    private static T Guarded<T>(string archive, string before, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException or ArgumentException or OverflowException)
        {
            throw new CorruptFileException(archive, $"the archive is damaged at or after {before} ({e.Message})", inner: e);
        }
    }

    private sealed class Content(string archive, string path, Stream stream) : ForwardStream
    {
        public override int Read(Span<byte> buffer)
        {
            try
            {
                return stream.Read(buffer);
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                throw new CorruptFileException($"{archive}: {path}", $"the archive is damaged here ({e.Message})", inner: e);
            }
        }
    }
}
