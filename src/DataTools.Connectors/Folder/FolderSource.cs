using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Workspaces;
using DataTools.Imaging.Codecs;

namespace DataTools.Connectors.Folder;

/// <summary>
/// <c>folder:PATH</c>: a class-per-folder tree on this machine, read where it lies. Every image is decoded once to see
/// that it can be; the entry holds the files as they are.
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
        return Task.FromResult(new PullPlan(draft, (_, token) => Task.FromResult(new PulledContent(Content(folder, context.BadSamples, token), []))));
    }

    private static DatasetContent Content(ImageFolder folder, BadSamples bad, CancellationToken cancellation) => new(
        folder.Classes,
        [.. folder.Splits.Select(s => new SplitContent(s.Name, s.Files.Count, Samples(folder, s, bad, cancellation)))]);

    private static IEnumerable<Sample> Samples(ImageFolder folder, ImageFolderSplit split, BadSamples bad, CancellationToken cancellation)
    {
        foreach (var (sample, fault) in InOrder.Select(split.Files, f => Check(folder, f), 2 * Environment.ProcessorCount, cancellation))
        {
            if (fault is null)
                yield return sample!;
            else
                bad.Report(fault);
        }
    }

    private static (Sample? Sample, BadSampleException? Fault) Check(ImageFolder folder, ImageFile file)
    {
        try
        {
            var sample = folder.Load(file);
            ImageCodec.Decode(sample.Image.Span, folder.FullPath(file));
            return (sample, null);
        }
        catch (BadSampleException e)
        {
            return (null, e);
        }
    }
}
