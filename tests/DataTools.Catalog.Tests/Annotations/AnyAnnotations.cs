using CsCheck;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Tests.Annotations;

/// <summary>Any annotations that an entry of three classes may have.</summary>
internal static class AnyAnnotations
{
    public static AnnotationKinds All { get; } =
        AnnotationKinds.Labels | AnnotationKinds.Objects | AnnotationKinds.Segmentation | AnnotationKinds.Origin;

    private static readonly Gen<double> Number = Gen.OneOf(Gen.Double[-1e4, 1e4], Gen.Int[-10, 700].Select(i => (double)i));

    public static Gen<RleMask> Mask { get; } = Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40]).SelectMany((height, width) =>
        Gen.OneOf(Gen.Byte[0, 1], Gen.Const((byte)0), Gen.Const((byte)1)).Array[height * width].Select(p => RleMask.FromPixels(height, width, p)));

    public static Gen<ObjectAnnotation> Object { get; } = Gen.Select(
        Gen.Int[0, 2], Gen.Select(Number, Number, Number, Number, (x, y, w, h) => new Box(x, y, w, h)), Gen.Enum<ObjectFlags>(),
        Gen.OneOf(Gen.Const((RleMask?)null), Mask.Select(m => (RleMask?)m)),
        Number.Array[6, 12].Select(p => p[..(p.Length / 2 * 2)]).Array[0, 3],
        Gen.Select(Number, Number, Gen.Int[0, 2], (x, y, v) => new Keypoint(x, y, v)).Array[0, 4],
        Gen.OneOf(Gen.Const((double?)null), Number.Select(n => (double?)n)))
        .Select((category, box, flags, mask, polygons, keypoints, area) => new ObjectAnnotation(category, box)
        {
            Flags = flags,
            Mask = mask,
            Polygons = polygons,
            Keypoints = keypoints,
            Area = area,
        });

    public static Gen<SampleAnnotations> Any { get; } = Gen.OneOf(Gen.Const(SampleAnnotations.None), Gen.Select(
        Gen.Int[0, 2].Array[0, 3], Object.Array[0, 4], Gen.Byte.Array[0, 30], Gen.String[Gen.Char['\u0001', '\u07ff'], 0, 20].Null(), Gen.String[Gen.Char.AlphaNumeric, 0, 20].Null())
        .Select((labels, objects, segmentation, license, url) => new SampleAnnotations
        {
            Labels = [.. labels.Distinct().Order()],
            Objects = objects,
            Segmentation = segmentation,
            License = license,
            SourceUrl = url,
        }));

    /// <summary>Equality of what is said, not of the lists that say it.</summary>
    public static void AssertSame(SampleAnnotations expected, SampleAnnotations actual)
    {
        Assert.Equal(AnnotationBytes.Of(expected), AnnotationBytes.Of(actual));
        Assert.Equal((expected.License, expected.SourceUrl), (actual.License, actual.SourceUrl));
    }
}
