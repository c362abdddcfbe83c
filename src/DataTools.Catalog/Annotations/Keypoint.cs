namespace DataTools.Catalog.Annotations;

/// <summary>A point of an object, such as an elbow, in pixels of the image as it is seen.</summary>
/// <param name="X">From the left.</param>
/// <param name="Y">From the top.</param>
/// <param name="Visibility">As in COCO: 0 not labelled (then X and Y mean nothing), 1 labelled but hidden, 2 visible.</param>
public readonly record struct Keypoint(double X, double Y, int Visibility);

/// <summary>What the keypoints of a class are.</summary>
/// <param name="Class">The class.</param>
/// <param name="Names">The points, in the order in which each object has them.</param>
/// <param name="Skeleton">Which are joined: pairs of indices from 0.</param>
public sealed record KeypointSet(string Class, IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<int>> Skeleton);
