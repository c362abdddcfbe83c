using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataTools.Catalog.Formats;

/// <summary>What a column of a Hugging Face table means.</summary>
public enum FeatureKind
{
    /// <summary>A number, a text, a box: nothing that is read here unless it is the label by its name.</summary>
    Other,

    /// <summary>Encoded images.</summary>
    Image,

    /// <summary>Indices into class names; -1 is unknown.</summary>
    ClassLabel,
}

/// <summary>One column as a table's footer or its data set's card describes it.</summary>
/// <param name="Name">The column.</param>
/// <param name="Kind">What it means.</param>
/// <param name="ClassNames">The names, of a <see cref="FeatureKind.ClassLabel"/> that has any; else null.</param>
public sealed record TableFeature(string Name, FeatureKind Kind, IReadOnlyList<string>? ClassNames = null)
{
    /// <summary>
    /// The features of the footer's key <c>huggingface</c>: <c>{"info":{"features":{...}}}</c>; none where there is no
    /// such key or it is something else, as in tables that others wrote.
    /// </summary>
    public static IReadOnlyList<TableFeature> OfFooter(string? json)
    {
        try
        {
            return json is not null && JsonNode.Parse(json) is JsonObject root && root["info"] is JsonObject info ? Of(info["features"]) : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary>
    /// Features in either of their forms: the object <c>{"label":{"_type":"ClassLabel","names":[...]}}</c> of footers, or
    /// the list <c>[{name: label, dtype: {class_label: {names: {'0': cat}}}}]</c> of cards. What is of another shape is
    /// left out.
    /// </summary>
    public static IReadOnlyList<TableFeature> Of(JsonNode? features) => features switch
    {
        JsonObject columns => [.. columns.Select(c => OfFooterColumn(c.Key, c.Value as JsonObject))],
        JsonArray columns => [.. columns.OfType<JsonObject>().Where(c => c["name"] is JsonValue).Select(OfCardColumn)],
        _ => [],
    };

    private static TableFeature OfFooterColumn(string name, JsonObject? feature) => Text(feature?["_type"]) switch
    {
        "Image" => new(name, FeatureKind.Image),
        "ClassLabel" => new(name, FeatureKind.ClassLabel, Names(feature!["names"])),
        _ => new(name, FeatureKind.Other),
    };

    private static TableFeature OfCardColumn(JsonObject column)
    {
        var name = Text(column["name"])!;
        return column["dtype"] switch
        {
            JsonValue type when Text(type) == "image" => new(name, FeatureKind.Image),
            JsonObject type when type["class_label"] is { } label => new(name, FeatureKind.ClassLabel, Names((label as JsonObject)?["names"])),
            _ => new(name, FeatureKind.Other),
        };
    }

    // A list, or a mapping from the index; null where indices are missing.
    private static IReadOnlyList<string>? Names(JsonNode? names)
    {
        switch (names)
        {
            case JsonArray list when list.All(n => n is JsonValue):
                return [.. list.Select(n => Text(n)!)];
            case JsonObject map:
                var byIndex = map.Select(n => (Index: int.TryParse(n.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var i) ? i : -1, Name: Text(n.Value)))
                    .OrderBy(n => n.Index).ToList();
                return byIndex.Select((n, i) => n.Index == i && n.Name is not null).All(right => right) ? [.. byIndex.Select(n => n.Name!)] : null;
            default:
                return null;
        }
    }

    private static string? Text(JsonNode? node) => (node as JsonValue)?.ToString();
}
