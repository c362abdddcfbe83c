using System.Text.Json;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Coco;

/// <summary>
/// Records of COCO's JSON (https://cocodataset.org/#format-data). All throw <see cref="FormatException"/> that says what is
/// wrong with the record.
/// </summary>
internal static class CocoJson
{
    /// <summary>The member in which our own export keeps what a sample is called, where that is not its file.</summary>
    public const string OwnId = "datatools_id";

    /// <summary>What <c>attributes</c> may say.</summary>
    public static IReadOnlyList<(string Name, ObjectFlags Flag)> Attributes { get; } =
        [("truncated", ObjectFlags.Truncated), ("difficult", ObjectFlags.Difficult), ("occluded", ObjectFlags.Occluded)];

    public static CocoImage Image(JsonElement record, int number) => new(
        number, Integer(record, "id"), Text(record, "file_name") ?? FileOf(Text(record, "coco_url")) ?? throw new FormatException("it has no file_name"),
        OptionalInteger(record, "width"), OptionalInteger(record, "height"), Has(record, "license") is { ValueKind: JsonValueKind.Number } ? Integer(record, "license") : null,
        Text(record, "coco_url") ?? Text(record, "flickr_url"), Has(record, OwnId) is { ValueKind: JsonValueKind.String } own ? own.GetString() : null);

    public static CocoCategory Category(JsonElement record) => new(
        Integer(record, "id"), Text(record, "name") ?? throw new FormatException("it has no name"),
        Has(record, "keypoints") is { } names ? [.. Items(names, "keypoints").Select(n => n.ValueKind == JsonValueKind.String ? n.GetString()! : throw new FormatException("keypoints are not names"))] : [],
        Has(record, "skeleton") is { } bones ? [.. Items(bones, "skeleton").Select(b => (IReadOnlyList<int>)[.. Numbers(b, "skeleton", 2).Select(n => (int)n - 1)])] : []);

    /// <summary>The licence's number and what it is called.</summary>
    public static (long Id, string? Name) License(JsonElement record) => (Integer(record, "id"), (Text(record, "name"), Text(record, "url")) switch
    {
        ({ } name, { } url) => $"{name} ({url})",
        var (name, url) => name ?? url,
    });

    /// <summary>The image that an annotation is of.</summary>
    public static long ImageOf(JsonElement record) => Integer(record, "image_id");

    /// <summary>An annotation; without an id it gets 0.</summary>
    public static CocoObject Annotation(JsonElement record, int number)
    {
        var (mask, polygons) = Segmentation(record);
        var keypoints = Keypoints(record);
        var crowd = Has(record, "iscrowd") is { } flag && (flag.ValueKind is JsonValueKind.True or JsonValueKind.False ? flag.GetBoolean() : Number(flag, "iscrowd") != 0);
        var flags = crowd ? ObjectFlags.Crowd : ObjectFlags.None;
        if (Has(record, "attributes") is { ValueKind: JsonValueKind.Object } said)
            flags |= Attributes.Where(a => Has(said, a.Name) is { ValueKind: JsonValueKind.True }).Aggregate(ObjectFlags.None, (all, a) => all | a.Flag);
        return new(number, Has(record, "id") is null ? 0 : Integer(record, "id"), Integer(record, "category_id"), new(0, BoxOf(record, polygons))
        {
            Mask = mask,
            Polygons = polygons,
            Keypoints = keypoints,
            Area = Has(record, "area") is { } area ? Numbers(area, "area")[0] : null,
            Flags = flags,
        });
    }

    /// <summary>The keypoints of an annotation; none where none is labelled.</summary>
    public static IReadOnlyList<Keypoint> Keypoints(JsonElement record)
    {
        if (Has(record, "keypoints") is not { } value)
            return [];
        var numbers = Numbers(value, "keypoints", any: true);
        if (numbers.Length % 3 != 0)
            throw new FormatException($"its {numbers.Length} keypoint numbers are not three a point");
        var points = Enumerable.Range(0, numbers.Length / 3).Select(k => new Keypoint(
            numbers[3 * k], numbers[(3 * k) + 1],
            numbers[(3 * k) + 2] is 0 or 1 or 2 ? (int)numbers[(3 * k) + 2] : throw new FormatException($"the visibility of keypoint {k + 1} is {numbers[(3 * k) + 2]}"))).ToList();
        return points.TrueForAll(p => p.Visibility == 0) ? [] : points;
    }

