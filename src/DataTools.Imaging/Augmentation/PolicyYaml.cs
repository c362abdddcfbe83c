using DataTools.Catalog;
using DataTools.Catalog.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace DataTools.Imaging.Augmentation;

/// <summary>Reads policies from YAML: <c>operations:</c> with a list of names, each alone or with its parameters.</summary>
internal static class PolicyYaml
{
    /// <summary>What says how pixels are worked out, and its values.</summary>
    public const string ModeKey = "mode", Exact = "exact", Fused = "fused";

    private const string OperationsKey = "operations";

    // An editor finds the schema of JSON files by it.
    private const string SchemaKey = "$schema";

    private const int DeepestNesting = 40;

    private const string Form = "A policy looks like `operations: [horizontal_flip, rotation: { degrees: 10 }]`.";

    public static AugmentationPolicy Read(string yaml, string source)
    {
        var faults = new List<string>();
        void Fault(YamlNode at, string text) => faults.Add($"{source}:{at.Start.Line}: {text}".TrimEnd());

        var root = Root(yaml, source);
        CheckKeys(root, Fault);
        var operations = new PolicyReader(Fault).Policy(Items(root, Fault));
        var mode = Mode(root, Fault);
        if (faults.Count > 0)
            throw new InvalidInputException(string.Join(Environment.NewLine, faults), Form);
        return new(operations) { Mode = mode };
    }

    private static EngineMode Mode(YamlMappingNode root, Action<YamlNode, string> fault)
    {
        if (!root.Children.TryGetValue(ModeKey, out var node))
            return EngineMode.Fused;
        var said = PolicyReader.Show(node);
        if (said is not (Exact or Fused))
            fault(node, $"{ModeKey} is {Fused} or {Exact}, not {said}");
        return said == Exact ? EngineMode.Exact : EngineMode.Fused;
    }

    private static void CheckKeys(YamlMappingNode root, Action<YamlNode, string> fault)
    {
        foreach (var key in root.Children.Keys)
        {
            if (PolicyReader.Show(key) is var said and not (OperationsKey or ModeKey or SchemaKey))
                fault(key, $"unknown key {said}. {DidYouMean.Hint(said, [OperationsKey, ModeKey], "Keys are")}");
        }
    }

    private static IList<YamlNode> Items(YamlMappingNode root, Action<YamlNode, string> fault)
    {
        if (root.Children.TryGetValue(OperationsKey, out var list) && list is YamlSequenceNode sequence)
            return sequence.Children;
        fault(root, "it has no list of operations");
        return [];
    }

    private static YamlMappingNode Root(string yaml, string source)
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
        return root;
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
}
