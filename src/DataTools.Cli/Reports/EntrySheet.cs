using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Checks;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Drawing;
using DataTools.Imaging.Pixels;

namespace DataTools.Cli.Reports;

/// <summary>Contact sheets of an entry, as PNG.</summary>
internal static class EntrySheet
{
    /// <summary>Samples spread evenly over a split: what a set looks like, not how it begins.</summary>
    public static byte[] Samples(Entry entry, EntrySplit split, int columns, int rows, int cell) =>
        Sheet([.. Spread(split, columns * rows).Select(i => (Drawn(entry, split, i, cell), Label(entry, split, i)))], columns, cell);

    // With what is said about it drawn over it.
    private static PixelImage Drawn(Entry entry, EntrySplit split, int index, int cell)
    {
        var image = ImageCodec.Decode(split, index);
        var said = split.Annotations(index);
        return said.Objects.Count == 0 && said.Segmentation.IsEmpty ? image
            : AnnotationOverlay.Draw(ContactSheet.Fit(image, cell), (image.Width, image.Height), said, entry.Card.Classes);
    }

    /// <summary>One sample a row, of another class each: as it is, then under the draws of a policy that training would make in its first epochs.</summary>
    public static byte[] Augmented(Entry entry, EntrySplit split, AugmentationPolicy policy, ulong seed, int columns, int rows, int cell)
    {
        var cells = new List<(PixelImage, string)>();
        foreach (var i in Enumerable.Range(0, split.Count).GroupBy(split.Label).OrderBy(g => g.Key).Take(rows).Select(g => g.First()))
        {
            var image = ImageCodec.Decode(split, i);
            cells.Add((image, Label(entry, split, i)));
            for (var view = 0u; view < columns - 1; view++)
                cells.Add((policy.Draw(new(image.Width, image.Height), seed, RandomStream.KeyOf(split.IdUtf8(i)), view).Apply(image), $"epoch {view + 1}"));
        }
        return Sheet(cells, columns, cell);
    }

    /// <summary>The first samples that a check found, pairs side by side.</summary>
    public static byte[] Found(Entry entry, CheckFinding finding)
    {
        const int columns = 6, rows = 8, cell = 128;
        var cells = new List<(PixelImage, string)>();
        foreach (var instance in finding.Instances.Take(columns * rows / 2))
        {
            foreach (var at in new[] { instance.Sample, instance.Other }.OfType<SampleAt>())
            {
                var split = entry.Split(at.Split);
                cells.Add((ImageCodec.Decode(split, at.Index), $"{at.Split} {Label(entry, split, at.Index)}"));
            }
        }
        return Sheet(cells, columns, cell);
    }

    private static byte[] Sheet(IReadOnlyList<(PixelImage, string)> cells, int columns, int cell) =>
        ImageCodec.EncodePng(ContactSheet.Draw(cells, columns, cell));

    /// <summary>At most so many samples, evenly over a split.</summary>
    public static IEnumerable<int> Spread(EntrySplit split, int most)
    {
        var shown = Math.Min(most, split.Count);
        return Enumerable.Range(0, shown).Select(k => (int)((long)k * split.Count / shown));
    }

    /// <summary>The class of a sample, or its labels.</summary>
    public static string Label(Entry entry, EntrySplit split, int index) => split.Label(index) is >= 0 and var label
        ? entry.Card.Classes[label]
        : split.Annotations(index).Labels is [_, ..] labels ? string.Join(", ", labels.Select(l => entry.Card.Classes[l])) : "-";
}
