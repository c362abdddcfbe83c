using System.Text.Json.Nodes;
using DataTools.Catalog.Cards;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Augmentation;

/// <summary>
/// The JSON schema of policies, made from the definitions of the operations. It says all that can be said of single values;
/// what values must be to each other (low to high, one weight an operation) only the reader checks.
/// </summary>
internal static class PolicySchema
{
    public static string Write() => new JsonObject
    {
        ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
        ["title"] = "DataTools augmentation policy",
        ["description"] = "What is drawn for each view of an image, in order. Written as YAML or JSON.",
        ["type"] = "object",
        ["properties"] = new JsonObject { ["$schema"] = Type("string"), [PolicyYaml.ModeKey] = Mode(), ["operations"] = Operations() },
        ["required"] = new JsonArray("operations"),
        ["additionalProperties"] = false,
        ["$defs"] = Definitions(),
    }.ToJsonString(CatalogJson.Options) + "\n";

    private static JsonObject Mode() => new()
    {
        ["enum"] = Strings([PolicyYaml.Fused, PolicyYaml.Exact]),
        ["description"] = "fused: geometry in one resample and colour in one walk; exact: step by step on 8 bits, as torchvision does",
        ["default"] = PolicyYaml.Fused,
    };

    private static JsonObject Definitions()
    {
        var definitions = new JsonObject { ["operation"] = AnyOperation() };
        foreach (var definition in OperationCatalog.All)
            definitions[definition.Name] = Operation(definition);
        return definitions;
    }

    private static JsonObject AnyOperation()
    {
        var named = new JsonObject();
        foreach (var definition in OperationCatalog.All)
            named[definition.Name] = new JsonObject { ["$ref"] = $"#/$defs/{definition.Name}" };
        return new()
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["enum"] = Strings(OperationCatalog.All.Where(d => !NeedsParameters(d)).Select(d => d.Name)) },
                new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = named,
                    ["additionalProperties"] = false,
                    ["minProperties"] = 1,
                    ["maxProperties"] = 1,
                }),
        };
    }

    private static JsonObject Operation(OperationDefinition definition)
    {
        var (properties, required) = (new JsonObject(), definition.Parameters.Where(IsRequired).Select(p => p.Name).ToList());
        foreach (var parameter in definition.AllParameters)
            properties[parameter.Name] = Value(parameter);
        var map = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0)
            map["required"] = Strings(required);
        var forms = new JsonArray(map);
        if (!NeedsParameters(definition))
            forms.Add(Type("null"));
        if (definition.Nests && required is [_])
            forms.Add(Operations());
        if (forms.Count > 1)
            return new() { ["description"] = definition.About, ["anyOf"] = forms };
        forms.Clear();
        map.Insert(0, "description", definition.About);
        return map;
    }

    private static bool IsRequired(Parameter parameter) => parameter is { Default: null, Optional: false };

    private static bool NeedsParameters(OperationDefinition definition) => definition.Parameters.Any(IsRequired);

    private static JsonObject Value(Parameter parameter)
    {
        var schema = parameter.Kind switch
        {
            ParameterKind.Number => Number(parameter.Min, parameter.Max),
            ParameterKind.Integer => Number(parameter.Min, parameter.Max, whole: true),
            ParameterKind.Choice => new() { ["enum"] = Strings(parameter.Words) },
            ParameterKind.Operations => Operations(),
            ParameterKind.Range => Either(Numbers(parameter, 2, 2), parameter switch
            {
                { Centre: { } centre } => Number(0, parameter.Max - centre),
                { Whole: true } => Number(parameter.Min, parameter.Max, whole: true),
                _ => null,
            }),
            _ => Either(
                Numbers(parameter, parameter.Length.Min, parameter.Length.Max),
                parameter.Length.Min == 1 ? Number(parameter.Min, parameter.Max, parameter.Whole) : null),
        };
        if (parameter.Kind != ParameterKind.Operations)
            schema["description"] = parameter.Kind == ParameterKind.Choice ? parameter.Unit : parameter.Expected;
        if (parameter.Default is { } usual)
            schema["default"] = parameter.Kind == ParameterKind.Choice ? JsonValue.Create(parameter.Print(usual)) : JsonNode.Parse(parameter.Print(usual));
        return schema;
    }

    private static JsonObject Operations() => new() { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = "#/$defs/operation" } };

    private static JsonObject Either(JsonObject list, JsonObject? one) => one is null ? list : new() { ["anyOf"] = new JsonArray(list, one) };

    private static JsonObject Numbers(Parameter parameter, int least, int most) => new()
    {
        ["type"] = "array",
        ["items"] = Number(parameter.Min, parameter.Max, parameter.Whole),
        ["minItems"] = least,
        ["maxItems"] = most,
    };

    private static JsonObject Number(double least, double most, bool whole = false) =>
        new() { ["type"] = whole ? "integer" : "number", ["minimum"] = least, ["maximum"] = most };

    private static JsonObject Type(string name) => new() { ["type"] = name };

    private static JsonArray Strings(IEnumerable<string> words) => [.. words.Select(w => (JsonNode)w)];
}
