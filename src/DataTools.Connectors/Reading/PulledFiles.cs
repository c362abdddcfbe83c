using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Archives;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.Reading;

/// <summary>
/// What an entry gets of a data set's files, whatever source they came from: archives among them opened, their format found
/// out or taken from <c>--format</c>, each image decoded once to see that it can be.
/// </summary>
internal static class PulledFiles
{
    /// <summary>A file in the cache, called <paramref name="path"/> within its data set.</summary>
    public static ListedFile File(string path, Blob blob) => new(
        path, blob.Bytes, () => new FileStream(blob.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16));

    /// <summary>
    /// What to write of <paramref name="files"/>, which came as <paramref name="raw"/>; of the files in the first of them,
    /// where that is an archive of all (<paramref name="bundle"/>). Throws as <see cref="ArchiveTree"/> and
    /// <see cref="Read"/> do.
    /// </summary>
    public static PulledContent Unpacked(
        string name, IReadOnlyList<ListedFile> files, bool bundle, IReadOnlyList<RawFile> raw, PullContext context, CancellationToken cancellation)
    {
        return WithArchives(context, raw, tree =>
        {
            var outer = bundle ? tree.Expand(name, files[0], atRoot: true, cancellation) : files;
            return Read(new(name, tree.Unfold(name, outer, cancellation)), context, cancellation);
        });
    }

    /// <summary>As above, of a folder of this machine; archives in it are opened where they matter.</summary>
    public static PulledContent Unfolded(FileList files, PullContext context, CancellationToken cancellation)
    {
        if (!files.Files.Any(f => f.IsArchive))
            return new(Read(files, context, cancellation), []);
        return WithArchives(
            context, [], tree => Read(files.With(tree.Unfold(files.Origin, files.Files, cancellation)), context, cancellation));
    }

    /// <summary>
    /// What <paramref name="read"/> makes of archives that it opens, which stay open until the content has been read; where
    /// it throws, they are closed.
    /// </summary>
    public static PulledContent WithArchives(PullContext context, IReadOnlyList<RawFile> raw, Func<ArchiveTree, DatasetContent> read)
    {
        var tree = new ArchiveTree(Path.Combine(context.Workspace.Cache, "unpacked"), new());
        try
        {
            return new(read(tree), raw) { Held = tree };
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Classes and samples; images are read as the samples are. Throws <see cref="InvalidInputException"/> where no format
    /// fits or a wanted split is not there.
    /// </summary>
    public static DatasetContent Read(FileList files, PullContext context, CancellationToken cancellation)
    {
        var options = context.Options;
        var format = options.Format is { } named ? DatasetFormats.Named(named) : DatasetFormats.Of(files);
        var content = format.Read(files, new()
        {
            BadSamples = context.BadSamples,
            OnNote = options.OnWarning,
            ImageColumn = options.ImageColumn,
            LabelColumn = options.LabelColumn,
        }, cancellation);
        return CheckedImages.Of(files.Shown, content with { Splits = Wanted(files.Origin, content.Splits, options.Splits) }, context.BadSamples, cancellation);
    }

    private static IReadOnlyList<SplitContent> Wanted(string name, IReadOnlyList<SplitContent> splits, IReadOnlyList<string> wanted)
    {
        if (wanted.Count == 0)
            return splits;
        var there = splits.Select(s => s.Name).ToList();
        return wanted.Except(there).FirstOrDefault() is { } missing
            ? throw new InvalidInputException($"{name} has no split '{missing}'", $"It has: {string.Join(", ", there)}.")
            : [.. splits.Where(s => wanted.Contains(s.Name))];
    }
}
