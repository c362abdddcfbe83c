using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Formats;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Folder;
using DataTools.Imaging.Codecs;

namespace DataTools.Connectors.Archives;

/// <summary>
/// What an entry gets of a data set's files: archives among them opened, their layout found out, each image read once and
/// decoded to see that it can be.
/// </summary>
internal static class ImageContent
{
    // Larger than any photo; each is in memory whole.
    private const long LargestImage = 256 << 20;

    /// <summary>A file in the cache, called <paramref name="path"/> within its data set.</summary>
    public static ListedFile File(string path, Blob blob) => new(
        path, blob.Bytes, () => new FileStream(blob.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16));

    /// <summary>
    /// What to write of <paramref name="files"/>, which came as <paramref name="raw"/>; of the files in the first of them,
    /// where that is an archive of all (<paramref name="bundle"/>). Throws as <see cref="ArchiveTree"/> and
    /// <see cref="Read"/> do.
    /// </summary>
    public static PulledContent Pulled(
        string name, IReadOnlyList<ListedFile> files, bool bundle, IReadOnlyList<RawFile> raw, PullContext context, CancellationToken cancellation)
    {
        var tree = new ArchiveTree(Path.Combine(context.Workspace.Cache, "unpacked"), new());
        try
        {
            var outer = bundle ? tree.Expand(name, files[0], atRoot: true, cancellation) : files;
            return new(Read(name, tree.Unfold(name, outer, cancellation), context, cancellation), raw) { Held = tree };
        }
        catch
        {
            tree.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Classes and samples; images are read as the samples are. Throws <see cref="InvalidInputException"/> where no layout
    /// fits or a wanted split is not there.
    /// </summary>
    /// <param name="name">What the data set is called, for errors.</param>
    /// <param name="files">All its files.</param>
    /// <param name="context">Which splits are wanted, and what happens to bad samples.</param>
    /// <param name="cancellation">Stops.</param>
    public static DatasetContent Read(string name, IReadOnlyList<ListedFile> files, PullContext context, CancellationToken cancellation)
    {
        var images = LabelledImages.Find(name, files, cancellation);
        foreach (var note in images.Notes)
            context.Options.OnWarning?.Invoke($"{name}: a table was not used: {note}");
        foreach (var fault in images.Faults)
            context.BadSamples.Report(fault);
        var byPath = files.ToDictionary(f => f.Path);
        return new(images.Classes,
        [
            .. Wanted(name, images.Splits, context.Options.Splits)
                .Select(s => new SplitContent(s.Name, s.Files.Count, Samples(name, s, byPath, context.BadSamples, cancellation))),
        ]);
    }

    private static IEnumerable<ImageFolderSplit> Wanted(string name, IReadOnlyList<ImageFolderSplit> splits, IReadOnlyList<string> wanted)
    {
        if (wanted.Count == 0)
            return splits;
        var there = splits.Select(s => s.Name).ToList();
        return wanted.Except(there).FirstOrDefault() is { } missing
            ? throw new InvalidInputException($"{name} has no split '{missing}'", $"It has: {string.Join(", ", there)}.")
            : splits.Where(s => wanted.Contains(s.Name));
    }

    private static IEnumerable<Sample> Samples(
        string name, ImageFolderSplit split, Dictionary<string, ListedFile> files, BadSamples bad, CancellationToken cancellation)
    {
        // Read on one thread, as the files of an archive share its stream; decoded on several.
        var read = split.Files.Select(image => (Image: image, Bytes: Load(files[image.Id], cancellation)));
        foreach (var (sample, fault) in InOrder.Select(read, r => Check(name, r.Image, r.Bytes), 2 * Environment.ProcessorCount, cancellation))
        {
            if (fault is null)
                yield return sample!;
            else
                bad.Report(fault);
        }
    }

    // Null for what is too large.
    private static byte[]? Load(ListedFile file, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (file.Bytes > LargestImage)
            return null;
        using var stream = file.Open();
        var bytes = new byte[file.Bytes];
        var got = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        // Once more, for the stream to compare the end and the checksum with what the archive says.
        Span<byte> more = stackalloc byte[1];
        return stream.Read(more) == 0 ? bytes[..got] : throw new InvalidDataException($"{file.Path} is longer than its {file.Bytes} bytes");
    }

    private static (Sample? Sample, BadSampleException? Fault) Check(string name, ImageFile image, byte[]? bytes)
    {
        var shown = $"{name}: {image.Id}";
        try
        {
            if (bytes is null)
                throw new BadSampleException(shown, $"the file is larger than {LargestImage >> 20} MiB");
            if (bytes.Length == 0)
                throw new BadSampleException(shown, "the file is empty");
            ImageCodec.Decode(bytes, shown);
            return (new(image.Id, bytes, image.Label, image.Id), null);
        }
        catch (BadSampleException e)
        {
            return (null, e);
        }
    }
}
