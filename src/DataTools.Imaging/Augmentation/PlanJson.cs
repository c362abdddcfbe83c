using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DataTools.Catalog;
using DataTools.Catalog.Cards;

namespace DataTools.Imaging.Augmentation;

/// <summary>What was drawn, as JSON: enough to do it again.</summary>
internal static class PlanJson
{
    private const string Kind = "step", Hint = "Only what ToJson has written can be read.";

    private static readonly (Type Type, string Name)[] Steps =
    [
        .. typeof(Step).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(Step)))
            .Select(t => (t, JsonNamingPolicy.SnakeCaseLower.ConvertName(t.Name[..^nameof(Step).Length])))
            .OrderBy(t => t.Item2, StringComparer.Ordinal),
    ];

    private static readonly JsonSerializerOptions Options = new(CatalogJson.Options)
    {
        WriteIndented = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        IgnoreReadOnlyProperties = true,
        MaxDepth = 32,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NameSteps } },
    };

    public static string Write(AugmentationPlan plan) => JsonSerializer.Serialize(
        new Written(plan.Input, plan.Mode, [.. plan.Steps.Select((step, i) => new Drawn(i < plan.DrawnBy.Count ? plan.DrawnBy[i] : NameOf(step), step))]), Options);

    public static AugmentationPlan Read(string json)
    {
        Written read;
        try
        {
            read = JsonSerializer.Deserialize<Written>(json, Options) ?? throw new JsonException("it is null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new InvalidInputException($"not the JSON of a drawn augmentation: {e.Message}", Hint, e);
        }
        // Annotations say nothing about the items of lists.
        var fault = read.Steps.Any(s => s is null) ? "a step is null" : PlanFaults.Of(read.Input, [.. read.Steps.Select(s => s.Step)]);
        return fault is null
            ? AugmentationPlan.Compile(read.Input, [.. read.Steps.Select(s => s.Step)], read.Mode, [.. read.Steps.Select(s => s.Operation)])
            : throw new InvalidInputException($"a drawn augmentation that cannot be: {fault}", Hint);
    }

    /// <summary>What a kind of step is called.</summary>
    public static string NameOf(Step step) => Array.Find(Steps, s => s.Type == step.GetType()).Name;

    /// <summary>The values of a step by name.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> ValuesOf(Step step) => JsonSerializer.SerializeToNode(step, step.GetType(), Options)!.AsObject();

    private static void NameSteps(JsonTypeInfo type)
    {
        if (type.Type != typeof(Step))
            return;
        type.PolymorphismOptions = new() { TypeDiscriminatorPropertyName = Kind, UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization };
        foreach (var (step, name) in Steps)
            type.PolymorphismOptions.DerivedTypes.Add(new(step, name));
    }

    private sealed record Written(ImageSize Input, EngineMode Mode, IReadOnlyList<Drawn> Steps);

    private sealed record Drawn(string Operation, Step Step);
}
