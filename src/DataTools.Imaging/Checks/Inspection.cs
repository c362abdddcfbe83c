using System.IO.Hashing;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Checks;

/// <summary>An entry whose images have all been read once: what the checks look at. A sketch takes 1.2 KB an image.</summary>
internal sealed class Inspection
{
    private Inspection(Entry entry, IReadOnlyList<ImageFacts> images, IReadOnlyList<NearPair> near, int cutShort) =>
        (Entry, Images, Duplicates, CutShort) = (entry, images, [.. DuplicatePair.Of(images, near)], cutShort);

    public Entry Entry { get; }

    /// <summary>All images, split by split.</summary>
    public IReadOnlyList<ImageFacts> Images { get; }

    /// <summary>Pairs of images that are the same, or show the same where that was looked for. Every rule about duplicates reads them.</summary>
    public IReadOnlyList<DuplicatePair> Duplicates { get; }

    /// <summary>Images that look like so many others that not all of those were compared.</summary>
    public int CutShort { get; }

    /// <summary>Reads every image, on so many threads. Progress counts images.</summary>
    public static Inspection Of(Entry entry, bool near, int threads, IProgress<long>? progress, CancellationToken cancellation)
    {
        var all = entry.Splits.SelectMany(s => Enumerable.Range(0, s.Count).Select(i => (Split: s, Index: i))).ToArray();
        var images = new ImageFacts[all.Length];
        var done = 0L;
        Parallel.For(0, all.Length, new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, i =>
        {
            images[i] = Facts(all[i].Split, all[i].Index, near);
            progress?.Report(Interlocked.Increment(ref done));
        });
        if (!near)
            return new(entry, images, [], 0);
        // One of each group of equal files, so that a thousand copies are not half a million pairs.
        var different = Enumerable.Range(0, images.Length).Where(i => images[i].Sketch is not null).GroupBy(i => images[i].ContentHash).Select(g => g.First()).ToArray();
        var (pairs, cut) = NearDuplicates.Find([.. different.Select(i => images[i].Sketch!)], threads, cancellation);
        return new(entry, images, [.. pairs.Select(p => p with { First = different[p.First], Second = different[p.Second] })], cut);
    }

    /// <summary>Only what the bytes tell: nothing is decoded.</summary>
    public static Inspection OfBytes(Entry entry, CancellationToken cancellation)
    {
        var images = new List<ImageFacts>();
        foreach (var split in entry.Splits)
        {
            for (var i = 0; i < split.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                images.Add(Bytes(split, i));
            }
        }
        return new(entry, images, [], 0);
    }

    private static ImageFacts Bytes(EntrySplit split, int index)
    {
        var bytes = split.Image(index);
        return new(new(split.Name, index, split.Id(index)), split.Label(index), split.Path(index), XxHash128.HashToUInt128(bytes)) { Encoding = ImageEncoding.Of(bytes) };
    }

    private static ImageFacts Facts(EntrySplit split, int index, bool sketch)
    {
        var bytes = split.Image(index);
        var facts = Bytes(split, index);
        try
        {
            var image = ImageCodec.Decode(bytes, facts.At.Id);
            var (sums, squares) = Sums(image);
            return facts with
            {
                Width = image.Width,
                Height = image.Height,
                IsGray = image.Channels == 1,
                Sums = sums,
                Squares = squares,
                Sketch = sketch ? Sketch.Of(image) : null,
            };
        }
        catch (BadSampleException fault)
        {
            return facts with { Fault = fault };
        }
    }

    private static (double[] Sums, double[] Squares) Sums(PixelImage image)
    {
        var (sums, squares) = (new long[image.Channels], new long[image.Channels]);
        var pixels = image.Pixels;
        for (var i = 0; i < pixels.Length; i += image.Channels)
        {
            for (var c = 0; c < image.Channels; c++)
            {
                long value = pixels[i + c];
                sums[c] += value;
                squares[c] += value * value;
            }
        }
        return ([.. sums.Select(s => s / 255.0)], [.. squares.Select(s => s / (255.0 * 255.0))]);
    }
}
