using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Coco;

/// <summary>
/// COCO: JSON files of instances or person keypoints (or both, put together), one a split, beside the images in any folder.
/// Boxes, polygons, run-length masks, crowds, areas, keypoints, licences and addresses are kept; captions, stuff and
/// panoptic files are passed over, and so, with a note, are images that no file lists. A sample is called by its <c>file_name</c>, has no
/// single label, and has the classes of its objects as labels.
/// </summary>
internal static class CocoFormat
{
    public static DatasetFormat Format { get; } = new("coco", "COCO: instances_*.json or person_keypoints_*.json beside images", Recognise, Read);

    private static string? Recognise(FileList files) =>
        files.Files.Any(f => f.IsImage) && CocoSplit.Files(files) is [_, ..] found ? $"COCO's lists in {string.Join(", ", found.Select(f => f.Path))}" : null;

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var splits = CocoSplit.Find(files);
        if (splits.Count == 0)
            throw new InvalidInputException($"{files.Origin}: it has no JSON file with COCO's images, annotations and categories");
        var sets = new List<(CocoSplit Split, CocoFile File)>();
        var named = new List<(ListedFile, IReadOnlyDictionary<long, CocoCategory>)>();
        foreach (var split in splits)
        {
            IReadOnlyDictionary<long, IReadOnlyList<Keypoint>> keypoints = new Dictionary<long, IReadOnlyList<Keypoint>>();
            if (split.Keypoints is { } more)
            {
                (keypoints, var known) = CocoFile.ReadKeypoints(files, more, cancellation);
                named.Add((more, known));
            }
            var file = CocoFile.Read(files, split.Objects, keypoints, cancellation);
            named.Add((split.Objects, file.Categories));
            sets.Add((split, file));
        }
        var categories = new CocoCategories(files, named);
        if (sets.Find(s => s.File.Images.Count == 0) is { File: { } bare })
            throw new CorruptFileException(files.Shown(bare.Source), "it lists no images", "Get it anew, or remove it where it is none of COCO's.");
        var names = new ImagesByName(files);
        List<Item> items = [.. sets.SelectMany(s => Items(files, s.Split, s.File, names, options.BadSamples))];
        var listed = items.Select(i => i.Source.Path).ToHashSet(StringComparer.Ordinal);
        if (files.Files.Where(f => f.IsImage && !listed.Contains(f.Path)).ToList() is [var first, ..] others)
            options.OnNote?.Invoke($"{files.Origin}: images that no list of COCO's names were left out: {others.Count}, such as {first.Path}");
        return new(categories.Classes, SampleStream.Splits(files, items, i => i.Split, i => Load(files, i, categories), options.BadSamples, cancellation))
        {
            Kinds = AnnotationKinds.Labels | AnnotationKinds.Objects | AnnotationKinds.Origin,
            Keypoints = categories.Keypoints,
        };
    }

    private sealed record Item(string Split, CocoFile File, CocoImage Image, ListedFile Source, int Place);

    // In the order of the list, so that an archive is read from front to back.
    private static IEnumerable<Item> Items(FileList files, CocoSplit split, CocoFile file, ImagesByName names, BadSamples bad)
    {
        var folder = file.Source.Path[..(file.Source.Path.LastIndexOf('/') + 1)];
        var found = new Dictionary<int, Item>();
        foreach (var image in file.Images.Values)
        {
            try
            {
                var place = names.Find(image.FileName, folder, split.Name);
                if (!found.TryAdd(place, new(split.Name, file, image, files.Files[place], place)))
                    throw new FormatException($"record {found[place].Image.Number} is of this file too");
            }
            catch (FormatException e)
            {
                bad.Report(new($"{files.Origin}: {ListedText.Short(image.FileName)}", $"{file.Source.Path}, images, record {image.Number}: {e.Message}"));
            }
        }
        return found.Values.OrderBy(i => i.Place);
    }

    private static Sample Load(FileList files, Item item, CocoCategories categories)
    {
        var (file, image, shown) = (item.File, item.Image, files.Shown(item.Source));
        if (file.Faults.TryGetValue(image.Id, out var fault))
            throw new BadSampleException(shown, fault);
        var objects = file.Objects.Of(image.Id).Select(o => Resolve(o, item, shown, categories)).ToList();
        return new(image.OwnId ?? image.FileName, item.Source.ReadAll(shown), Sample.Unlabelled, item.Source.Path)
        {
            Annotations = new()
            {
                Objects = objects,
                Labels = SampleStream.LabelsOf(objects),
                License = file.License(image),
                SourceUrl = image.Url,
            },
        };
    }

    private static ObjectAnnotation Resolve(CocoObject o, Item item, string shown, CocoCategories categories)
    {
        try
        {
            if (o.Object.Mask is { } mask && item.Image is { Width: { } width, Height: { } height } && (mask.Width, mask.Height) != (width, height))
                throw new FormatException($"its mask is of {mask.Width} x {mask.Height} pixels, the image of {width} x {height}");
            return categories.Resolve(o);
        }
        catch (FormatException e)
        {
            throw new BadSampleException(shown, $"{item.File.Source.Path}, annotations, record {o.Number} (id {o.Id}): {e.Message}");
        }
    }
}