    // LVIS names its images so alone.
    private static string? FileOf(string? url) => url?[(url.LastIndexOf('/') + 1)..] is { Length: > 0 } name ? name : null;

    private static Box BoxOf(JsonElement record, IReadOnlyList<IReadOnlyList<double>> polygons)
    {
        if (Has(record, "bbox") is { ValueKind: JsonValueKind.Array } box && box.GetArrayLength() > 0)
        {
            var sides = Numbers(box, "bbox", 4);
            return new(sides[0], sides[1], sides[2], sides[3]);
        }
        return polygons.Count > 0 ? PolygonBox.Of(polygons) : throw new FormatException("it has no bbox");
    }

    private static (RleMask? Mask, IReadOnlyList<IReadOnlyList<double>> Polygons) Segmentation(JsonElement record)
    {
        switch (Has(record, "segmentation"))
        {
            case { ValueKind: JsonValueKind.Object } code:
                return (Mask(code), []);
            case { ValueKind: JsonValueKind.Array } list:
                List<IReadOnlyList<double>> polygons = [.. list.EnumerateArray().Select(p => Numbers(p, "segmentation", any: true))];
                foreach (var (i, polygon) in polygons.Index())
                {
                    if (polygon.Count < 6 || polygon.Count % 2 != 0)
                        throw new FormatException($"polygon {i + 1} of its segmentation has {polygon.Count} numbers, not three points or more");
                }
                return (null, polygons);
            case null:
                return (null, []);
            default:
                throw new FormatException("its segmentation is neither polygons nor runs");
        }
    }

    private static RleMask Mask(JsonElement code)
    {
        var size = Numbers(Has(code, "size") ?? throw new FormatException("the runs of its segmentation have no size"), "size", 2);
        if (size[0] is not (> 0 and <= 1 << 20) || size[1] is not (> 0 and <= 1 << 20))
            throw new FormatException($"a mask of {size[1]} x {size[0]} pixels");
        if (Has(code, "counts") is { ValueKind: JsonValueKind.String } text)
        {
            var mask = new RleMask((int)size[0], (int)size[1], text.GetString()!);
            mask.Runs();
            return mask;
        }
        var counts = Numbers(Has(code, "counts") ?? throw new FormatException("its segmentation has no counts"), "counts", any: true);
        return RleMask.FromRuns((int)size[0], (int)size[1], Array.ConvertAll(counts, c => c is >= 0 and <= int.MaxValue ? (int)c : throw new FormatException($"a run of {c} pixels")));
    }

    private static JsonElement? Has(JsonElement record, string name) =>
        record.ValueKind != JsonValueKind.Object ? throw new FormatException("it is no JSON object")
        : record.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static long Integer(JsonElement record, string name) => Has(record, name) switch
    {
        null => throw new FormatException($"it has no {name}"),
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) => value,
        { } other => throw new FormatException($"its {name} is {ListedText.Short(other.GetRawText())}, not a whole number"),
    };

    private static int? OptionalInteger(JsonElement record, string name) => Has(record, name) is { ValueKind: JsonValueKind.Number } n && n.TryGetInt32(out var value) ? value : null;

    private static string? Text(JsonElement record, string name) =>
        Has(record, name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } value ? value : null;

    private static JsonElement.ArrayEnumerator Items(JsonElement list, string name) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw new FormatException($"its {name} is {ListedText.Short(list.GetRawText())}, not a list");

    // A list of numbers, or a number alone. A large file has some forty million.
    private static double[] Numbers(JsonElement value, string name, int count = 1, bool any = false)
    {
        if (value.ValueKind != JsonValueKind.Array || (!any && count == 1))
            return any || count == 1 ? [Number(value, name)] : throw new FormatException($"its {name} is {ListedText.Short(value.GetRawText())}, not {count} numbers");
        var numbers = new double[value.GetArrayLength()];
        if (!any && numbers.Length != count)
            throw new FormatException($"its {name} has {numbers.Length} numbers, not {count}");
        var at = 0;
        foreach (var item in value.EnumerateArray())
            numbers[at++] = Number(item, name);
        return numbers;
    }

    private static double Number(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw new FormatException($"its {name} holds {ListedText.Short(value.GetRawText())}, which is no number");
}
