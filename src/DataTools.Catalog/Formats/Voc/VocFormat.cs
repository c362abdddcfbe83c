using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Voc;

/// <summary>
/// Pascal VOC's devkit: boxes with classes, the splits of <c>ImageSets/Main</c>, the classes of pixels of
/// <c>SegmentationClass</c> as they came, and the mask of each object from <c>SegmentationObject</c>. A sample is called as
/// VOC calls it (<c>2007_000027</c>), has no single label, and has the classes of its objects as labels.
/// </summary>
internal static class VocFormat
{
    /// <summary>VOC's own classes, in the order in which the pixels of SegmentationClass count them from 1.</summary>
    public static IReadOnlyList<string> Official { get; } =
    [
        "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow", "diningtable", "dog", "horse", "motorbike",
        "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
    ];

    // Between objects: do not care.
    private const byte Border = 255;

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

    private sealed record Item(string Id, string Split, ListedFile Image, ListedFile? Mask, ListedFile? Instances, IReadOnlyList<VocObject> Objects);

    private static IEnumerable<Item> Items(FileList files, VocDevkit kit, bool several, BadSamples bad, CancellationToken cancellation)
    {
        var splits = kit.Splits();
        foreach (var (name, (_, place)) in splits.Where(s => !kit.Images.ContainsKey(s.Key)))
            bad.Report(new($"{files.Origin}: {kit.Root}JPEGImages/{ListedText.Short(name)}", $"the image is missing ({place})"));
        foreach (var (name, image) in kit.Images.Where(i => splits.ContainsKey(i.Key)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Objects(files, kit, name, splits[name].Split, bad) is { } objects)
                yield return new(several ? kit.Root + name : name, splits[name].Split, image, kit.Masks.GetValueOrDefault(name), kit.Instances.GetValueOrDefault(name), objects);
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
        var masks = item.Instances is { } instances ? Masks(instances.ReadAll(files.Shown(instances)), item.Objects.Count, files.Shown(instances)) : null;
        List<ObjectAnnotation> objects = [.. item.Objects.Select((o, i) => new ObjectAnnotation(classes[o.Class], o.Box) { Flags = o.Flags, Mask = masks?[i] })];
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

    // The pixels count the objects of the annotation from 1, in its order (development kit of 2012, section 8.2). An object
    // that no pixel shows has no mask.
    private static RleMask?[] Masks(byte[] png, int objects, string shownAs)
    {
        var (width, height, pixels) = IndexedPng.Decode(png, shownAs);
        if (pixels.Where(p => p != Border).DefaultIfEmpty().Max() is var most && most > objects)
            throw new BadSampleException(shownAs, $"its pixels count {most} objects, the annotation has {objects}");
        var inside = new byte[pixels.Length];
        var masks = new RleMask?[objects];
        for (var i = 0; i < objects; i++)
        {
            for (var p = 0; p < pixels.Length; p++)
                inside[p] = (byte)(pixels[p] == i + 1 ? 1 : 0);
            masks[i] = inside.Contains((byte)1) ? RleMask.FromPixels(height, width, inside) : null;
        }
        return masks;
    }
}
