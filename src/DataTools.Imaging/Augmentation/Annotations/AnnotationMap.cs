using DataTools.Catalog;
using DataTools.Catalog.Annotations;

namespace DataTools.Imaging.Augmentation;

/// <summary>What became of annotations.</summary>
/// <param name="Objects">Objects before.</param>
/// <param name="Dropped">Of them, those of which too little is left.</param>
/// <param name="Clipped">Of those left, the ones that lost a part at an edge.</param>
/// <param name="Hidden">Keypoints that went out of the picture.</param>
/// <param name="Unpaired">Objects in mirrored pictures whose keypoints have no names with left and right, so that none changed places.</param>
public readonly record struct AnnotationCounts(long Objects, long Dropped, long Clipped, long Hidden, long Unpaired)
{
    /// <summary>Both together.</summary>
    public static AnnotationCounts operator +(AnnotationCounts a, AnnotationCounts b) =>
        new(a.Objects + b.Objects, a.Dropped + b.Dropped, a.Clipped + b.Clipped, a.Hidden + b.Hidden, a.Unpaired + b.Unpaired);
}

/// <summary>
/// Takes what is said about an image along with its pixels, through the same map.
/// <list type="bullet">
/// <item>Boxes: the smallest box around what of the old box is still in the picture. Where the box is turned or cut and the
/// object has an outline, around what is left of that: a turned box is larger than the object in it.</item>
/// <item>Objects of whose area (of the outline where there is one, else of the box) less than <paramref name="minVisible"/>
/// stays are dropped; those cut by an edge are <see cref="ObjectFlags.Truncated"/>. Crowds stay crowds.</item>
/// <item>Polygons: point by point, cut at the edges. Masks: the nearest pixel.</item>
/// <item>Keypoints: those out of the picture become "not labelled". Where left and right are exchanged, points whose names
/// differ by "left" and "right" alone change places; those of other names stay in order, and are counted.</item>
/// <item>Classes of pixels: the nearest pixel; 255, "do not care", where nothing is known: beyond the edge of the image,
/// whatever the border shows.</item>
/// </list>
/// Mirrored or repeated borders repeat no annotations; what is erased stays annotated. A label of the whole
/// image whose class had objects goes with the last of them: the class is not in the picture any more. Labels of classes
/// without an object, which an image has by itself, stay.
/// </summary>
/// <param name="classes">The names of the classes.</param>
/// <param name="keypoints">What the keypoints of each class are.</param>
/// <param name="minVisible">In [0, 1].</param>
public sealed class AnnotationMap(IReadOnlyList<string> classes, IReadOnlyList<KeypointSet> keypoints, double minVisible = AnnotationMap.DefaultMinVisible)
{
    /// <summary>The share of an object that must stay, unless another is asked for.</summary>
    public const double DefaultMinVisible = 0.1;

    // Rounding takes away no part of an object.
    private const double Whole = 1 - 1e-9;

    private readonly Dictionary<int, int[]?> _mirrored = keypoints
        .Select(k => (Class: classes.ToList().IndexOf(k.Class), k.Names))
        .Where(k => k.Class >= 0)
        .ToDictionary(k => k.Class, k => MirroredKeypoints.Order(k.Names));

    /// <summary>
    /// What is to be said about the picture that <paramref name="plan"/> makes. Throws <see cref="BadSampleException"/>, naming
    /// <paramref name="sample"/>, where a mask or the image of classes cannot be read.
    /// </summary>
    public (SampleAnnotations Annotations, AnnotationCounts Counts) Apply(AugmentationPlan plan, SampleAnnotations said, string sample)
    {
        var counts = new AnnotationCounts { Objects = said.Objects.Count };
        if (said.Objects.Count == 0 && said.Segmentation.IsEmpty)
            return (said, counts);
        var map = new PlanMap(plan);
        if (map.IsIdentity)
            return (said, counts);
        var objects = new List<ObjectAnnotation>(said.Objects.Count);
        foreach (var (i, o) in said.Objects.Index())
        {
            try
            {
                if (Mapped(map, o, ref counts) is { } mapped)
                    objects.Add(mapped);
            }
            catch (FormatException e)
            {
                throw new BadSampleException(sample, $"object {i + 1}: {e.Message}");
            }
        }
        var segmentation = said.Segmentation.IsEmpty ? said.Segmentation : PixelClasses.Apply(map, said.Segmentation, sample);
        return (said with { Objects = objects, Labels = Labels(said, objects), Segmentation = segmentation }, counts);
    }

