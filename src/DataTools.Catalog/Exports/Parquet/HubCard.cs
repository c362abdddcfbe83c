using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;

namespace DataTools.Catalog.Exports.Parquet;

/// <summary>
/// The card of a data set repository on the Hugging Face Hub: README.md with YAML at its beginning
/// (https://huggingface.co/docs/hub/datasets-cards) that names the files of each split, the features and the licence.
/// </summary>
internal static class HubCard
{
    // The Hub's names of licences that data sets often have.
    private static readonly string[] Licences =
    [
        "apache-2.0", "mit", "cc0-1.0", "cc-by-2.0", "cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0",
        "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "cc-by-nc-nd-4.0", "cc-by-nd-4.0", "bsd-2-clause", "bsd-3-clause", "gpl-3.0", "odbl", "pddl", "unlicense", "other", "unknown",
    ];

    private static readonly (long Most, string Name)[] Sizes =
        [(1000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"), (long.MaxValue, "10M<n<100M")];

    public static string Of(DatasetCard card, long fileBytes)
    {
        var samples = card.Splits.Sum(s => (long)s.Samples);
        var features = EntryFeatures.All(card.Classes, card.Annotations).Select(f => Part(f.Name, f.Feature)).ToList();
        var yaml = new StringBuilder();
        void Line(string text) => yaml.Append(text).Append('\n');
        Line("---");
        var known = Array.Find(Licences, l => l.Equals(card.License?.Replace(' ', '-'), StringComparison.OrdinalIgnoreCase));
        Line($"license: {(card.License is null ? "unknown" : known ?? "other")}");
        if (card.License is not null && known is null)
            Line($"license_name: {YamlText.Quoted(card.License)}");
        Line($"pretty_name: {YamlText.Quoted(card.Title ?? card.Name)}");
        Line($"task_categories:\n- {YamlText.Quoted(card.Task)}");
        Line($"size_categories:\n- {Array.Find(Sizes, s => samples < s.Most).Name}");
        Line("configs:\n- config_name: default\n  data_files:");
        foreach (var split in card.Splits)
            Line($"  - split: {split.Name}\n    path: data/{split.Name}-*");
        Line("dataset_info:\n  features:");
        foreach (var feature in features)
            Append(yaml, feature, "  - ", "    ");
        Line("  splits:");
        foreach (var split in card.Splits)
            Line($"  - name: {split.Name}\n    num_bytes: {split.Bytes}\n    num_examples: {split.Samples}");
        Line($"  download_size: {fileBytes}\n  dataset_size: {card.Splits.Sum(s => s.Bytes)}");
        Line("---\n");
        Line($"# {OneLine(card.Title ?? card.Name)}\n");
        Line($"{samples.ToString("N0", CultureInfo.InvariantCulture)} images of {card.Classes.Count} classes. Exported by {OneLine(card.Tool)} from `{OneLine(card.Source)}`{(card.Revision is { } revision ? $" at `{OneLine(revision)}`" : "")}; fingerprint of the content `{card.Fingerprint}`.\n");
        for (var step = card.Parent; step is not null; step = step.Card.Parent)
            Line($"- Made from {OneLine(step.Card.Name)} (`{OneLine(step.Card.Source)}`, licence {OneLine(step.Card.License ?? "unknown")}) by {step.Operation}.");
        Line($"Licence: {OneLine(card.License ?? "unknown")}.");
        if (card.Homepage is { } homepage)
            Line($"Homepage: {OneLine(homepage)}.");
        if (card.Citation is { } citation)
            Line($"\n## Citation\n\n```\n{citation.Trim().Replace("```", "'''", StringComparison.Ordinal)}\n```");
        return yaml.ToString();
    }

    // A feature as `datasets` writes it into cards: {name, dtype}, {name, list} or {name, struct}.
    private static JsonObject Part(string name, Feature feature)
    {
        var part = new JsonObject { ["name"] = name };
        foreach (var (key, value) in Shape(feature))
            part[key] = value!.DeepClone();
        return part;
    }

    private static JsonObject Shape(Feature feature) => feature switch
    {
        Feature.Image => new() { ["dtype"] = "image" },
        Feature.Value value => new() { ["dtype"] = value.Name },
        Feature.ClassLabel label => new()
        {
            ["dtype"] = new JsonObject { ["class_label"] = new JsonObject { ["names"] = new JsonObject(label.Names.Select((n, i) => KeyValuePair.Create($"{i}", (JsonNode?)n))) } },
        },
        Feature.Struct shape => new() { ["struct"] = new JsonArray([.. shape.Parts.Select(p => (JsonNode)Part(p.Name, p.Feature))]) },
        Feature.List list => List(list),
        _ => throw new ArgumentOutOfRangeException(nameof(feature)),
    };

    private static JsonObject List(Feature.List list)
    {
        var item = Shape(list.Item);
        // What is a dtype or struct alone stands there without that word.
        var only = item.Count == 1 && (item["dtype"] ?? item["struct"]) is { } short_ ? short_.DeepClone() : item;
        var json = new JsonObject { ["list"] = only };
        if (list.Length > 0)
            json["length"] = list.Length;
        return json;
    }

    private static void Append(StringBuilder yaml, JsonNode? node, string first, string rest)
    {
        var indent = first;
        foreach (var (key, value) in (JsonObject)node!)
        {
            yaml.Append(indent).Append(char.IsAsciiDigit(key[0]) ? $"'{key}'" : key).Append(':');
            indent = rest;
            switch (value)
            {
                case JsonArray items:
                    yaml.Append('\n');
                    foreach (var item in items)
                        Append(yaml, item, $"{rest}- ", $"{rest}  ");
                    break;
                case JsonObject:
                    yaml.Append('\n');
                    Append(yaml, value, $"{rest}  ", $"{rest}  ");
                    break;
                default:
                    yaml.Append(' ').Append(value is JsonValue text && text.GetValueKind() == JsonValueKind.String && key != "dtype" && key != "list" ? YamlText.Quoted(text.GetValue<string>()) : value!.ToString()).Append('\n');
                    break;
            }
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace("`", "'", StringComparison.Ordinal);
}
