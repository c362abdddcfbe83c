namespace DataTools.Catalog.Annotations;

/// <summary>What the annotator said about an object.</summary>
[Flags]
public enum ObjectFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The box or mask covers several objects (COCO's <c>iscrowd</c>).</summary>
    Crowd = 1,

    /// <summary>It goes on beyond the box, mostly beyond the image's edge (Pascal VOC).</summary>
    Truncated = 2,

    /// <summary>Hard to recognise: left out when detectors are judged (Pascal VOC).</summary>
    Difficult = 4,

    /// <summary>Something else hides a good part of it (Pascal VOC).</summary>
    Occluded = 8,
}

/// <summary>One object in an image.</summary>
/// <param name="Category">Index into the classes.</param>
/// <param name="Box">Around it.</param>
public sealed record ObjectAnnotation(int Category, Box Box)
{
    /// <summary>Its pixels; null where they are not given, or given as <see cref="Polygons"/>.</summary>
    public RleMask? Mask { get; init; }

    /// <summary>Its outline: one polygon a part, each x1, y1, x2, y2, ... of three points or more.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Polygons { get; init; } = [];

    /// <summary>Its keypoints, as many as <see cref="KeypointSet.Names"/> of its class; empty where there are none.</summary>
    public IReadOnlyList<Keypoint> Keypoints { get; init; } = [];

    /// <summary>Its area in square pixels as the source states it; null where it does not.</summary>
    public double? Area { get; init; }

    /// <summary>What else is said about it.</summary>
    public ObjectFlags Flags { get; init; }
}
