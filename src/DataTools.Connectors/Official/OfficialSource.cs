using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Text;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Official.Layouts;

namespace DataTools.Connectors.Official;

/// <summary><c>official:NAME</c>: well-known data sets from the sites of their makers, by recipe.</summary>
internal sealed class OfficialSource : IDatasetSource
{
    public string Scheme => "official";

    public PullChoices Takes => PullChoices.Splits | PullChoices.From;

    public IReadOnlyList<string> Names(Workspace workspace) => Recipes.Names(workspace);

    public Task<PullPlan> FindAsync(string name, PullContext context, CancellationToken cancellation)
    {
        var recipe = Chosen(Recipes.Read(name, context.Workspace), context.Options.Splits);
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
        return Task.FromResult(new PullPlan(draft, (report, token) => FetchAsync(recipe, context, report, token)));
    }

    private static Recipe Chosen(Recipe recipe, IReadOnlyList<string> splits)
    {
        if (splits.FirstOrDefault(s => !recipe.Splits.ContainsKey(s)) is { } unknown)
        {
            throw new NotFoundException(
                $"official:{recipe.Name} has no split '{unknown}'",
                DidYouMean.Hint(unknown, [.. recipe.Splits.Keys], "There are"));
        }
        return splits.Count == 0 ? recipe : recipe.Only(splits);
    }

    private static async Task<PulledContent> FetchAsync(
        Recipe recipe, PullContext context, Action<long, long?> report, CancellationToken cancellation)
    {
        // Everything that the user must do is told before anything is fetched.
        var brought = BroughtFiles.Of(recipe, context);
        var total = recipe.Files.Any(f => f.Bytes is null) ? null : recipe.Files.Sum(f => f.Bytes);
        var blobs = new Dictionary<string, Blob>();
        long done = 0;
        foreach (var file in recipe.Files)
        {
            if (brought.Find(file) is not { } path)
                continue;
            var blob = await BroughtFiles.VerifyAsync(path, file, new Counter(bytes => report(done + bytes, total)), cancellation);
            blobs[file.Role] = blob;
            done += blob.Bytes;
        }
        var rest = recipe.Files.Where(f => !blobs.ContainsKey(f.Role)).ToList();
        var fetched = await context.Downloader.FetchAllAsync(rest.ConvertAll(Remote), new Counter(bytes => report(done + bytes, total)), cancellation);
        foreach (var (file, blob) in rest.Zip(fetched))
            blobs[file.Role] = blob;
        // As they came: a file that was compressed anew differs a little from the published size.
        done = blobs.Values.Sum(b => b.Bytes);
        report(done, done);
        var layout = LayoutCatalog.Find(recipe.Layout);
        if (layout.Reads is not { } read)
            throw Unreadable(recipe, blobs);
        var content = read(recipe, blobs.ToDictionary(b => b.Key, b => b.Value.Path));
        return new(
            content with { Splits = [.. content.Splits.Select(s => s with { Samples = Counted(recipe, s) })] },
            [.. recipe.Files.Select(f => (File: f, Blob: blobs[f.Role])).Select(
                f => new RawFile(f.File.FileName, f.Blob.Bytes, f.Blob.Sha256, f.File.Urls.FirstOrDefault(), f.Blob.ContentSha256))]);
    }

    private static RemoteFile Remote(RecipeFile file) =>
        new(file.Role, file.Urls) { Bytes = file.Bytes, Md5 = file.Md5, Sha256 = file.Sha256, ContentSha256 = file.ContentSha256 };

    private static DataToolsException Unreadable(Recipe recipe, Dictionary<string, Blob> blobs) => new(
        $"official:{recipe.Name}: this version of DataTools cannot read the layout '{recipe.Layout}' yet, so that there is no entry. " +
        $"Its files are complete and verified:\n{string.Join('\n', recipe.Files.Select(f => $"- {f.FileName}: {blobs[f.Role].Path}"))}",
        "They stay where they are: the same pull with a later version fetches nothing again. (In cache/blobs/ a file is called by its SHA-256.)");

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
}
