using System.Globalization;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Text;
using DataTools.Imaging.Augmentation.Operations;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace DataTools.Imaging.Augmentation;

/// <summary>Policies as YAML: <c>operations:</c> with a list of names, each alone or with its parameters.</summary>
internal static class PolicyYaml
{
    private const string OperationsKey = "operations";

    private const int DeepestNesting = 16, LongestShown = 60;

    private const string Form = "A policy looks like `operations: [horizontal_flip, rotation: { degrees: 10 }]`.";

    public static AugmentationPolicy Read(string yaml, string source)
    {
        var faults = new List<string>();
        void Fault(YamlNode at, string text) => faults.Add($"{source}:{at.Start.Line}: {text}".TrimEnd());

        var items = Items(yaml, source);
        var operations = items.Select(node => ReadOperation(node, Fault)).ToList();
        for (var i = 0; i < items.Count - 1; i++)
        {
            if (operations[i] is Normalize)
                Fault(items[i], "normalize must be the last operation: what follows expects values from 0 to 1");
        }
        if (faults.Count > 0)
            throw new InvalidInputException(string.Join(Environment.NewLine, faults), Form);
        return new([.. operations.Select(o => o!)]);
    }

    public static string Write(AugmentationPolicy policy)
    {
        if (policy.Operations.Count == 0)
            return $"{OperationsKey}: []\n";
        var text = new StringBuilder($"{OperationsKey}:\n");
        foreach (var operation in policy.Operations)
        {
            var definition = operation.Definition;
            var written = definition.Parameters.Zip(operation.Values)
                .Where(v => v.Second is not null)
                .Select(v => $"{v.First.Name}: {v.First.Print(v.Second!)}").ToList();
            if (operation.P != definition.DefaultP)
                written.Add(string.Create(CultureInfo.InvariantCulture, $"p: {operation.P:R}"));
            text.Append("  - ").Append(definition.Name);
            if (written.Count > 0)
                text.Append(": { ").AppendJoin(", ", written).Append(" }");
            text.Append('\n');
        }
        return text.ToString();
    }

    private static IList<YamlNode> Items(string yaml, string source)
    {
        var stream = new YamlStream();
        try
        {
            CheckShape(yaml);
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            throw new InvalidInputException($"{source}:{e.End.Line}: not YAML that can be read: {e.Message}", Form, e);
        }
        catch (Exception e)
        {
            // Some malformed text makes the library stumble over itself, and nothing but the text can be wrong.
            throw new InvalidInputException($"{source}: not YAML that can be read: a bracket, quote or colon is wrong", Form, e);
        }
        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
            throw new InvalidInputException($"{source}: not a policy{(stream.Documents.Count == 0 ? ", but empty" : "")}", Form);
        var unknown = root.Children.Keys.Select(Show).Where(k => k != OperationsKey).ToList();
        if (unknown.Count > 0)
            throw new InvalidInputException($"{source}: unknown key {string.Join(", ", unknown)}", DidYouMean.Hint(unknown[0], [OperationsKey], "Keys are"));
        return root.Children.TryGetValue(OperationsKey, out var list) && list is YamlSequenceNode sequence
            ? sequence.Children
            : throw new InvalidInputException($"{source}: it has no list of operations", Form);
    }

    /// <summary>
    /// Refuses what a small list never needs and what would cost the reader its stack or its memory: deep nesting, and
    /// aliases, which a few lines can multiply into billions of nodes.
    /// </summary>
    private static void CheckShape(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        var depth = 0;
        while (Next(parser))
        {
            var current = parser.Current!;
            depth += current.NestingIncrease;
            if (depth > DeepestNesting)
                throw new YamlException(current.Start, current.End, "nested too deeply");
            if (current is AnchorAlias alias)
                throw new YamlException(current.Start, current.End, $"write the value itself instead of *{alias.Value}");
        }
    }

    private static bool Next(Parser parser)
    {
        var (start, end) = parser.Current is { } before ? (before.Start, before.End) : (Mark.Empty, Mark.Empty);
        try
        {
            return parser.MoveNext();
        }
        catch (Exception e) when (e is not YamlException)
        {
            // As in Items, with the place.
            throw new YamlException(start, end, "a bracket, quote or colon is wrong near here", e);
        }
    }

