using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Storage;

namespace DataTools.Connectors.Archives;

/// <summary>
/// Files of archives as one tree. An archive within an archive is opened only where <see cref="Expand"/> is called for
/// it; it is copied to a file without a name first, so that its entries can be read in any order.
/// </summary>
/// <param name="scratch">The folder for such copies; nothing is left in it.</param>
/// <param name="limits">How much each archive may hold.</param>
internal sealed class ArchiveTree(string scratch, ArchiveLimits limits) : IDisposable
{
    private readonly List<ZipTree> _open = [];

    /// <summary>
    /// The files of the archive <paramref name="zip"/>, called <paramref name="name"/> in errors; at the root where
    /// <paramref name="atRoot"/>, else where the archive would be unpacked to: <c>labels.csv.zip</c> beside itself,
    /// <c>train.zip</c> into <c>train/</c>. Throws <see cref="CorruptFileException"/> or <see cref="StorageException"/>.
    /// </summary>
    public IReadOnlyList<ListedFile> Expand(string name, ListedFile zip, bool atRoot, CancellationToken cancellation)
    {
        var tree = ZipTree.Open(name, Seekable(zip, cancellation), limits);
        _open.Add(tree);
        if (atRoot)
            return tree.Files;
        var slash = zip.Path.LastIndexOf('/') + 1;
        var (folder, stem) = (zip.Path[..slash], zip.Path[slash..^".zip".Length]);
        var itself = (tree.Files is [var only] && only.Path == stem) || tree.Files.All(f => f.Path.StartsWith($"{stem}/", StringComparison.Ordinal));
        return [.. tree.Files.Select(f => f with { Path = itself ? folder + f.Path : $"{folder}{stem}/{f.Path}" })];
    }

    public void Dispose() => _open.ForEach(z => z.Dispose());

    private Stream Seekable(ListedFile zip, CancellationToken cancellation)
    {
        var stream = zip.Open();
        if (stream.CanSeek)
            return stream;
        using (stream)
            return Copy(stream, cancellation);
    }

    private FileStream Copy(Stream from, CancellationToken cancellation)
    {
        FileStream? copy = null;
        try
        {
            copy = VanishingFile.Create(scratch);
            var chunk = new byte[1 << 17];
            for (int got; (got = from.Read(chunk)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                copy.Write(chunk.AsSpan(0, got));
            }
            copy.Position = 0;
            return copy;
        }
        catch (Exception e)
        {
            copy?.Dispose();
            if (StorageFaults.Translate(scratch, e) is { } told)
                throw told;
            throw;
        }
    }
}