    private static IReadOnlyList<int> Labels(SampleAnnotations said, List<ObjectAnnotation> left)
    {
        var gone = said.Objects.Select(o => o.Category).Except(left.Select(o => o.Category)).ToHashSet();
        return said.Labels.Any(gone.Contains) ? [.. said.Labels.Where(l => !gone.Contains(l))] : said.Labels;
    }

    private ObjectAnnotation? Mapped(PlanMap map, ObjectAnnotation o, ref AnnotationCounts counts)
    {
        var box = map.Forward(Outlines.Of(o.Box));
        var parts = o.Polygons.Select(p => (Before: Outlines.Of(p), After: map.Forward(Outlines.Of(p)))).ToList();
        var mask = o.Mask is { } before ? MaskMap.Apply(map, before) : null;
        var kept = Kept(parts);
        var visible = parts.Count > 0 ? kept : box.Visible;
        var hull = Outlines.Hull([box.Points]);
        var outlines = parts.Select(p => p.After.Points).Where(p => p.Count >= 3 && Outlines.Area(p) > 0).ToList();
        if (hull is not { } around || !(visible >= minVisible) || (parts.Count > 0 && outlines.Count == 0) || mask is { Pixels: 0 })
        {
            counts = counts with { Dropped = counts.Dropped + 1 };
            return null;
        }
        var clipped = visible < Whole || box.Visible < Whole;
        if (!map.IsAxisAligned || clipped)
            around = Common(around, outlines.Count > 0 ? Outlines.Hull(outlines) : mask?.Extent) ?? around;
        if (around.IsEmpty && !o.Box.IsEmpty)
        {
            counts = counts with { Dropped = counts.Dropped + 1 };
            return null;
        }
        counts = counts with { Clipped = counts.Clipped + (clipped ? 1 : 0) };
        return o with
        {
            Box = around,
            Mask = mask?.Mask,
            Polygons = [.. outlines.Select(p => p.SelectMany(q => new[] { q.X, q.Y }).ToList())],
            Keypoints = Keypoints(map, o, ref counts),
            Area = o.Area is { } area ? Area(area, o, box, parts.Sum(p => Outlines.Area(p.Before)), outlines.Sum(Outlines.Area), mask) : null,
            Flags = clipped ? o.Flags | ObjectFlags.Truncated : o.Flags,
        };
    }

    // Of several parts, what stays of all together: each counts by its size before.
    private static double Kept(List<(IReadOnlyList<(double X, double Y)> Before, MappedOutline After)> parts)
    {
        var (all, stays) = (0.0, 0.0);
        foreach (var (before, after) in parts)
        {
            var area = Outlines.Area(before);
            (all, stays) = (all + area, stays + (area * after.Visible));
        }
        return all > 0 ? stays / all : parts.Exists(p => p.After.Visible > 0) ? 1 : 0;
    }

    private static Box? Common(Box a, Box? other)
    {
        if (other is not { } b)
            return null;
        var common = Box.Between(Math.Max(a.X, b.X), Math.Max(a.Y, b.Y), Math.Min(a.Right, b.Right), Math.Min(a.Bottom, b.Bottom));
        return common.IsEmpty ? null : common;
    }

    // What the source says grows or shrinks as what it was measured on.
    private static double Area(double area, ObjectAnnotation o, MappedOutline box, double before, double after, MappedMask? mask)
    {
        if (mask is { } m)
            return o.Mask!.Area is > 0 and var pixels ? area * m.Pixels / pixels : 0;
        if (before > 0)
            return area * after / before;
        return o.Box.Area > 0 ? area * Outlines.Area(box.Points) / o.Box.Area : 0;
    }

    private IReadOnlyList<Keypoint> Keypoints(PlanMap map, ObjectAnnotation o, ref AnnotationCounts counts)
    {
        if (o.Keypoints.Count == 0)
            return o.Keypoints;
        var order = map.IsMirrored ? _mirrored.GetValueOrDefault(o.Category) : null;
        if (map.IsMirrored && (order is null || order.Length != o.Keypoints.Count))
        {
            order = null;
            counts = counts with { Unpaired = counts.Unpaired + 1 };
        }
        var points = new Keypoint[o.Keypoints.Count];
        for (var i = 0; i < points.Length; i++)
        {
            var point = o.Keypoints[order?[i] ?? i];
            points[i] = point.Visibility == 0 ? point : map.Forward(point.X, point.Y) is var (x, y) ? new(x, y, point.Visibility) : default;
            if (points[i].Visibility < point.Visibility)
                counts = counts with { Hidden = counts.Hidden + 1 };
        }
        return points;
    }
}
