using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Voc;

/// <summary>
/// Pascal VOC's devkit: boxes with classes, the splits of <c>ImageSets/Main</c>, the classes of pixels of
/// <c>SegmentationClass</c> as they came. A sample is called as VOC calls it (<c>2007_000027</c>), has no single label, and
/// has the classes of its objects as labels. Masks of single objects (<c>SegmentationObject</c>) are passed over.
/// </summary>
internal static class VocFormat
{
    /// <summary>VOC's own classes, in the order in which the pixels of SegmentationClass count them from 1.</summary>
    public static IReadOnlyList<string> Official { get; } =
    [
        "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog", "horse", "motorbike",
        "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
    ];

    public static DatasetFormat Format { get; } = new("voc", "Pascal VOC: Annotations/*.xml beside JPEGImages/", Recognise, Read);

    private static string? Recognise(FileList files) => VocDevkit.Find(files) is [var first, ..]
        ? $"{first.Root}Annotations/ with {first.Annotations.Count} XML files beside {first.Images.Count} images"
        : null;

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var kits = VocDevkit.Find(files);
        if (kits.Count == 0)
            throw new InvalidInputException($"{files.Origin}: it has no folder Annotations with XML files beside a folder JPEGImages with images", "Pascal VOC is laid out so.");
        var items = kits.SelectMany(k => Items(files, k, kits.Count > 1, options.BadSamples, cancellation)).ToList();
        var found = items.SelectMany(i => i.Objects).Select(o => o.Class).Distinct().Order(StringComparer.Ordinal).ToList();
        IReadOnlyList<string> classes = found.TrueForAll(c => Official.Contains(c)) ? Official : found;
        var indices = classes.Index().ToDictionary(c => c.Item, c => c.Index);
        return new(classes, SampleStream.Splits(files, items, i => i.Split, i => Load(files, i, indices), options.BadSamples, cancellation))
        {
            Kinds = AnnotationKinds.Labels | AnnotationKinds.Objects | (kits.Any(k => k.Masks.Count > 0) ? AnnotationKinds.Segmentation : AnnotationKinds.None),
        };
    }

    private sealed record Item(string Id, string Split, ListedFile Image, ListedFile? Mask, IReadOnlyList<VocObject> Objects);

    private static IEnumerable<Item> Items(FileList files, VocDevkit kit, bool several, BadSamples bad, CancellationToken cancellation)
    {
        var splits = kit.Splits();
        foreach (var (name, (_, place)) in splits.Where(s => !kit.Images.ContainsKey(s.Key)))
            bad.Report(new($"{files.Origin}: {kit.Root}JPEGImages/{ListedText.Short(name)}", $"the image is missing ({place})"));
        foreach (var (name, image) in kit.Images.Where(i => splits.ContainsKey(i.Key)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Objects(files, kit, name, splits[name].Split, bad) is { } objects)
                yield return new(several ? kit.Root + name : name, splits[name].Split, image, kit.Masks.GetValueOrDefault(name), objects);
        }
    }

    // Null for a fault that was reported.
    private static IReadOnlyList<VocObject>? Objects(FileList files, VocDevkit kit, string name, string split, BadSamples bad)
    {
        try
        {
            if (kit.Annotations.TryGetValue(name, out var xml))
                return VocAnnotation.Read(files, xml);
            // What is asked of competitors is not published.
            return split == SplitNames.Test ? [] : throw new BadSampleException($"{files.Origin}: {kit.Root}Annotations/{name}.xml", "the annotation is missing");
        }
        catch (BadSampleException fault)
        {
            bad.Report(fault);
            return null;
        }
    }

    private static Sample Load(FileList files, Item item, Dictionary<string, int> classes)
    {
        List<ObjectAnnotation> objects = [.. item.Objects.Select(o => new ObjectAnnotation(classes[o.Class], o.Box) { Flags = o.Flags })];
        return new(item.Id, item.Image.ReadAll(files.Shown(item.Image)), Sample.Unlabelled, item.Image.Path)
        {
            Annotations = new()
            {
                Objects = objects,
                Labels = SampleStream.LabelsOf(objects),
                Segmentation = item.Mask?.ReadAll(files.Shown(item.Mask)),
            },
        };
    }
}
