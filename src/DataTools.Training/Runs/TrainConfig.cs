using DataTools.Catalog;
using DataTools.Catalog.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataTools.Training.Runs;

/// <summary>What a configuration says of the weights to begin with; they are found and fetched by who reads it.</summary>
/// <param name="Pretrained">A name of the registry; empty: the network's usual ones; null: none.</param>
/// <param name="File">A file; null: none.</param>
/// <param name="Preprocessing">The name of what images of the file went through; null: what it says itself.</param>
public sealed record ConfiguredWeights(string? Pretrained = null, string? File = null, string? Preprocessing = null);

/// <summary>Choices of a training as a YAML file: a line <c>key: value</c> for each of <see cref="TrainSettings"/> that is not as usual, and for the weights to begin with.</summary>
public static class TrainConfig
{
    private const string Form = "A configuration has lines like `epochs: 30`; the keys are the flags of `datatools train`.";

    private const string Pretrained = "pretrained", WeightsFile = "weights", Preprocessing = "preprocessing";

    private static readonly string[] Names = [Pretrained, WeightsFile, Preprocessing, .. TrainSettings.All.Select(s => s.Name)];

    /// <summary>The options with what the file says; throws <see cref="InvalidInputException"/> with every fault and its line.</summary>
    public static TrainOptions Read(string yaml, string source, TrainOptions options, out ConfiguredWeights weights)
    {
        var faults = new List<string>();
        weights = new();
        foreach (var (key, value) in Lines(yaml, source))
        {
            var at = $"{source}:{key.Start.Line}";
            var name = (key as YamlScalarNode)?.Value ?? "";
            var setting = TrainSettings.All.FirstOrDefault(s => s.Name == name);
            if (!Names.Contains(name, StringComparer.Ordinal))
                faults.Add($"{at}: there is no setting '{name}'. {DidYouMean.Hint(name, Names, "Settings are")}".TrimEnd());
            else if (Text(setting, value) is not { } text)
                faults.Add($"{at}: {name} takes {(setting?.IsSeveral == true ? "names, as in [a, b]" : "one value")}");
            else if (setting is not null)
                options = Set(setting, options, text, at, faults);
            else
                weights = name switch { Pretrained => weights with { Pretrained = text }, WeightsFile => weights with { File = text }, _ => weights with { Preprocessing = text } };
        }
        return faults.Count == 0 ? options : throw new InvalidInputException(string.Join(Environment.NewLine, faults), Form);
    }

    /// <summary>All choices, as a file that <see cref="Read"/> takes.</summary>
    public static string Write(TrainOptions options) =>
        string.Concat(WeightsOf(options).Concat(TrainSettings.All.Select(s => (s.Name, Value: Value(s, s.Get(options)), s.Description))).Select(l => $"{l.Name}: {l.Value}  # {l.Description}\n"));

    private static IEnumerable<(string Name, string Value, string Description)> WeightsOf(TrainOptions options)
    {
        if (options.Pretrained is { } name)
        {
            yield return (Pretrained, Quoted(name), "Published weights that it begins with");
        }
        else if (options.Weights is { } weights)
        {
            yield return (WeightsFile, Quoted(weights.Path), "The file of weights that it begins with");
            if (weights.PreprocessingFrom is { } known && known != InitialWeights.TheFile)
                yield return (Preprocessing, Quoted(known), "What images went through when those were trained");
        }
    }

    private static string Value(TrainSetting setting, string text) => !setting.IsSeveral ? Quoted(text)
        : $"[{string.Join(", ", text.Split(TrainSetting.Separator, StringSplitOptions.RemoveEmptyEntries).Select(Quoted))}]";

    private static string? Text(TrainSetting? setting, YamlNode value) => value switch
    {
        YamlScalarNode one => one.Value,
        YamlSequenceNode several when setting?.IsSeveral == true && several.All(v => v is YamlScalarNode { Value: not null }) =>
            string.Join(TrainSetting.Separator, several.Select(v => ((YamlScalarNode)v).Value)),
        _ => null,
    };

    private static TrainOptions Set(TrainSetting setting, TrainOptions options, string text, string at, List<string> faults)
    {
        try
        {
            return setting.Set(options, text);
        }
        catch (InvalidInputException e)
        {
            faults.Add($"{at}: {e.Message.TrimStart('-')}");
            return options;
        }
    }

    private static IEnumerable<KeyValuePair<YamlNode, YamlNode>> Lines(string yaml, string source)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException e)
        {
            throw new InvalidInputException($"{source}:{e.End.Line}: not YAML that can be read: {e.Message}", Form, e);
        }
        return stream.Documents switch
        {
            [] => [],
            [{ RootNode: YamlMappingNode root }] => root.Children,
            _ => throw new InvalidInputException($"{source}: not a list of settings", Form),
        };
    }

    // Paths may begin with anything, and numbers need no quotes.
    private static string Quoted(string value) => value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') && value.Length > 0
        ? value
        : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
