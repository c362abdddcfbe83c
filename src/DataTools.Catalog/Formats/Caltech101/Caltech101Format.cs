using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats.Mat;

namespace DataTools.Catalog.Formats.Caltech101;

/// <summary>
/// Caltech-101 (Li, Fergus and Perona, 2004): <c>101_ObjectCategories/CLASS/image_0001.jpg</c>, and
/// <c>Annotations/CLASS/annotation_0001.mat</c> with a box and an outline where they are there. There is no official split: all
/// is train. The clutter of <c>BACKGROUND_Google</c> is no class and is left out.
/// </summary>
internal static class Caltech101Format
{
    private const string Root = "101_ObjectCategories/", Notes = "Annotations/", Background = "BACKGROUND_Google";

    // What the folders of annotations are called where that differs.
    private static readonly Dictionary<string, string> Folders = new()
    {
        ["Faces"] = "Faces_2",
        ["Faces_easy"] = "Faces_3",
        ["Motorbikes"] = "Motorbikes_16",
        ["airplanes"] = "Airplanes_Side_2",
    };

    public static DatasetFormat Format { get; } = new(
        "caltech101", "Caltech-101: 101_ObjectCategories/CLASS/image_0001.jpg, with Annotations/CLASS/annotation_0001.mat", Recognise, Read);

    private sealed record Item(string Class, string Name, ListedFile Image, ListedFile? Note);

    private static string? Recognise(FileList files) => files.Files.FirstOrDefault(f => Of(f) is not null)?.Path;

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var notes = new Dictionary<string, ListedFile>(StringComparer.Ordinal);
        foreach (var file in files.Files.Where(f => f.Name.StartsWith("annotation_", StringComparison.Ordinal) && f.Name.EndsWith(".mat", StringComparison.Ordinal)))
        {
            var at = $"/{file.Path}".LastIndexOf($"/{Notes}", StringComparison.Ordinal);
            if (at >= 0 && !notes.TryAdd(file.Path[(at + Notes.Length)..], file))
                throw new CorruptFileException(files.Shown(file), $"it has the name of {notes[file.Path[(at + Notes.Length)..]].Path}");
        }
        var items = files.Files.Select(f => Of(f) is { } of ? new Item(of.Class, of.Name, f, Note(of, notes)) : null).OfType<Item>().ToList();
        var classes = items.Select(i => i.Class).Distinct().Order(StringComparer.Ordinal).ToList();
        var labels = classes.Index().ToDictionary(c => c.Item, c => c.Index, StringComparer.Ordinal);
        return new(classes, SampleStream.Splits(files, items, _ => SplitNames.Train, i => Load(files, i, labels[i.Class]), options.BadSamples, cancellation))
        {
            Kinds = items.Exists(i => i.Note is not null) ? AnnotationKinds.Objects : AnnotationKinds.None,
        };
    }

    // Class and name of an image that counts.
    private static (string Class, string Name)? Of(ListedFile file)
    {
        var at = $"/{file.Path}".LastIndexOf($"/{Root}", StringComparison.Ordinal);
        return at >= 0 && file.IsImage && file.Path[(at + Root.Length)..].Split('/') is [var name, var image] && name != Background ? (name, image) : null;
    }

    private static ListedFile? Note((string Class, string Name) of, Dictionary<string, ListedFile> notes) =>
        notes.GetValueOrDefault($"{Folders.GetValueOrDefault(of.Class, of.Class)}/annotation_{Path.GetFileNameWithoutExtension(of.Name).Replace("image_", "", StringComparison.Ordinal)}.mat");

    private static Sample Load(FileList files, Item item, int label) => new($"{item.Class}/{item.Name}", item.Image.ReadAll(files.Shown(item.Image)), label, item.Image.Path)
    {
        Annotations = item.Note is null ? SampleAnnotations.None : new() { Objects = [Object(files, item.Note, label)] },
    };

    // box_coord counts pixels from 1: top, bottom, left, right, all within the box. obj_contour holds the outline's points,
    // x over y, from the box's left upper pixel (show_annotation.m draws them so). The middle of pixel 1 lies at 0.5.
    private static ObjectAnnotation Object(FileList files, ListedFile note, int label)
    {
        var shown = files.Shown(note);
        IReadOnlyDictionary<string, MatValue> values;
        try
        {
            values = MatFile.Read(files.Data(note), "box_coord", "obj_contour");
        }
        catch (CorruptFileException fault)
        {
            // One image's, not the data set's.
            throw new BadSampleException(shown, fault.Message[(shown.Length + 2)..]);
        }
        if (values["box_coord"] is not MatNumbers { Values: [var top, var bottom, var left, var right] })
            throw new BadSampleException(shown, $"box_coord is {values["box_coord"]}, expected 4 numbers");
        if (values["obj_contour"] is not MatNumbers { Dimensions: [2, var corners], Values: var points })
            throw new BadSampleException(shown, $"obj_contour is {values["obj_contour"]}, expected 2 x N");
        return new(label, Box.Between(left - 1, top - 1, right, bottom))
        {
            // Two points enclose nothing.
            Polygons = corners < 3 ? [] : [[.. points.Select((p, i) => p - 0.5 + (i % 2 == 0 ? left : top))]],
        };
    }
}
