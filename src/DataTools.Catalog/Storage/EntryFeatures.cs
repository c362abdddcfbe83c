using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Storage;

/// <summary>
/// The columns of an entry, as Arrow types and as the <c>features</c> JSON of Hugging Face <c>datasets</c>. Image, label and
/// id are always there and come first; the others follow where the entry has such annotations.
/// </summary>
internal static class EntryFeatures
{
    public const string Image = "image", Label = "label", Id = "id", Bytes = "bytes", Path = "path";

    public static StructType ImageType { get; } = new([
        new Field(Bytes, BinaryType.Default, nullable: true),
        new Field(Path, StringType.Default, nullable: true),
    ]);

    /// <summary>The schema, with the features under the metadata key <c>huggingface</c>.</summary>
    public static Schema Schema(IReadOnlyList<string> classes, AnnotationKinds kinds) => new(
        [.. All(classes, kinds).Select(c => new Field(c.Name, c.Feature.Arrow, nullable: true))],
        [new("huggingface", new JsonObject { ["info"] = new JsonObject { ["features"] = Json(classes, kinds) } }.ToJsonString())]);

    public static JsonObject Json(IReadOnlyList<string> classes, AnnotationKinds kinds) =>
        new(All(classes, kinds).Select(c => KeyValuePair.Create(c.Name, (JsonNode?)c.Feature.Json)));

    /// <summary>The columns of annotations, in their order.</summary>
    public static IEnumerable<(AnnotationKinds Kind, string Name, Feature Feature)> Annotations(IReadOnlyList<string> classes)
    {
        var label = new Feature.ClassLabel(classes);
        yield return (AnnotationKinds.Labels, "labels", new Feature.List(label));
        yield return (AnnotationKinds.Objects, "objects", new Feature.List(Object(label)));
        yield return (AnnotationKinds.Segmentation, "segmentation", new Feature.Image());
        yield return (AnnotationKinds.Origin, "license", Feature.Text);
        yield return (AnnotationKinds.Origin, "source_url", Feature.Text);
    }

    // COCO's words where it has them.
    private static Feature.Struct Object(Feature.ClassLabel category) => new(
    [
        ("bbox", new Feature.List(Feature.Float64, 4)),
        ("category", category),
        ("area", Feature.Float64),
        ("iscrowd", Feature.Bool),
        ("truncated", Feature.Bool),
        ("difficult", Feature.Bool),
        ("occluded", Feature.Bool),
        ("mask", new Feature.Struct([("size", new Feature.List(Feature.Int64, 2)), ("counts", Feature.Text)])),
        ("polygons", new Feature.List(new Feature.List(Feature.Float64))),
        ("keypoints", new Feature.List(Feature.Float64)),
    ]);

    /// <summary>All columns, in their order.</summary>
    public static IEnumerable<(string Name, Feature Feature)> All(IReadOnlyList<string> classes, AnnotationKinds kinds) =>
    [
        (Image, new Feature.Image()),
        (Label, new Feature.ClassLabel(classes)),
        (Id, Feature.Text),
        .. Annotations(classes).Where(c => kinds.HasFlag(c.Kind)).Select(c => (c.Name, c.Feature)),
    ];
}
