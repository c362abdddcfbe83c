using DataTools.Catalog;
using DataTools.Catalog.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataTools.Training.Runs;

/// <summary>Choices of a training as a YAML file: a line <c>key: value</c> for each of <see cref="TrainSettings"/> that is not as usual.</summary>
public static class TrainConfig
{
    private const string Form = "A configuration has lines like `epochs: 30`; the keys are the flags of `datatools train`.";

    /// <summary>The options with what the file says; throws <see cref="InvalidInputException"/> with every fault and its line.</summary>
    public static TrainOptions Read(string yaml, string source, TrainOptions options)
    {
        var faults = new List<string>();
        foreach (var (key, value) in Lines(yaml, source))
        {
            var at = $"{source}:{key.Start.Line}";
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (TrainSettings.All.FirstOrDefault(s => s.Name == name) is not { } setting)
                faults.Add($"{at}: there is no setting '{name}'. {DidYouMean.Hint(name, [.. TrainSettings.All.Select(s => s.Name)], "Settings are")}".TrimEnd());
            else if (Text(setting, value) is not { } text)
                faults.Add($"{at}: {name} takes {(setting.IsSeveral ? "names, as in [a, b]" : "one value")}");
            else
                options = Set(setting, options, text, at, faults);
        }
        return faults.Count == 0 ? options : throw new InvalidInputException(string.Join(Environment.NewLine, faults), Form);
    }

    /// <summary>All choices, as a file that <see cref="Read"/> takes.</summary>
    public static string Write(TrainOptions options) => string.Concat(TrainSettings.All.Select(s => $"{s.Name}: {Value(s, s.Get(options))}  # {s.Description}\n"));

    private static string Value(TrainSetting setting, string text) => !setting.IsSeveral ? Quoted(text)
        : $"[{string.Join(", ", text.Split(TrainSetting.Separator, StringSplitOptions.RemoveEmptyEntries).Select(Quoted))}]";

    private static string? Text(TrainSetting setting, YamlNode value) => value switch
    {
        YamlScalarNode one => one.Value,
        YamlSequenceNode several when setting.IsSeveral && several.All(v => v is YamlScalarNode { Value: not null }) =>
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
