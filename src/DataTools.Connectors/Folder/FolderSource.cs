using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Workspaces;

namespace DataTools.Connectors.Folder;

/// <summary>
/// <c>folder:PATH</c>: a class-per-folder tree on this machine, read where it lies.
/// </summary>
internal sealed class FolderSource : IDatasetSource
{
    public string Scheme => "folder";

    public PullChoices Takes => PullChoices.None;

    public IReadOnlyList<string> Names(Workspace workspace) => [];

    public Task<PullPlan> FindAsync(string name, PullContext context, CancellationToken cancellation)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(name, context.BaseFolder));
        var reference = new DatasetRef(Scheme, root);
        var folder = ImageFolder.Scan(root, cancellation);
        // No revision: files change without notice, so that only reading them tells whether the entry is up to date.
        var draft = new DatasetCard { Name = reference.DefaultEntryName, Source = reference.ToString() };
        return Task.FromResult(new PullPlan(draft, (_, token) => Task.FromResult(new PulledContent(FolderContent.Of(folder, context.BadSamples, token), []))));
    }
}
