using System.Security.Cryptography;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors.Reading;

namespace DataTools.Connectors.Folder;

/// <summary>
/// <c>folder:PATH</c>: a data set on this machine in any format, a folder or an archive, read where it lies.
/// </summary>
internal sealed class FolderSource : IDatasetSource
{
    public string Scheme => "folder";

    public PullChoices Takes => PullChoices.Reading | PullChoices.Splits;

    public IReadOnlyList<string> Names(Workspace workspace) => [];

    public Task<PullPlan> FindAsync(string name, PullContext context, CancellationToken cancellation)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(name, context.BaseFolder));
        var reference = new DatasetRef(Scheme, root);
        // An archive is a folder that nobody has unpacked.
        if (File.Exists(root) && Archive(root) is { IsArchive: true } archive)
        {
            var packed = new DatasetCard { Name = new DatasetRef(Scheme, Path.Combine(Path.GetDirectoryName(root)!, archive.Unpacked)).DefaultEntryName, Source = reference.ToString() };
            return Task.FromResult(new PullPlan(packed, (_, token) => Task.Run(
                () => PulledFiles.Unpacked(root, [archive], bundle: true, [new(archive.Path, archive.Bytes, Hash(archive))], context, token), token)));
        }
        var files = FolderFiles.List(root, cancellation);
        // No revision: files change without notice, so that only reading them tells whether the entry is up to date.
        var draft = new DatasetCard { Name = reference.DefaultEntryName, Source = reference.ToString() };
        return Task.FromResult(new PullPlan(draft, (_, token) => Task.Run(() => PulledFiles.Unfolded(files, context, token), token)));
    }

    private static string Hash(ListedFile file)
    {
        using var stream = file.Open();
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static ListedFile Archive(string path) => new(
        Path.GetFileName(path), new FileInfo(path).Length, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16));
}
