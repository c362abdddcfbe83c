using System.Globalization;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Yolo;

/// <summary>
/// YOLO, as Ultralytics and Darknet lay it out: a text file of objects for each image, and <c>data.yaml</c>,
/// <c>obj.names</c> or <c>classes.txt</c> with the classes. An image without such a file has no objects. A sample is called
/// by its path, has no single label, and has the classes of its objects as labels. Coordinates become pixels of the image
/// as it is seen.
/// </summary>
internal static class YoloFormat
{
    public static DatasetFormat Format { get; } = new("yolo", "YOLO: labels/*.txt for images/*, with data.yaml, obj.names or classes.txt", Recognise, Read);

    private static string? Recognise(FileList files)
    {
        if (YoloLayout.NamesOf(files) is not { } names)
            return null;
        if (files.Files.FirstOrDefault(f => f.IsImage && YoloLayout.LabelsOf(files, f.Path) is { Bytes: > 0 }) is { } image &&
            YoloLayout.LabelsOf(files, image.Path) is { } labels && YoloLabels.Looks(labels))
        {
            return $"{labels.Path} with objects of {image.Path}, classes in {names.Path}";
        }
        // Labels may be damaged, or there are none.
        return YoloLayout.FoldersOf(files, names) is [var folder, ..] ? $"classes and {folder} in {names.Path}" : null;
    }

    private static DatasetContent Read(FileList files, ReadOptions options, CancellationToken cancellation)
    {
        var names = YoloLayout.NamesOf(files) ?? throw new InvalidInputException(
            $"{files.Origin}: nothing names its classes", "Write data.yaml with `names: [cat, dog]`, or classes.txt with one name a line.");
        var data = YoloLayout.Read(files, names);
        List<(string Split, ListedFile Image)> images = [.. new YoloLayout(files, data).Images()];
        if (!images.Exists(i => YoloLayout.LabelsOf(files, i.Image.Path) is not null))
            options.OnNote?.Invoke($"{files.Origin}: there are no labels (labels/*.txt for images/*): no image has an object");
        var labels = new YoloLabels(data.Names.Count, data.Keypoints);
        return new(data.Names, SampleStream.Splits(files, images, i => i.Split, i => Load(files, i.Image, labels), options.BadSamples, cancellation))
        {
            Kinds = AnnotationKinds.Labels | AnnotationKinds.Objects,
            // YOLO has no names for them.
            Keypoints = data.Keypoints.Count == 0 ? []
                : [.. data.Names.Select(n => new KeypointSet(n, [.. Enumerable.Range(1, data.Keypoints.Count).Select(k => k.ToString(CultureInfo.InvariantCulture))], []))],
        };
    }

    private static Sample Load(FileList files, ListedFile image, YoloLabels labels)
    {
        var shown = files.Shown(image);
        var bytes = image.ReadAll(shown);
        var (width, height) = ImageSize.Of(bytes) ?? throw new BadSampleException(shown, "its header tells no width and height, which its boxes are parts of");
        var objects = YoloLayout.LabelsOf(files, image.Path) is { } file ? labels.Read(files, file, width, height) : [];
        return new(image.Path, bytes, Sample.Unlabelled, image.Path) { Annotations = new() { Objects = objects, Labels = SampleStream.LabelsOf(objects) } };
    }
}
