using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Official.Layouts;

namespace DataTools.Connectors.Official;

/// <summary><c>official:NAME</c>: well-known data sets from the sites of their makers, by recipe.</summary>
internal sealed class OfficialSource : IDatasetSource
{
    public string Scheme => "official";

    public IReadOnlyList<string> Names(Workspace workspace) => Recipes.Names(workspace);

    public Task<PullPlan> FindAsync(string name, PullContext context, CancellationToken cancellation)
    {
        var recipe = Recipes.Read(name, context.Workspace);
        var draft = new DatasetCard
        {
            Name = recipe.Name,
            Title = recipe.Title,
            Source = $"{Scheme}:{recipe.Name}",
            Revision = recipe.Revision,
            License = recipe.License,
            Citation = recipe.Citation,
            Homepage = recipe.Homepage,
        };
        return Task.FromResult(new PullPlan(draft, (report, token) => FetchAsync(recipe, context.Downloader, report, token)));
    }

    private static async Task<PulledContent> FetchAsync(
        Recipe recipe, Downloader downloader, Action<long, long?> report, CancellationToken cancellation)
    {
        var blobs = new Dictionary<string, string>();
        var files = new List<RawFile>();
        long done = 0;
        var left = recipe.Files.Any(f => f.Bytes is null) ? null : recipe.Files.Sum(f => f.Bytes);
        foreach (var file in recipe.Files)
        {
            // What was fetched counts as it came, what is to come as published: the two may differ a little.
            var total = done + left;
            var progress = new Counter(bytes => report(done + bytes, total));
            var remote = new RemoteFile(file.Role, file.Urls) { Bytes = file.Bytes, Md5 = file.Md5, Sha256 = file.Sha256, ContentSha256 = file.ContentSha256 };
            var blob = await downloader.FetchAsync(remote, progress, cancellation);
            blobs[file.Role] = blob.Path;
            files.Add(new(FileName(file), file.Urls[0], blob.Bytes, blob.Sha256, blob.ContentSha256));
            done += blob.Bytes;
            left -= file.Bytes;
        }
        var content = LayoutCatalog.Find(recipe.Layout).Read(recipe, blobs);
        return new(content with { Splits = [.. content.Splits.Select(s => s with { Samples = Counted(recipe, s) })] }, files);
    }

    // Before the entry is committed: a recipe's count is a promise.
    private static IEnumerable<Sample> Counted(Recipe recipe, SplitContent split)
    {
        var count = 0;
        foreach (var sample in split.Samples)
        {
            count++;
            yield return sample;
        }
        if (count != recipe.Splits[split.Name])
        {
            throw new CorruptFileException(
                $"official:{recipe.Name}", $"the split {split.Name} has {count} samples, its recipe promises {recipe.Splits[split.Name]}");
        }
    }

    private static string FileName(RecipeFile file) => new Uri(file.Urls[0]).Segments[^1];

    // Progress<T> would report on another thread, and late.
    private sealed class Counter(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
