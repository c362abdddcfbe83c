using System.Text.Json.Nodes;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Tests;

namespace DataTools.Imaging.Tests.Augmentation;

public sealed class PolicySchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(AugmentationPolicy.JsonSchema())!.AsObject();

    /// <summary>To write it anew: dotnet run the test with DATATOOLS_WRITE_SCHEMA=1, and look at the difference.</summary>
    [Fact]
    public void The_published_schema_is_current()
    {
        var path = Path.Combine(SharedData.Repository, "src", "DataTools.Imaging", "Augmentation", "policy.schema.json");
        if (Environment.GetEnvironmentVariable("DATATOOLS_WRITE_SCHEMA") == "1")
            File.WriteAllText(path, AugmentationPolicy.JsonSchema());
        Assert.Equal(File.ReadAllText(path), AugmentationPolicy.JsonSchema());
    }

    [Fact]
    public void Presets_and_any_policy_obey_it()
    {
        foreach (var preset in AugmentationPolicy.Presets)
            Obeys(AugmentationPolicy.Load(preset, "/"));
        for (var seed = 0UL; seed < 500; seed++)
            Obeys(Policies.Random(seed));
    }

    [Theory]
    [InlineData("""{ }""")]
    [InlineData("""{ "operations": [], "more": 1 }""")]
    [InlineData("""{ "operations": "invert" }""")]
    [InlineData("""{ "operations": ["horizontal_flop"] }""")]
    [InlineData("""{ "operations": ["center_crop"] }""")]
    [InlineData("""{ "operations": [{ "center_crop": {} }] }""")]
    [InlineData("""{ "operations": [{ "rotation": { "degrees": 400 } }] }""")]
    [InlineData("""{ "operations": [{ "rotation": { "degrees": [1] } }] }""")]
    [InlineData("""{ "operations": [{ "rotation": { "degree": 4 } }] }""")]
    [InlineData("""{ "operations": [{ "rotation": { "p": 1.5 } }] }""")]
    [InlineData("""{ "operations": [{ "rotation": {}, "invert": {} }] }""")]
    [InlineData("""{ "operations": [{ "rand_augment": { "magnitude": 4.5 } }] }""")]
    [InlineData("""{ "operations": [{ "corner_crop": { "size": 3, "corner": "middle" } }] }""")]
    [InlineData("""{ "operations": [{ "one_of": { "operations": ["horizontal_flop"] } }] }""")]
    [InlineData("""{ "operations": [{ "some_of": ["invert"] }] }""")]
    public void What_the_reader_refuses_it_refuses_too(string json)
    {
        Assert.NotNull(Fault(JsonNode.Parse(json), Schema));
        Assert.Throws<InvalidInputException>(() => AugmentationPolicy.Parse(json, "p.json"));
    }

    [Theory]
    [InlineData("""{ "$schema": "x", "operations": ["invert", { "invert": null }, { "one_of": ["invert"] }, { "rotation": { "degrees": 5 } }] }""")]
    [InlineData("""{ "operations": [{ "posterize": { "bits": 4 } }, { "center_crop": { "size": [3, 4] } }, { "random_crop": { "padding": 4, "border": "reflect" } }] }""")]
    public void Short_forms_are_in_both(string json)
    {
        Assert.Null(Fault(JsonNode.Parse(json), Schema));
        Assert.NotEmpty(AugmentationPolicy.Parse(json, "p.json").Operations);
    }

    [Fact]
    public void All_that_it_says_is_understood_here()
    {
        string[] known = ["$schema", "title", "description", "default", "type", "properties", "required", "additionalProperties", "$defs", "$ref", "anyOf", "enum", "minimum", "maximum", "items", "minItems", "maxItems", "minProperties", "maxProperties"];
        void Check(JsonObject schema)
        {
            Assert.Subset(known.ToHashSet(StringComparer.Ordinal), schema.Select(k => k.Key).ToHashSet(StringComparer.Ordinal));
            foreach (var inner in new[] { "properties", "$defs" }.SelectMany(k => schema[k]?.AsObject().Select(p => p.Value!.AsObject()) ?? []))
                Check(inner);
            foreach (var inner in schema["anyOf"]?.AsArray() ?? [])
                Check(inner!.AsObject());
            if (schema["items"] is JsonObject items)
                Check(items);
        }
        Check(Schema);
    }

    private static void Obeys(AugmentationPolicy policy)
    {
        var json = policy.ToJson();
        Assert.True(Fault(JsonNode.Parse(json), Schema) is not { } fault, $"{Fault(JsonNode.Parse(json), Schema)}: {json}");
    }

    // As much of JSON Schema as ours uses: the first fault, or null.
    private static string? Fault(JsonNode? value, JsonObject schema)
    {
        if (schema["$ref"] is { } to)
            return Fault(value, Schema["$defs"]![to.GetValue<string>()["#/$defs/".Length..]]!.AsObject());
        if (schema["anyOf"] is JsonArray any && any.Select(s => Fault(value, s!.AsObject())).ToList() is var faults && !faults.Contains(null))
            return string.Join("; ", faults.Distinct());
        if (schema["enum"] is JsonArray words && !words.Any(w => JsonNode.DeepEquals(w, value)))
            return $"{value} is none of the words";
        return schema["type"]?.GetValue<string>() switch
        {
            "null" => value is null ? null : "not null",
            "string" => value is JsonValue s && s.TryGetValue<string>(out _) ? null : "no string",
            "number" or "integer" => value is not JsonValue v || !v.TryGetValue<double>(out var n) ? "no number"
                : schema["type"]!.GetValue<string>() == "integer" && n != Math.Floor(n) ? $"{n} is not whole"
                : n < schema["minimum"]!.GetValue<double>() || n > schema["maximum"]!.GetValue<double>() ? $"{n} is out of limits" : null,
            "array" => value is not JsonArray a ? "no list"
                : a.Count < (schema["minItems"]?.GetValue<int>() ?? 0) || a.Count > (schema["maxItems"]?.GetValue<int>() ?? int.MaxValue) ? $"{a.Count} items"
                : a.Select(i => Fault(i, schema["items"]!.AsObject())).FirstOrDefault(f => f is not null),
            "object" => value is not JsonObject o ? "no map" : ObjectFault(o, schema),
            _ => null,
        };
    }

    private static string? ObjectFault(JsonObject value, JsonObject schema)
    {
        if (value.Count < (schema["minProperties"]?.GetValue<int>() ?? 0) || value.Count > (schema["maxProperties"]?.GetValue<int>() ?? int.MaxValue))
            return $"{value.Count} properties";
        if ((schema["required"]?.AsArray() ?? []).Select(r => r!.GetValue<string>()).FirstOrDefault(r => !value.ContainsKey(r)) is { } missing)
            return $"{missing} is missing";
        return value.Select(p => schema["properties"]![p.Key] is JsonObject inner ? Fault(p.Value, inner) : $"{p.Key} is unknown").FirstOrDefault(f => f is not null);
    }
}
