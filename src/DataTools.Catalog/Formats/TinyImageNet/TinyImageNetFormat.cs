using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.TinyImageNet;

/// <summary>
/// Tiny ImageNet as Stanford's CS231n gave it out: <c>train/SYNSET/images</c> with a table of boxes, <c>val/images</c> with
/// <c>val_annotations.txt</c>, <c>test/images</c> without labels, classes in the order of <c>wnids.txt</c> and called as in
/// <c>words.txt</c>. Each image has a label and the box of the one object.
/// </summary>
internal static class TinyImageNetFormat
{
    public static DatasetFormat Format { get; } = new("tiny-imagenet", "Tiny ImageNet: wnids.txt, train/SYNSET/images, val/val_annotations.txt", f => TinyImageNetLayout.Find(f)?.Shown, Read);

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var layout = TinyImageNetLayout.Find(files) ?? throw new InvalidInputException(
            $"{files.Origin}: it has no wnids.txt beside train/SYNSET/images or val/val_annotations.txt", "Tiny ImageNet is laid out so.");
        var wnids = layout.Wnids();
        var labels = wnids.Index().ToDictionary(w => w.Item, w => w.Index);
        List<Item> items =
        [
            .. Train(files, layout, labels, options.BadSamples), .. Val(files, layout, labels, options.BadSamples),
            .. layout.In("test").Select(i => new Item(SplitNames.Test, i, Sample.Unlabelled, null)),
        ];
        return new(layout.Names(wnids), SampleStream.Splits(files, items, i => i.Split, i => Load(files, layout, i), options.BadSamples, cancellation))
        {
            Kinds = AnnotationKinds.Objects,
        };
    }

    private sealed record Item(string Split, ListedFile Image, int Label, Box? Box);

    private static IEnumerable<Item> Train(FileList files, TinyImageNetLayout layout, Dictionary<string, int> labels, BadSamples bad)
    {
        foreach (var synset in layout.Train().GroupBy(i => i.Wnid))
        {
            if (!labels.TryGetValue(synset.Key, out var label))
            {
                bad.Report(new(files.Shown(synset.First().Image), $"{ListedText.Short(synset.Key)} is not one of the {labels.Count} synsets of wnids.txt"));
                continue;
            }
            var table = layout.Boxes(synset.Key);
            var boxes = table is null ? null : TinyImageNetRows.Read(files, table, withSynset: false);
            foreach (var (image, _) in synset)
                yield return new(SplitNames.Train, image, label, boxes is not null && boxes.TryGetValue(image.Name, out var row) ? row.Box : null);
            foreach (var (name, row) in boxes?.ExceptBy(synset.Select(i => i.Image.Name), b => b.Key) ?? [])
                bad.Report(new($"{files.Origin}: {ListedText.Short(name)}", $"the image is missing ({table!.Path}, line {row.Line})"));
        }
    }

    private static IEnumerable<Item> Val(FileList files, TinyImageNetLayout layout, Dictionary<string, int> labels, BadSamples bad)
    {
        var images = layout.In("val").ToList();
        if (images.Count == 0 && layout.Val is null)
            yield break;
        var table = layout.Val ?? throw new CorruptFileException($"{files.Origin}: val/val_annotations.txt", "the file is missing, which gives the images of val their classes");
        var rows = TinyImageNetRows.Read(files, table, withSynset: true);
        foreach (var image in images)
        {
            if (!rows.TryGetValue(image.Name, out var row))
                bad.Report(new(files.Shown(image), $"{table.Path} has no line of it"));
            else if (!labels.TryGetValue(row.Wnid!, out var label))
                bad.Report(new(files.Shown(image), $"{table.Path}, line {row.Line}: {ListedText.Short(row.Wnid!)} is not one of the {labels.Count} synsets of wnids.txt"));
            else
                yield return new(SplitNames.Validation, image, label, row.Box);
        }
        foreach (var (name, row) in rows.ExceptBy(images.Select(i => i.Name), r => r.Key))
            bad.Report(new($"{files.Origin}: {ListedText.Short(name)}", $"the image is missing ({table.Path}, line {row.Line})"));
    }

    private static Sample Load(FileList files, TinyImageNetLayout layout, Item item) =>
        new(layout.Id(item.Image), item.Image.ReadAll(files.Shown(item.Image)), item.Label, item.Image.Path)
        {
            Annotations = item.Box is { } box ? new() { Objects = [new(item.Label, box)] } : SampleAnnotations.None,
        };
}
