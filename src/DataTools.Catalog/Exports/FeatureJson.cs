using System.Text.Json;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Exports;

/// <summary>The plain values of a column as JSON: lists as arrays, structs as objects.</summary>
internal static class FeatureJson
{
    public static void Write(Utf8JsonWriter json, Feature feature, object? value)
    {
        switch (feature, value)
        {
            case (_, null):
                json.WriteNullValue();
                break;
            case (Feature.Struct shape, object?[] parts):
                json.WriteStartObject();
                foreach (var ((name, part), item) in shape.Parts.Zip(parts))
                {
                    json.WritePropertyName(name);
                    Write(json, part, item);
                }
                json.WriteEndObject();
                break;
            case (Feature.List list, object?[] items):
                json.WriteStartArray();
                foreach (var item in items)
                    Write(json, list.Item, item);
                json.WriteEndArray();
                break;
            case (_, long whole):
                json.WriteNumberValue(whole);
                break;
            case (_, double number) when !double.IsFinite(number):
                json.WriteNullValue();
                break;
            case (_, double number):
                json.WriteNumberValue(number);
                break;
            case (_, bool truth):
                json.WriteBooleanValue(truth);
                break;
            default:
                json.WriteStringValue((string)value);
                break;
        }
    }

    /// <summary>The values again. Throws <see cref="FormatException"/> where they are not of this shape.</summary>
    public static object? Read(Feature feature, JsonElement json) => (feature, json.ValueKind) switch
    {
        (_, JsonValueKind.Null) => null,
        (Feature.Struct shape, JsonValueKind.Object) => (object?[])[.. shape.Parts.Select(p => json.TryGetProperty(p.Name, out var part) ? Read(p.Feature, part) : null)],
        (Feature.List list, JsonValueKind.Array) => (object?[])[.. json.EnumerateArray().Select(i => Read(list.Item, i))],
        (Feature.ClassLabel, JsonValueKind.Number) when json.TryGetInt64(out var index) => index,
        (Feature.Value { Name: "int64" }, JsonValueKind.Number) when json.TryGetInt64(out var whole) => whole,
        (Feature.Value { Name: "float64" }, JsonValueKind.Number) => json.GetDouble(),
        (Feature.Value { Name: "bool" }, JsonValueKind.True or JsonValueKind.False) => json.GetBoolean(),
        (Feature.Value { Name: "string" }, JsonValueKind.String) => json.GetString(),
        _ => throw new FormatException($"{Formats.ListedText.Short(json.GetRawText())} is not what should be there"),
    };
}
