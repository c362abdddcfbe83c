using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Imaging.Codecs;

namespace DataTools.Connectors.Folder;

/// <summary>
/// A class-per-folder tree as samples. Every image is decoded once to see that it can be; the entry holds the files as
/// they are.
/// </summary>
internal static class FolderContent
{
    /// <summary>The content, in the folder's order; what cannot be decoded is reported to <paramref name="bad"/>.</summary>
    public static DatasetContent Of(ImageFolder folder, BadSamples bad, CancellationToken cancellation) => new(
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
