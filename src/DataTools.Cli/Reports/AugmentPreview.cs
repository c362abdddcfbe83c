using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Drawing;
using DataTools.Imaging.Pixels;

namespace DataTools.Cli.Reports;

/// <summary>What a policy makes of some samples: for each the original and a few views, with what was drawn.</summary>
internal sealed record AugmentPreview(IReadOnlyList<IReadOnlyList<(PixelImage Image, string Caption)>> Rows)
{
    /// <summary>View 1 is the first copy that <c>augment</c> writes with the same seed.</summary>
    public static AugmentPreview Draw(Entry entry, EntrySplit split, AugmentationPolicy policy, ulong seed, int samples, int views, int cell, JpegDecoder decoder = JpegDecoder.Managed)
    {
        if (split.Count == 0)
            throw new InvalidInputException($"{entry.Card.Name}: {split.Name} has no samples to draw");
        var map = new AnnotationMap(entry.Card.Classes, entry.Card.Keypoints);
        return new([.. EntrySheet.Spread(split, samples).Select(i => Row(entry, split, i, policy, seed, views, cell, map, decoder))]);
    }

    /// <summary>A contact sheet.</summary>
    public byte[] ToPng(int cell) =>
        ImageCodec.EncodePng(ContactSheet.Draw([.. Rows.SelectMany(r => r)], Rows[0].Count, cell));

    /// <summary>A page in one file.</summary>
    public string ToHtml(string title, AugmentationPolicy policy)
    {
        var page = new HtmlReport(title).Text(policy.ToYaml());
        foreach (var row in Rows)
            page.Pictures(row.Select(p => (ImageCodec.EncodePng(p.Image), p.Caption)));
        return page.ToString();
    }

    private static List<(PixelImage, string)> Row(
        Entry entry, EntrySplit split, int index, AugmentationPolicy policy, ulong seed, int views, int cell, AnnotationMap map, JpegDecoder decoder)
    {
        var (image, said, id) = (ImageCodec.Decode(split, index, decoder), split.Annotations(index), split.Id(index));
        var row = new List<(PixelImage, string)> { (Shown(image, said, entry, cell), $"{id}\n{EntrySheet.Label(entry, split, index)}") };
        for (var view = 1u; view <= views; view++)
        {
            var plan = Draw(policy, image, seed, id, view);
            row.Add((Shown(plan.Apply(image), map.Apply(plan, said, id).Annotations, entry, cell), string.Join('\n', [$"view {view}", .. Words(plan)])));
        }
        return row;
    }

    private static IEnumerable<string> Words(AugmentationPlan plan) => plan.Steps.Count == 0 ? [plan.Describe()] : plan.DescribeSteps();

    private static AugmentationPlan Draw(AugmentationPolicy policy, PixelImage image, ulong seed, string id, uint view)
    {
        try
        {
            return policy.Draw(new(image.Width, image.Height), seed, RandomStream.KeyOf(id), view);
        }
        catch (InvalidInputException fault)
        {
            throw new InvalidInputException($"sample {id}: {fault.Message}", fault.Hint, fault);
        }
    }

    private static PixelImage Shown(PixelImage image, SampleAnnotations said, Entry entry, int cell)
    {
        var picture = ContactSheet.Fit(image, cell);
        return said.Objects.Count == 0 && said.Segmentation.IsEmpty ? picture
            : AnnotationOverlay.Draw(picture, (image.Width, image.Height), said, entry.Card.Classes);
    }
}
