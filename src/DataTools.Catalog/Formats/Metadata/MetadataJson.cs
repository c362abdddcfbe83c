using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Formats.Metadata;

/// <summary>
/// Reads <c>metadata.jsonl</c>: an object a line with <c>file_name</c>, and <c>label</c> or <c>objects</c>, the latter
/// <c>{"bbox": [[x, y, width, height], ...], "categories": [...]}</c> in pixels.
/// </summary>
internal static class MetadataJson
{
    /// <summary>The member in which our own export keeps what a sample is called.</summary>
    public const string OwnId = "datatools_id";

    private static readonly JsonSerializerOptions OneLine = new(Cards.CatalogJson.Options) { WriteIndented = false };

    private static readonly string[] CategoryNames = ["categories", "category", "labels", "label"];

    /// <summary>What the members of a line's object are called. Throws as <see cref="Parse"/> does.</summary>
    public static IReadOnlyList<string> Members(string text, int line, string shownAs) => Guarded(text, line, shownAs, o => (IReadOnlyList<string>)[.. o.EnumerateObject().Select(m => m.Name)]);

    /// <summary>The row of a line. Throws <see cref="CorruptFileException"/>, naming the line, where it is none.</summary>
    public static MetadataRow Parse(string text, int line, string imageColumn, string labelColumn, string shownAs) => Guarded(text, line, shownAs, row =>
    {
        if (Member(row, imageColumn) is not { ValueKind: JsonValueKind.String } name || name.GetString() is not { Length: > 0 } file)
            throw new FormatException($"it has no {imageColumn}");
        var objects = Member(row, "objects") is { } value ? Objects(value) : null;
        return new MetadataRow(line, file, Member(row, labelColumn) is { } label ? Class(label, labelColumn) : null, objects, Member(row, OwnId) is { ValueKind: JsonValueKind.String } id ? id.GetString() : null);
    });

    /// <summary>The line of an image, without its end.</summary>
    public static string Row(string file, string id, string? label, IReadOnlyList<ObjectAnnotation>? objects, IReadOnlyList<string> classes)
    {
        var row = new JsonObject { ["file_name"] = file, [OwnId] = id };
        if (label is not null)
            row["label"] = label;
        if (objects is not null)
        {
            row["objects"] = new JsonObject
            {
                ["bbox"] = new JsonArray([.. objects.Select(o => (JsonNode)new JsonArray(o.Box.X, o.Box.Y, o.Box.Width, o.Box.Height))]),
                ["categories"] = new JsonArray([.. objects.Select(o => (JsonNode)classes[o.Category])]),
            };
        }
        return row.ToJsonString(OneLine);
    }

    private static T Guarded<T>(string text, int line, string shownAs, Func<JsonElement, T> read)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object ? read(json.RootElement) : throw new FormatException("it is no JSON object");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CorruptFileException(shownAs, $"line {line}: it is no JSON that can be read ({e.Message.ReplaceLineEndings(" ")})", inner: e);
        }
        catch (FormatException e)
        {
            throw new CorruptFileException(shownAs, $"line {line}: {e.Message}", inner: e);
        }
    }

    private static List<(string, Box)> Objects(JsonElement objects)
    {
        var boxes = Items(Member(objects, "bbox") ?? throw new FormatException("its objects have no bbox"), "bbox");
        var found = CategoryNames.Select(n => Member(objects, n)).FirstOrDefault(c => c is not null) ?? throw new FormatException("its objects have no categories");
        var categories = Items(found, "categories");
        if (boxes.Count != categories.Count)
            throw new FormatException($"its objects have {boxes.Count} boxes, but {categories.Count} categories");
        return [.. boxes.Zip(categories, (b, c) => (Class(c, "categories") ?? throw new FormatException("a category is empty"), BoxOf(b)))];
    }

    private static Box BoxOf(JsonElement box)
    {
        double[] sides = [.. Items(box, "bbox").Select(n => n.ValueKind == JsonValueKind.Number && n.TryGetDouble(out var side) && double.IsFinite(side) ? side
            : throw new FormatException($"a bbox holds {ListedText.Short(n.GetRawText())}, which is no number"))];
        return sides.Length == 4 ? new(sides[0], sides[1], sides[2], sides[3]) : throw new FormatException($"a bbox has {sides.Length} numbers, not 4");
    }

    private static string? Class(JsonElement value, string name) => value switch
    {
        { ValueKind: JsonValueKind.String } => value.GetString() is { Length: > 0 } text ? text : null,
        { ValueKind: JsonValueKind.Number } when value.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => throw new FormatException($"its {name} is {ListedText.Short(value.GetRawText())}, neither a name nor a whole number"),
    };

    private static JsonElement? Member(JsonElement record, string name) =>
        record.ValueKind != JsonValueKind.Object ? throw new FormatException("it is no JSON object")
        : record.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static List<JsonElement> Items(JsonElement list, string name) =>
        list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : throw new FormatException($"its {name} is {ListedText.Short(list.GetRawText())}, not a list");
}
