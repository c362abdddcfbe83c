namespace DataTools.Catalog.Annotations;

/// <summary>What must hold of annotations before they are stored, so that every reader of an entry may rely on it.</summary>
internal static class AnnotationCheck
{
    /// <summary>Throws <see cref="BadSampleException"/>, saying which object is wrong and how.</summary>
    public static void Check(Sample sample, int classes)
    {
        var last = -1;
        foreach (var label in sample.Annotations.Labels)
        {
            if (label <= last || label >= classes)
                throw new BadSampleException(sample.Id, $"its labels {string.Join(", ", sample.Annotations.Labels)} are not ascending numbers below {classes}");
            last = label;
        }
        foreach (var (i, o) in sample.Annotations.Objects.Index())
        {
            if (Fault(o, classes) is { } fault)
                throw new BadSampleException(sample.Id, $"object {i + 1}: {fault}");
        }
    }

    /// <summary>About how many bytes annotations take in a shard.</summary>
    public static long Bytes(SampleAnnotations annotations) =>
        (8 * annotations.Labels.Count) + annotations.Segmentation.Length + (annotations.License?.Length ?? 0) + (annotations.SourceUrl?.Length ?? 0) +
        annotations.Objects.Sum(o => 90L + (o.Mask?.Counts.Length ?? 0) + o.Polygons.Sum(p => 4 + (8L * p.Count)) + (24 * o.Keypoints.Count));

    private static string? Fault(ObjectAnnotation o, int classes)
    {
        if (o.Category < 0 || o.Category >= classes)
            return $"the class {o.Category} is not one of the {classes}";
        if (!double.IsFinite(o.Box.X + o.Box.Y + o.Box.Width + o.Box.Height))
            return "its box is no four numbers";
        if (o.Polygons.Any(p => p.Count < 6 || p.Count % 2 != 0 || !p.All(double.IsFinite)))
            return "a polygon is not three or more points";
        if (o.Keypoints.Any(k => !double.IsFinite(k.X + k.Y) || k.Visibility is < 0 or > 2))
            return "a keypoint is no point with a visibility of 0, 1 or 2";
        try
        {
            o.Mask?.Runs();
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
