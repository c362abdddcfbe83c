namespace DataTools.Catalog.Annotations;

/// <summary>What may be said about the images of an entry beside their label.</summary>
[Flags]
public enum AnnotationKinds
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Several labels an image.</summary>
    Labels = 1,

    /// <summary>Objects: boxes, masks, keypoints.</summary>
    Objects = 2,

    /// <summary>A class for each pixel.</summary>
    Segmentation = 4,

    /// <summary>The licence and address of each image.</summary>
    Origin = 8,
}

/// <summary>What is said about an image beside its one label.</summary>
public sealed record SampleAnnotations
{
    /// <summary>Nothing is said.</summary>
    public static SampleAnnotations None { get; } = new();

    /// <summary>All labels of an image that may have several: indices into the classes, ascending.</summary>
    public IReadOnlyList<int> Labels { get; init; } = [];

    /// <summary>The objects in it, in the source's order.</summary>
    public IReadOnlyList<ObjectAnnotation> Objects { get; init; } = [];

    /// <summary>
    /// An encoded image of the same size whose pixel values are classes counted from 1, 0 for the background and 255 for
    /// "do not care" (Pascal VOC's convention, kept as it came); empty where there is none.
    /// </summary>
    public ReadOnlyMemory<byte> Segmentation { get; init; }

    /// <summary>The licence of this image; null is unknown. Like <see cref="Sample.Path"/> no part of the fingerprint.</summary>
    public string? License { get; init; }

    /// <summary>Where this image comes from; null is unknown. No part of the fingerprint.</summary>
    public string? SourceUrl { get; init; }

    /// <summary>What is said here.</summary>
    public AnnotationKinds Kinds =>
        Of(Labels.Count > 0, AnnotationKinds.Labels) | Of(Objects.Count > 0, AnnotationKinds.Objects) |
        Of(Segmentation.Length > 0, AnnotationKinds.Segmentation) | Of(License is not null || SourceUrl is not null, AnnotationKinds.Origin);

    private static AnnotationKinds Of(bool there, AnnotationKinds kind) => there ? kind : AnnotationKinds.None;
}
