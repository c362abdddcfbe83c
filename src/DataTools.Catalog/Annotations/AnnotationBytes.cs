namespace DataTools.Catalog.Annotations;

/// <summary>Annotations as bytes, the same for the same annotations and for no others: what a fingerprint is made of.</summary>
internal static class AnnotationBytes
{
    /// <summary>Labels, objects and segmentation; licence and address are no part of the content.</summary>
    public static byte[] Of(SampleAnnotations annotations)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(annotations.Labels.Count);
        foreach (var label in annotations.Labels)
            writer.Write(label);
        writer.Write(annotations.Objects.Count);
        foreach (var o in annotations.Objects)
            Write(writer, o);
        writer.Write(annotations.Segmentation.Length);
        writer.Write(annotations.Segmentation.Span);
        writer.Flush();
        return stream.ToArray();
    }

    private static void Write(BinaryWriter writer, ObjectAnnotation o)
    {
        writer.Write(o.Category);
        Write(writer, [o.Box.X, o.Box.Y, o.Box.Width, o.Box.Height]);
        writer.Write((int)o.Flags);
        Write(writer, o.Area is { } area ? [area] : []);
        writer.Write(o.Mask is not null);
        if (o.Mask is { } mask)
        {
            writer.Write(mask.Height);
            writer.Write(mask.Width);
            writer.Write(mask.Counts);
        }
        writer.Write(o.Polygons.Count);
        foreach (var polygon in o.Polygons)
            Write(writer, polygon);
        Write(writer, [.. o.Keypoints.SelectMany(k => new[] { k.X, k.Y, k.Visibility })]);
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<double> numbers)
    {
        writer.Write(numbers.Count);
        foreach (var number in numbers)
            writer.Write(number);
    }
}