    /// <summary>What was written, short and on one line, for messages.</summary>
    private static string Show(YamlNode node) => node switch
    {
        YamlScalarNode { Value: null or "" } => "empty",
        YamlScalarNode { Value: var value } => value.Length <= LongestShown ? value.ReplaceLineEndings(" ") : $"{value.AsSpan(0, LongestShown)}...".ReplaceLineEndings(" "),
        YamlSequenceNode { Children: { Count: > 0 and <= 8 } children } when children.All(c => c is YamlScalarNode) => $"[{string.Join(", ", children.Select(Show))}]",
        YamlSequenceNode => "a list",
        _ => "a map",
    };

    private static Operation? ReadOperation(YamlNode node, Action<YamlNode, string> fault)
    {
        var (nameNode, given) = node switch
        {
            YamlScalarNode scalar => (scalar, null),
            YamlMappingNode { Children.Count: 1 } map when map.Children.First().Key is YamlScalarNode key => (key, map.Children.First().Value),
            _ => (null, null),
        };
        if (nameNode is null)
        {
            fault(node, "not an operation: a name, or a name with its parameters");
            return null;
        }
        var name = nameNode.Value ?? "";
        if (OperationCatalog.Find(name) is not { } definition)
        {
            fault(node, $"there is no operation '{Show(nameNode)}'. {DidYouMean.Hint(name, [.. OperationCatalog.All.Select(o => o.Name)], "Operations are")}");
            return null;
        }
        if (given is not (null or YamlMappingNode or YamlScalarNode { Value: null or "" }))
        {
            fault(given, $"{name}: parameters are written by name: {{ {string.Join(", ", definition.AllParameters.Select(p => $"{p.Name}: ..."))} }}");
            return null;
        }
        return ReadArguments(definition, node, given as YamlMappingNode, fault) is not { } values ? null
            : Build(definition, values, node, fault);
    }

    private static Operation? Build(OperationDefinition definition, Dictionary<string, double[]> values, YamlNode node, Action<YamlNode, string> fault)
    {
        var operation = definition.Build(new(values)) with { P = values["p"][0] };
        if (operation.Fault is not { } wrong)
            return operation;
        fault(node, $"{definition.Name}: {wrong}");
        return null;
    }

    private static Dictionary<string, double[]>? ReadArguments(
        OperationDefinition definition, YamlNode node, YamlMappingNode? given, Action<YamlNode, string> fault)
    {
        var parameters = definition.AllParameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var values = new Dictionary<string, double[]>(StringComparer.Ordinal);
        var good = true;
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in given?.Children.AsEnumerable() ?? [])
        {
            var name = Show(key);
            named.Add(name);
            var written = value switch
            {
                YamlScalarNode scalar => [scalar.Value ?? ""],
                YamlSequenceNode list when list.Children.All(c => c is YamlScalarNode) => list.Children.Select(c => ((YamlScalarNode)c).Value ?? "").ToList(),
                _ => [],
            };
            if (!parameters.TryGetValue(name, out var parameter))
            {
                fault(key, $"{definition.Name} has no parameter '{name}'. {DidYouMean.Hint(name, [.. parameters.Keys], "Its parameters are")}");
                good = false;
            }
            else if (parameter.Read(written, value is YamlSequenceNode) is { } read)
            {
                values[parameter.Name] = read;
            }
            else
            {
                fault(key, $"{definition.Name}: {name} is {Show(value)}; expected {parameter.Expected}");
                good = false;
            }
        }
        foreach (var parameter in parameters.Values.Where(p => !named.Contains(p.Name)))
        {
            if (parameter.Default is { } usual)
            {
                values[parameter.Name] = usual;
            }
            else if (!parameter.Optional)
            {
                fault(node, $"{definition.Name} needs {parameter.Name}: {parameter.Expected}");
                good = false;
            }
        }
        return good ? values : null;
    }
}
