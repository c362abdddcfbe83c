using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Folder;

namespace DataTools.Connectors.Web;

/// <summary>
/// <c>url:https://...</c>: one archive (zip, tar, tar.gz) with a folder for each class, from any address. Nobody has
/// published its checksum: what came is recorded as the revision, and is what the cache gives from then on.
/// </summary>
internal sealed class UrlSource : IDatasetSource
{
    private static readonly string[] Suffixes = [".zip", ".tar.gz", ".tgz", ".tar"];

    public string Scheme => "url";

    public IReadOnlyList<string> Names(Workspace workspace) => [];

    public Task<PullPlan> FindAsync(string name, PullContext context, CancellationToken cancellation)
    {
        var url = Parse(name);
        var file = url.Segments[^1].Trim('/') is { Length: > 0 } last ? Uri.UnescapeDataString(last) : url.Host;
        var suffix = Array.Find(Suffixes, s => file.EndsWith(s, StringComparison.OrdinalIgnoreCase) && file.Length > s.Length) ?? "";
        var draft = new DatasetCard
        {
            Name = new DatasetRef(Scheme, file[..^suffix.Length]).DefaultEntryName,
            Source = $"{Scheme}:{name}",
        };
        return Task.FromResult(new PullPlan(draft, (report, token) => FetchAsync(name, file, context, report, token)));
    }

    private static Uri Parse(string name)
    {
        if (!Uri.TryCreate(name, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new InvalidInputException($"'{name}' is no http:// or https:// address", "Write url:https://HOST/PATH/FILE.zip.");
        // It would stand in the entry's card for everybody to read. The message does not repeat it.
        if (url.UserInfo.Length > 0)
            throw new InvalidInputException($"the address on {url.Host} holds a user name or password", "Leave it out: addresses are written into the entry's card.");
        return url;
    }

    private static async Task<PulledContent> FetchAsync(
        string url, string file, PullContext context, Action<long, long?> report, CancellationToken cancellation)
    {
        var blob = await context.Downloader.FetchAsync(new RemoteFile(file, [url]), new Counter(bytes => report(bytes, null)), cancellation);
        var unpacking = await Task.Run(() => Unpacking.Open(blob.Path, context.Workspace.Cache, cancellation), cancellation);
        try
        {
            var folder = Scan(unpacking.Folder, $"url:{url}", cancellation);
            return new(FolderContent.Of(folder, context.BadSamples, cancellation), [new(file, blob.Bytes, blob.Sha256, url)])
            {
                Revision = $"sha256:{blob.Sha256}",
                Held = unpacking,
            };
        }
        catch
        {
            unpacking.Dispose();
            throw;
        }
    }

    private static ImageFolder Scan(string root, string reference, CancellationToken cancellation)
    {
        var top = Top(root);
        try
        {
            return ImageFolder.Scan(top, cancellation, shownAs: reference);
        }
        catch (InvalidInputException e)
        {
            // The folder is gone when the message is read.
            throw new InvalidInputException(e.Message.Replace(top, reference, StringComparison.Ordinal), e.Hint, e);
        }
    }

    // Most archives hold one folder that holds everything.
    private static string Top(string root)
    {
        while (true)
        {
            var entries = Directory.GetFileSystemEntries(root).Where(e => Path.GetFileName(e) is var n && n[0] != '.' && n != "__MACOSX").ToList();
            // A folder of pictures is a class, and one called train is a split: neither is a wrapping.
            if (entries is not [var only] || !Directory.Exists(only) || SplitNames.Canonical(Path.GetFileName(only)) is not null ||
                Directory.GetDirectories(only).Length == 0)
            {
                return root;
            }
            root = only;
        }
    }

    // Progress<T> would report on another thread, and late.
    private sealed class Counter(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
