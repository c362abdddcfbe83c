using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Archives;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.Kaggle;

/// <summary>Brings Kaggle's files into the cache and reads what is in them.</summary>
/// <param name="reference">As <c>pull</c> takes it, for errors.</param>
/// <param name="context">The pull.</param>
internal sealed class KaggleFetch(string reference, PullContext context)
{
    private readonly List<RawFile> _raw = [];
    private readonly List<ListedFile> _files = [];
    private long _done;

    /// <summary>Fetches one file; <paramref name="path"/> is its name within the data set.</summary>
    public async Task<ListedFile> AddAsync(RemoteFile remote, string path, Action<long, long?> report, long? total, CancellationToken cancellation)
    {
        var before = _done;
        var blob = await context.Downloader.FetchAsync(remote, new Counter(bytes => report(before + bytes, total)), cancellation);
        _done += blob.Bytes;
        _raw.Add(new(path, blob.Bytes, blob.Sha256, remote.Urls[0]));
        // Kaggle zips tables on the way and says nothing of it.
        var zipped = !path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) && IsZip(blob.Path);
        var file = new ListedFile(zipped ? $"{path}.zip" : path, blob.Bytes, () => Open(blob.Path));
        _files.Add(file);
        return file;
    }

    /// <summary>
    /// Whether no reader of ours takes a file of this name, so that it need not be fetched. It is noted: errors say that
    /// it is there.
    /// </summary>
    public bool Leave(string path, long bytes)
    {
        var file = new ListedFile(path, bytes, () => throw new InvalidInputException($"{reference}: {path} was not fetched: nothing reads it"));
        if (file.IsImage || file.IsTable || file.IsZip)
            return false;
        _files.Add(file);
        return true;
    }

    /// <summary>
    /// The content. <paramref name="bundle"/>: the one file is an archive of the data set's. Archives among the files are
    /// opened where they hold a table, or where there is no image outside them: then the images are in them.
    /// </summary>
    public PulledContent Read(bool bundle, CancellationToken cancellation)
    {
        var tree = new ArchiveTree(Path.Combine(context.Workspace.Cache, "scratch"), new());
        try
        {
            var files = bundle ? tree.Expand(reference, _files[0], atRoot: true, cancellation) : _files;
            var bare = !files.Any(f => f.IsImage);
            List<ListedFile> all = [];
            foreach (var file in files)
            {
                if (file.IsZip && (bare || IsZippedTable(file)))
                    all.AddRange(tree.Expand($"{reference}: {file.Path}", file, atRoot: false, cancellation));
                else
                    all.Add(file);
            }
            if (all.GroupBy(f => f.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
                throw new EntryNames(reference).Refused(twice.Key, "is there twice, once in an archive among the files");
            return new(ImageContent.Read(reference, all, context, cancellation), _raw) { Held = tree };
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    private static bool IsZippedTable(ListedFile file) => (file with { Path = file.Path[..^".zip".Length] }).IsTable;

    private static bool IsZip(string path)
    {
        using var stream = Open(path);
        Span<byte> start = stackalloc byte[4];
        return stream.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start.SequenceEqual("PK\x03\x04"u8);
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);

    // Progress<T> would report on another thread, and late.
    private sealed class Counter(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
