using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;

namespace DataTools.Training.Export;

/// <summary>The labelled samples that an export is checked on, spread evenly over a split.</summary>
/// <param name="Split">Where they are.</param>
/// <param name="Name">What is said of them: the split, or <see cref="RunPredictions.HeldOut"/>.</param>
/// <param name="Indices">Which.</param>
/// <param name="Channels">Of the pictures that the network takes.</param>
internal sealed record ExportSamples(EntrySplit Split, string Name, int[] Indices, int Channels)
{
    /// <summary>How many labelled ones there are to choose from.</summary>
    public int All { get; init; } = Indices.Length;

    /// <summary>The test split, or, where it has no labels, what training held out; at most <paramref name="most"/>.</summary>
    public static ExportSamples Of(TrainOptions options, Entry entry, int most)
    {
        ExportSamples Spread(EntrySplit split, string name, IEnumerable<int> all)
        {
            int[] labelled = [.. all.Where(i => split.Label(i) != Sample.Unlabelled)];
            return new(split, name, [.. Evenly(labelled, most)], options.Channels) { All = labelled.Length };
        }
        if (entry.FindSplit(SplitNames.Test) is { } test && Spread(test, SplitNames.Test, Enumerable.Range(0, test.Count)) is { All: > 0 } samples)
            return samples;
        var parts = ValidationSplit.Of(entry, options.ValidationFraction, options.ValidationSeed);
        var held = entry.Split(parts.ValidationName);
        return Spread(held, RunPredictions.HeldOut, parts.ValidationIndices);
    }

    /// <summary>Samples that the network learnt from, for ranges: never those of the check.</summary>
    public static IReadOnlyList<PixelImage> Learnt(TrainOptions options, Entry entry, int most)
    {
        var parts = ValidationSplit.Of(entry, options.ValidationFraction, options.ValidationSeed);
        var samples = new ExportSamples(entry.Split(SplitNames.Train), SplitNames.Train, [.. Evenly(parts.TrainIndices, most)], options.Channels);
        return [.. samples.Pictures.OfType<PixelImage>()];
    }

    /// <summary>All of them, each decoded when it is asked for.</summary>
    public IEnumerable<PixelImage?> Pictures => Indices.Select(Picture);

    /// <summary>A sample as the graph takes it; null: it is in colour and the network is for gray, which is for the caller to make.</summary>
    public PixelImage? Picture(int index) => Picture(Split, index, Channels);

    /// <summary>The same of any sample for a network of so many channels.</summary>
    public static PixelImage? Picture(EntrySplit split, int index, int channels)
    {
        var image = ImageCodec.Decode(split, index);
        if (image.Channels == channels)
            return image;
        if (channels == 1)
            return null;
        var colour = new PixelImage(image.Width, image.Height, channels);
        for (var i = 0; i < image.Pixels.Length; i++)
            colour.Pixels.AsSpan(i * channels, channels).Fill(image.Pixels[i]);
        return colour;
    }

    internal static IEnumerable<int> Evenly(int[] all, int most) =>
        all.Length <= most ? all : Enumerable.Range(0, most).Select(i => all[(int)((long)i * all.Length / most)]);
}
