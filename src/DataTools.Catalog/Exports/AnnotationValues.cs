using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Exports;

/// <summary>
/// Annotations as the plain values of the columns that <see cref="Storage.EntryFeatures"/> names: whole numbers (long),
/// numbers (double), truths, texts, bytes, and lists and structs of these, the parts of a struct in their order.
/// </summary>
internal static class AnnotationValues
{
    private const int Parts = 10;

    private static readonly ObjectFlags[] Flags = [ObjectFlags.Crowd, ObjectFlags.Truncated, ObjectFlags.Difficult, ObjectFlags.Occluded];

    /// <summary>The value of a column.</summary>
    public static object? Of(string column, SampleAnnotations said) => column switch
    {
        "labels" => Each(said.Labels, l => (long)l),
        "objects" => Each(said.Objects, Object),
        "segmentation" => said.Segmentation.IsEmpty ? null : new object?[] { said.Segmentation.ToArray(), null },
        "license" => said.License,
        "source_url" => said.SourceUrl,
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "no column of annotations"),
    };

    /// <summary>
    /// The annotations of which <paramref name="value"/> gives the columns' values; null for a column that is not there.
    /// Throws <see cref="FormatException"/> where a part is missing that every object has.
    /// </summary>
    public static SampleAnnotations Read(Func<string, object?> value) => new()
    {
        Labels = [.. List(value("labels")).Select(Whole)],
        Objects = [.. List(value("objects")).Select(Object)],
        Segmentation = value("segmentation") is object?[] picture ? (byte[]?)picture[0] : null,
        License = (string?)value("license"),
        SourceUrl = (string?)value("source_url"),
    };

    private static object?[] Object(ObjectAnnotation o) =>
    [
        new object?[] { o.Box.X, o.Box.Y, o.Box.Width, o.Box.Height },
        (long)o.Category,
        o.Area,
        .. Flags.Select(f => (object?)o.Flags.HasFlag(f)),
        o.Mask is { } mask ? new object?[] { new object?[] { (long)mask.Height, (long)mask.Width }, mask.Counts } : null,
        Each(o.Polygons, p => Each(p, n => n)),
        Each([.. o.Keypoints.SelectMany(k => new[] { k.X, k.Y, k.Visibility })], n => n),
    ];

    private static ObjectAnnotation Object(object? value)
    {
        if (value is not object?[] { Length: Parts } parts)
            throw new FormatException("an object is missing");
        double[] box = [.. List(parts[0]).Select(Number)], points = [.. List(parts[9]).Select(Number)];
        if (box.Length != 4 || points.Length % 3 != 0)
            throw new FormatException("a box is not four numbers, or a keypoint not three");
        var flags = Flags.Where((_, f) => parts[3 + f] is true).Aggregate(ObjectFlags.None, (all, f) => all | f);
        return new(Whole(parts[1]), new(box[0], box[1], box[2], box[3]))
        {
            Area = (double?)parts[2],
            Flags = flags,
            Mask = parts[7] is object?[] mask ? Mask(mask) : null,
            Polygons = [.. List(parts[8]).Select(p => (IReadOnlyList<double>)[.. List(p).Select(Number)])],
            Keypoints = [.. points.Chunk(3).Select(k => new Keypoint(k[0], k[1], (int)k[2]))],
        };
    }

    private static RleMask Mask(object?[] mask)
    {
        int[] size = [.. List(mask[0]).Select(Whole)];
        return size.Length == 2 && mask[1] is string counts ? new(size[0], size[1], counts) : throw new FormatException("a mask has no size or runs");
    }

    private static object?[] Each<T>(IReadOnlyList<T> items, Func<T, object?> value) => [.. items.Select(value)];

    private static object?[] List(object? value) => value as object?[] ?? [];

    private static double Number(object? value) => value is double number ? number : throw new FormatException("a number is missing");

    private static int Whole(object? value) => value is long and >= int.MinValue and <= int.MaxValue ? (int)(long)value : throw new FormatException("a whole number is missing");
}
