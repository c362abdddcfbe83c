using System.Text.Json.Nodes;
using DataTools.Catalog.Formats;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataTools.Connectors.HuggingFace;

/// <summary>One configuration as the card describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDefault">Whether the card says so.</param>
/// <param name="Folder">Where its patterns start from; empty: the root.</param>
/// <param name="Patterns">Files of each split; null: to be found by the usual rules.</param>
internal sealed record HubConfig(string Name, bool IsDefault, string Folder, IReadOnlyList<(string Split, string Pattern)>? Patterns);

/// <summary>A card's front matter, read leniently: what is of another shape than it should be is as good as absent.</summary>
internal sealed class HubCard(JsonNode? root)
{
    // A card that unfolds to more than this through YAML's aliases was made to do harm.
    private const int MostNodes = 500_000, Deepest = 40;

    private readonly JsonObject _root = root as JsonObject ?? [];

    /// <summary>Its licences, as it names them.</summary>
    public string? License
    {
        get
        {
            var names = Texts(_root["license"]).Select(l => l == "other" && Text(_root["license_name"]) is { } own ? own : l).ToList();
            return names.Count == 0 ? null : string.Join(", ", names);
        }
    }

    /// <summary>What people call the data set.</summary>
    public string? Title => Text(_root["pretty_name"]);

    /// <summary>The Hub's names of tasks.</summary>
    public IReadOnlyList<string> Tasks => Texts(_root["task_categories"]);

    /// <summary>The configurations that it lists.</summary>
    public IReadOnlyList<HubConfig> Configs =>
    [
        .. Objects(_root["configs"]).Where(c => Text(c["config_name"]) is not null).DistinctBy(c => Text(c["config_name"])).Select(c => new HubConfig(
            Text(c["config_name"])!, string.Equals(Text(c["default"]), "true", StringComparison.OrdinalIgnoreCase),
            HubGlob.Plain(Text(c["data_dir"]) ?? ""), Patterns(c["data_files"]))),
    ];

    /// <summary>Configurations that it says more about than where their files are.</summary>
    public IReadOnlyList<string> Described => [.. Objects(_root["dataset_info"]).Select(i => Text(i["config_name"])).OfType<string>()];

    /// <summary>What the columns of a configuration mean; empty where it does not say.</summary>
    public IReadOnlyList<TableFeature> Features(string config)
    {
        var infos = Objects(_root["dataset_info"]).ToList();
        var info = infos.Find(i => Text(i["config_name"]) == config) ?? (infos is [var only] ? only : null);
        return TableFeature.Of(info?["features"]);
    }

    /// <summary>
    /// The front matter of a README: what stands between its first two lines <c>---</c>. Null where there is none;
    /// throws <see cref="YamlException"/> where it is no YAML.
    /// </summary>
    public static JsonNode? FrontMatter(string readme)
    {
        var lines = readme.TrimStart('\uFEFF').Split('\n');
        var end = lines[0].TrimEnd() == "---" ? Array.FindIndex(lines, 1, l => l.TrimEnd() == "---") : -1;
        if (end < 0)
            return null;
        var yaml = new YamlStream();
        yaml.Load(new StringReader(string.Join('\n', lines[1..end])));
        var nodes = 0;
        return yaml.Documents is [var document, ..] ? Json(document.RootNode, 0, ref nodes) : null;
    }

    private static JsonNode? Json(YamlNode node, int depth, ref int nodes)
    {
        if (++nodes > MostNodes || depth > Deepest)
            throw new YamlException("too large or too deep");
        switch (node)
        {
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" }:
                return null;
            case YamlScalarNode scalar:
                return JsonValue.Create(scalar.Value);
            case YamlSequenceNode list:
                var array = new JsonArray();
                foreach (var item in list.Children)
                    array.Add(Json(item, depth + 1, ref nodes));
                return array;
            case YamlMappingNode map:
                var result = new JsonObject();
                foreach (var (key, value) in map.Children)
                    result[(key as YamlScalarNode)?.Value ?? throw new YamlException("a key that is no word")] = Json(value, depth + 1, ref nodes);
                return result;
            default:
                return null;
        }
    }

    // A pattern, several, or several for each split.
    private static List<(string, string)>? Patterns(JsonNode? files) => files switch
    {
        JsonValue => [("train", Text(files)!)],
        JsonArray list =>
        [
            .. list.SelectMany(item => item is JsonObject split
                ? Texts(split["path"]).Select(p => (Text(split["split"]) ?? "train", p))
                : Texts(item).Select(p => ("train", p))),
        ],
        JsonObject splits => [.. splits.SelectMany(s => Texts(s.Value).Select(p => (s.Key, p)))],
        _ => null,
    };

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node is JsonArray list ? list.OfType<JsonObject>() : node is JsonObject one ? [one] : [];

    private static IReadOnlyList<string> Texts(JsonNode? node) =>
        node is JsonArray list ? [.. list.Select(Text).OfType<string>()] : Text(node) is { } one ? [one] : [];

    private static string? Text(JsonNode? node) => (node as JsonValue)?.ToString() is { Length: > 0 } text ? text : null;
}
