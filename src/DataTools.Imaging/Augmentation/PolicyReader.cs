using DataTools.Catalog.Text;
using DataTools.Imaging.Augmentation.Operations;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataTools.Imaging.Augmentation;

/// <summary>Operations from YAML nodes. Whatever is wrong is told to <paramref name="fault"/>, and reading goes on.</summary>
internal sealed class PolicyReader(Action<YamlNode, string> fault)
{
    private const int LongestShown = 60, DeepestOperations = 8;
    private int _depth;

    /// <summary>The operations without those that are wrong.</summary>
    public IReadOnlyList<Operation> Policy(IList<YamlNode> items)
    {
        var operations = items.Select(Read).ToList();
        for (var i = 0; i < items.Count - 1; i++)
        {
            if (operations[i] is Normalize)
                fault(items[i], "normalize must be the last operation: what follows expects values from 0 to 1");
        }
        return [.. operations.OfType<Operation>()];
    }

    /// <summary>What was written, short and on one line, for messages.</summary>
    public static string Show(YamlNode node) => node switch
    {
        YamlScalarNode { Value: null or "" } => "empty",
        YamlScalarNode { Value: var value } => value.Length <= LongestShown ? value.ReplaceLineEndings(" ") : $"{value.AsSpan(0, LongestShown)}...".ReplaceLineEndings(" "),
        YamlSequenceNode { Children: { Count: > 0 and <= 8 } children } when children.All(c => c is YamlScalarNode) => $"[{string.Join(", ", children.Select(Show))}]",
        YamlSequenceNode => "a list",
        _ => "a map",
    };

    private Operation? Read(YamlNode node)
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
        // JSON's way of writing no parameters.
        if (given is YamlScalarNode { Value: "null" or "~", Style: ScalarStyle.Plain })
            given = null;
        // The short form: only what is inside.
        if (given is YamlSequenceNode inside && definition.Nests)
            given = new YamlMappingNode(new YamlScalarNode(Parameter.Operations.Name), inside);
        if (given is not (null or YamlMappingNode or YamlScalarNode { Value: null or "" }))
        {
            fault(given, $"{name}: parameters are written by name: {{ {string.Join(", ", definition.AllParameters.Select(p => $"{p.Name}: ..."))} }}");
            return null;
        }
        return Arguments(definition, node, given as YamlMappingNode) is { } arguments ? Build(definition, arguments, node) : null;
    }

    private Operation? Build(OperationDefinition definition, Arguments arguments, YamlNode node)
    {
        var operation = definition.Build(arguments) with { P = arguments.Number("p") };
        if (operation.Fault is not { } wrong)
            return operation;
        fault(node, $"{definition.Name}: {wrong}");
        return null;
    }

    private Arguments? Arguments(OperationDefinition definition, YamlNode node, YamlMappingNode? given)
    {
        var parameters = definition.AllParameters.ToDictionary(p => p.Name, StringComparer.Ordinal);
        var values = new Dictionary<string, double[]>(StringComparer.Ordinal);
        var good = true;
        var named = new HashSet<string>(StringComparer.Ordinal);
        IReadOnlyList<Operation>? inner = [];
        foreach (var (key, value) in given?.Children.AsEnumerable() ?? [])
        {
            var name = Show(key);
            named.Add(name);
            if (!parameters.TryGetValue(name, out var parameter))
            {
                fault(key, $"{definition.Name} has no parameter '{name}'. {DidYouMean.Hint(name, [.. parameters.Keys], "Its parameters are")}");
                good = false;
            }
            else if (parameter.Kind == ParameterKind.Operations && value is YamlSequenceNode list)
            {
                good &= (inner = Inner(definition, list)) is not null;
            }
            else if (parameter.Read(Written(value), value is YamlSequenceNode) is { } read)
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
        return good ? new(values) { Operations = inner! } : null;
    }

    private static IReadOnlyList<string> Written(YamlNode value) => value switch
    {
        YamlScalarNode scalar => [scalar.Value ?? ""],
        YamlSequenceNode list when list.Children.All(c => c is YamlScalarNode) => list.Children.Select(c => ((YamlScalarNode)c).Value ?? "").ToList(),
        _ => [],
    };

    // Null where any is wrong.
    private IReadOnlyList<Operation>? Inner(OperationDefinition definition, YamlSequenceNode list)
    {
        if (_depth == DeepestOperations)
        {
            fault(list, $"{definition.Name}: operations are nested too deeply: {DeepestOperations} levels at most");
            return null;
        }
        _depth++;
        var operations = list.Children.Select(Read).ToList();
        _depth--;
        return operations.Contains(null) ? null : [.. operations.OfType<Operation>()];
    }
}
