using System.Net.Http.Headers;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Archives;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Reading;

namespace DataTools.Connectors.Kaggle;

/// <summary>
/// Brings the files of a data set or competition into the cache. A few are fetched one by one, so that each resumes on its
/// own and what no reader takes stays away; many come as one archive.
/// </summary>
internal sealed class KaggleFetch(KaggleTarget target, PullContext context)
{
    // A question a file: beyond this the archive is quicker.
    private const int FewFiles = 40, AtOnce = 8;

    private readonly List<ListedFile> _left = [];

    /// <summary>The files where they are few, their names judged; null where they are many.</summary>
    public async Task<IReadOnlyList<KaggleFile>?> FewAsync(IAsyncEnumerable<KaggleFile> files, CancellationToken cancellation)
    {
        // Chosen by the server: they become paths of samples, and parts of addresses.
        var names = new EntryNames(target.Reference);
        var few = new List<KaggleFile>();
        await foreach (var file in files.WithCancellation(cancellation))
        {
            if (few.Count == FewFiles)
                return null;
            few.Add(file with { Name = names.File(file.Name) });
        }
        return few;
    }

    /// <summary>
    /// Where the files are that a reader of ours takes; the others are remembered, so that errors say that they are there.
    /// </summary>
    public async Task<IReadOnlyList<KaggleNotedFile>> LocateAsync(KaggleClient client, IReadOnlyList<KaggleFile> few, CancellationToken cancellation)
    {
        var wanted = new List<string>();
        foreach (var file in few)
        {
            var listed = new ListedFile(file.Name, file.TotalBytes ?? 0, () => throw new InvalidInputException($"{target.Reference}: {file.Name} was not fetched: nothing reads it"));
            if (listed.IsImage || listed.IsTable || listed.IsArchive)
                wanted.Add(file.Name);
            else
                _left.Add(listed);
        }
        var found = new KaggleNotedFile[wanted.Count];
        await Parallel.ForAsync(0, wanted.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (i, token) =>
            found[i] = Noted(await client.FileAsync(target, wanted[i], token), wanted[i]));
        return found;
    }

    /// <summary>Where the archive of all files is.</summary>
    public async Task<KaggleNotedFile> LocateAsync(KaggleClient client, CancellationToken cancellation) =>
        Noted(await client.ArchiveAsync(target, cancellation), KaggleNote.Archive);

    /// <summary>Fetches what the note lists, and reads what is in it.</summary>
    public async Task<PulledContent> FetchAsync(
        KaggleNote note, AuthenticationHeaderValue? authorization, Action<long, long?> report, CancellationToken cancellation)
    {
        var total = note.Files.Any(f => f.Bytes is null) ? null : note.Files.Sum(f => f.Bytes);
        var blobs = await context.Downloader.FetchAllAsync(
            [.. note.Files.Select(f => f.Remote(authorization))], new Counter(done => report(done, total)), cancellation);
        var came = note.Files.Zip(blobs).ToList();
        return await Task.Run(() => PulledFiles.Unpacked(
            target.Reference, [.. came.Select(c => Listed(c.First.Path, c.Second)), .. _left], note.Bundle,
            [.. came.Select(c => new RawFile(c.First.Path, c.Second.Bytes, c.Second.Sha256, Official(c.First, note.Bundle)))], context, cancellation), cancellation);
    }

    // A mirror's address may be gone tomorrow, or private.
    private string Official(KaggleNotedFile file, bool bundle) =>
        $"{Endpoints.Defaults["DATATOOLS_KAGGLE_API"]}/{(bundle ? target.Archive : target.File(file.Path))}";

    private static KaggleNotedFile Noted(RemoteFile file, string path) => new(path, file.Urls[0], file.Bytes, file.Md5);

    // Kaggle zips tables on the way and says nothing of it.
    private static ListedFile Listed(string path, Blob blob)
    {
        var file = PulledFiles.File(path, blob);
        using var stream = file.Open();
        Span<byte> start = stackalloc byte[4];
        var zip = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("PK\x03\x04"u8);
        return zip && !file.IsArchive ? file with { Path = $"{path}.zip" } : file;
    }
}
