using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Archives;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Reading;

namespace DataTools.Connectors.HuggingFace;

/// <summary>Brings the chosen files into the cache and reads what is in them.</summary>
internal sealed class HubContent(HubSnapshot snapshot, HubChoice choice, PullContext context)
{
    // A question a file beside the download's own; for sets of many small files the tree has to do, whose hashes are the
    // same: the Hub counts requests.
    private const int MostAsked = 200, AskedAtOnce = 8;

    private readonly string _name = $"hf:{snapshot.Id}";

    public async Task<PulledContent> FetchAsync(Action<long, long?> report, CancellationToken cancellation)
    {
        var names = new EntryNames(_name);
        // Chosen by the server: they become parts of addresses, and paths of samples.
        var files = choice.Splits.SelectMany(s => s.Files).DistinctBy(f => f.Path).Where(choice.Takes).Select(f => f with { Path = names.File(f.Path) }).ToList();
        var downloads = await LocateAsync(files, cancellation);
        var total = downloads.Any(d => d.Remote.Bytes is null) ? null : downloads.Sum(d => d.Remote.Bytes);
        var blobs = await context.Downloader.FetchAllAsync([.. downloads.Select(d => d.Remote)], new Counter(bytes => report(bytes, total)), cancellation);
        var raw = downloads.Zip(blobs, (d, b) => new RawFile(d.File.Path, b.Bytes, b.Sha256, d.Shown)).ToList();
        var paths = downloads.Zip(blobs).ToDictionary(d => d.First.File.Path, d => d.Second);
        return await Task.Run(() => choice.IsParquet ? ReadTables(paths, raw, cancellation) : ReadImages(paths, raw, cancellation), cancellation);
    }

    private async Task<IReadOnlyList<HubDownload>> LocateAsync(List<HubFile> files, CancellationToken cancellation)
    {
        var located = new HubDownload[files.Count];
        if (context.Options.Offline)
        {
            using var unasked = new HubClient(context.Services);
            for (var i = 0; i < files.Count; i++)
                located[i] = await unasked.LocateAsync(snapshot, files[i], ask: false, cancellation);
            return located;
        }
        using var client = new HubClient(context.Services);
        // The first by itself: where the data set is gated, one refusal is enough.
        located[0] = await client.LocateAsync(snapshot, files[0], ask: true, cancellation);
        await Parallel.ForAsync(1, files.Count, new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = cancellation }, async (i, token) =>
            located[i] = await client.LocateAsync(
                snapshot, files[i], ask: files.Count <= MostAsked || (files[i].Sha256 ?? files[i].GitSha1) is null, token));
        return located;
    }

    private PulledContent ReadTables(Dictionary<string, Blob> blobs, List<RawFile> raw, CancellationToken cancellation)
    {
        var splits = choice.Splits.Select(s => new ParquetSplit(s.Name, [.. s.Files.Where(HubSelection.IsParquet).Select(f => new DataFile($"{_name}: {f.Path}", PulledFiles.File(f.Path, blobs[f.Path]).Open))]))
            .Where(s => s.Files.Count > 0).ToList();
        var images = ParquetImages.Open(_name, splits, choice.Features, cancellation);
        foreach (var note in images.Notes)
            context.Options.OnWarning?.Invoke(note);
        var content = new DatasetContent(images.Classes, images.Read(context.BadSamples, cancellation)) { Kinds = images.Kinds };
        return new(CheckedImages.Of(path => $"{_name}: {path}", content, context.BadSamples, cancellation), raw);
    }

    private PulledContent ReadImages(Dictionary<string, Blob> blobs, List<RawFile> raw, CancellationToken cancellation) => PulledFiles.WithArchives(context, raw, tree =>
    {
        var layout = new HubImageLayout(_name, tree);
        var files = choice.Splits.SelectMany(s => layout.Of(
            s with { Files = [.. s.Files.Where(f => blobs.ContainsKey(f.Path))] }, choice.Fallback, f => PulledFiles.File(f.Path, blobs[f.Path]), cancellation)).ToList();
        if (files.GroupBy(f => f.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new EntryNames(_name).Refused(twice.Key, "is there twice, in several archives or splits");
        return PulledFiles.Read(new(_name, files), context, cancellation);
    });
}
