using System.IO.Compression;
using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Storage;

namespace DataTools.Connectors.Archives;

/// <summary>
/// Files of archives as one tree: zip, tar and tar.gz, told by their first bytes. Nothing is unpacked into files with
/// names. An archive within an archive is opened only where <see cref="Expand"/> is called for it; it is copied to a file
/// without a name first, as a compressed tar is, so that its entries can be read in any order.
/// </summary>
/// <param name="scratch">The folder for such copies; nothing is left in it.</param>
/// <param name="limits">How much each archive may hold.</param>
internal sealed class ArchiveTree(string scratch, ArchiveLimits limits) : IDisposable
{
    private const int TarBlock = 512;

    private static readonly (string Kind, byte[] Magic)[] Unreadable =
    [
        ("7z", [0x37, 0x7A, 0xBC, 0xAF]), ("rar", "Rar!"u8.ToArray()), ("bzip2", "BZh"u8.ToArray()),
        ("xz", [0xFD, 0x37, 0x7A, 0x58]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
    ];

    private readonly List<IDisposable> _open = [];

    /// <summary>
    /// The files of <paramref name="archive"/>, called <paramref name="name"/> in errors; at the root where
    /// <paramref name="atRoot"/>, else where the archive would be unpacked to: <c>labels.csv.zip</c> beside itself,
    /// <c>train.zip</c> into <c>train/</c>. Throws <see cref="CorruptFileException"/> or <see cref="StorageException"/>.
    /// </summary>
    public IReadOnlyList<ListedFile> Expand(string name, ListedFile archive, bool atRoot, CancellationToken cancellation)
    {
        var files = Files(name, Seekable(name, archive, cancellation), cancellation);
        if (atRoot)
            return files;
        var slash = archive.Path.LastIndexOf('/') + 1;
        var (folder, stem) = (archive.Path[..slash], archive.Unpacked[slash..]);
        var itself = (files is [var only] && only.Path == stem) || files.All(f => f.Path.StartsWith($"{stem}/", StringComparison.Ordinal));
        return [.. files.Select(f => f with { Path = itself ? folder + f.Path : $"{folder}{stem}/{f.Path}" })];
    }

    /// <summary>
    /// The files, with those of the archives among them that matter: which hold a table by their names
    /// (<c>labels.csv.zip</c>), and all of them where no image lies outside of them. Throws as <see cref="Expand"/> does,
    /// and where two files come to have one path.
    /// </summary>
    public IReadOnlyList<ListedFile> Unfold(string name, IReadOnlyList<ListedFile> files, CancellationToken cancellation)
    {
        var bare = !files.Any(f => f.IsImage);
        List<ListedFile> all = [];
        foreach (var file in files)
        {
            if (file.IsArchive && (bare || (file with { Path = file.Unpacked }).IsTable))
                all.AddRange(Expand($"{name}: {file.Path}", file, atRoot: false, cancellation));
            else
                all.Add(file);
        }
        if (all.GroupBy(f => f.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new EntryNames(name).Refused(twice.Key, "is there twice, once in an archive among the files");
        return all;
    }

    public void Dispose() => _open.ForEach(z => z.Dispose());

    private IReadOnlyList<ListedFile> Files(string name, Stream stream, CancellationToken cancellation)
    {
        var start = Start(name, stream);
        if (start.AsSpan().StartsWith("PK"u8))
        {
            var zip = ZipTree.Open(name, stream, limits);
            _open.Add(zip);
            return zip.Files;
        }
        var packed = stream.Length;
        if (start is [0x1F, 0x8B, ..])
        {
            using (var content = new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true))
                start = Start(name, content);
            stream.Position = 0;
            if (TarTree.Is(start))
                stream = Inflate(name, stream, cancellation);
        }
        if (TarTree.Is(start))
            return TarTree.List(name, stream, packed, limits, cancellation);
        var kind = Array.Find(Unreadable, u => start.AsSpan().StartsWith(u.Magic)).Kind;
        throw new CorruptFileException(
            name, kind is null ? "it is neither a zip nor a tar archive" : $"archives of the kind {kind} are not read",
            kind is null ? "Get the archive anew: what came is something else." : "Unpack it and pull folder:PATH.");
    }

    private static byte[] Start(string name, Stream stream) => ArchiveFaults.Explain(name, null, () =>
    {
        var start = new byte[TarBlock];
        var got = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (stream.CanSeek)
            stream.Position = 0;
        return start[..got];
    });

    private FileStream Inflate(string name, Stream gzip, CancellationToken cancellation)
    {
        // A header may say what it likes of what is in a gzip: counted, not believed.
        var most = Math.Min(limits.TotalBytes, Math.Max(limits.HarmlessBytes, limits.Ratio * gzip.Length));
        using var content = new GZipStream(gzip, CompressionMode.Decompress, leaveOpen: true);
        return Copy(name, content, most, cancellation);
    }

    private Stream Seekable(string name, ListedFile archive, CancellationToken cancellation)
    {
        var stream = archive.Open();
        if (!stream.CanSeek)
        {
            using (stream)
                return Copy(name, stream, long.MaxValue, cancellation);
        }
        _open.Add(stream);
        return stream;
    }

    private FileStream Copy(string name, Stream from, long most, CancellationToken cancellation)
    {
        FileStream? copy = null;
        StorageFaults.Explain(scratch, () =>
        {
            copy = VanishingFile.Create(scratch);
            _open.Add(copy);
            var chunk = new byte[1 << 17];
            for (int got; (got = ArchiveFaults.Explain(name, null, () => from.Read(chunk))) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                if (copy.Length + got > most)
                    throw new CorruptFileException(name, $"it grows to more than {most} bytes: a decompression bomb", "Nothing of it was used. Get the archive anew from a source that you trust.");
                copy.Write(chunk.AsSpan(0, got));
            }
            copy.Position = 0;
        });
        return copy!;
    }
}
