using System.Globalization;
using System.Text;

namespace DataTools.Imaging.Augmentation;

/// <summary>Policies as text: YAML, an operation a line, and JSON.</summary>
internal static class PolicyWriter
{
    public static string Yaml(AugmentationPolicy policy)
    {
        var text = new StringBuilder(policy.Mode == EngineMode.Exact ? $"{PolicyYaml.ModeKey}: {PolicyYaml.Exact}\n" : "");
        if (policy.Operations.Count == 0)
            return text.Append("operations: []\n").ToString();
        text.Append("operations:\n");
        foreach (var operation in policy.Operations)
            Yaml(text, operation, "  ");
        return text.ToString();
    }

    public static string Json(AugmentationPolicy policy)
    {
        var mode = policy.Mode == EngineMode.Exact ? $"\"{PolicyYaml.ModeKey}\": \"{PolicyYaml.Exact}\"," : "";
        if (policy.Operations.Count == 0)
            return $"{{{mode} \"operations\": [] }}\n";
        var text = new StringBuilder("{\n");
        if (mode.Length > 0)
            text.Append("  ").Append(mode).Append('\n');
        text.Append("  \"operations\": [\n");
        Json(text, policy.Operations, "    ");
        return text.Append("  ]\n}\n").ToString();
    }

    private static void Yaml(StringBuilder text, Operation operation, string indent)
    {
        var written = Written(operation, json: false);
        text.Append(indent).Append("- ").Append(operation.Definition.Name);
        if (!operation.Definition.Nests)
        {
            if (written.Count > 0)
                text.Append(": { ").AppendJoin(", ", written).Append(" }");
            text.Append('\n');
            return;
        }
        text.Append(":\n");
        foreach (var line in written)
            text.Append(indent).Append("    ").Append(line).Append('\n');
        text.Append(indent).Append("    operations:").Append(operation.Inner.Count == 0 ? " []\n" : "\n");
        foreach (var inner in operation.Inner)
            Yaml(text, inner, indent + "      ");
    }

    private static void Json(StringBuilder text, IReadOnlyList<Operation> operations, string indent)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            var operation = operations[i];
            var written = Written(operation, json: true);
            text.Append(indent).Append(CultureInfo.InvariantCulture, $"{{ \"{operation.Definition.Name}\": {{");
            if (operation.Definition.Nests)
            {
                text.Append('\n');
                foreach (var line in written)
                    text.Append(indent).Append("  ").Append(line).Append(",\n");
                text.Append(indent).Append("  \"operations\": [\n");
                Json(text, operation.Inner, indent + "    ");
                text.Append(indent).Append("  ]\n").Append(indent).Append("} }");
            }
            else
            {
                text.Append(written.Count > 0 ? " " : "").AppendJoin(", ", written).Append(written.Count > 0 ? " } }" : "} }");
            }
            text.Append(i < operations.Count - 1 ? ",\n" : "\n");
        }
    }

    // Parameters with their values, p last.
    private static List<string> Written(Operation operation, bool json)
    {
        var definition = operation.Definition;
        var quote = json ? "\"" : "";
        var written = definition.Parameters.Zip(operation.Values)
            .Where(v => !v.First.IsUnsaid(v.Second))
            .Select(v => v.First.Kind == ParameterKind.Choice
                ? $"{quote}{v.First.Name}{quote}: {quote}{v.First.Print(v.Second!)}{quote}"
                : $"{quote}{v.First.Name}{quote}: {v.First.Print(v.Second!)}")
            .ToList();
        if (operation.P != definition.DefaultP)
            written.Add(string.Create(CultureInfo.InvariantCulture, $"{quote}p{quote}: {operation.P:R}"));
        return written;
    }
}
