using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DataTools.Catalog.Cards;

namespace DataTools.Catalog.Storage;

/// <summary>
/// The JSON files that Hugging Face <c>datasets</c> reads in <c>load_from_disk</c>, beside the Arrow shards.
/// </summary>
internal static class HuggingFaceLayout
{
    /// <summary>Writes a split's <c>state.json</c>, into a folder that is published whole later.</summary>
    public static void WriteSplit(string folder, string split, IEnumerable<string> shards, string fingerprint) =>
        Write(Path.Combine(folder, "state.json"), new JsonObject
        {
            ["_data_files"] = new JsonArray([.. shards.Select(s => (JsonNode)new JsonObject { ["filename"] = s })]),
            ["_fingerprint"] = fingerprint,
            ["_format_columns"] = null,
            ["_format_kwargs"] = new JsonObject(),
            ["_format_type"] = null,
            ["_output_all_columns"] = false,
            ["_split"] = split,
        });

    /// <summary>Writes the splits' <c>dataset_info.json</c> and the entry's <c>dataset_dict.json</c>.</summary>
    public static void WriteEntry(string folder, DatasetCard card)
    {
        foreach (var split in card.Splits)
        {
            Write(Path.Combine(folder, split.Name, "dataset_info.json"), new JsonObject
            {
                ["description"] = card.Title ?? card.Name,
                ["citation"] = card.Citation ?? "",
                ["homepage"] = card.Homepage ?? "",
                ["license"] = card.License ?? "",
                ["features"] = EntryFeatures.Json(card.Classes, card.Annotations),
                ["splits"] = new JsonObject(card.Splits.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)new JsonObject
                {
                    ["name"] = s.Name,
                    ["num_bytes"] = s.Bytes,
                    ["num_examples"] = s.Samples,
                    ["dataset_name"] = card.Name,
                }))),
            });
        }
        Write(Path.Combine(folder, "dataset_dict.json"), new JsonObject
        {
            ["splits"] = new JsonArray([.. card.Splits.Select(s => (JsonNode)s.Name)]),
        });
    }

    /// <summary>The shards of a split, in order. Throws <see cref="CorruptFileException"/> where <c>state.json</c> is not what it should be.</summary>
    public static IReadOnlyList<string> ReadShards(string folder)
    {
        var path = Path.Combine(folder, "state.json");
        try
        {
            var state = JsonSerializer.Deserialize<State>(File.ReadAllBytes(path), Reading);
            if (state is not null && !state.DataFiles.Contains(null!))
                return [.. state.DataFiles.Select(f => Path.Combine(folder, Path.GetFileName(f.FileName)))];
            throw new CorruptFileException(path, "it names no data files", Entry.RepairHint(path));
        }
        catch (JsonException e)
        {
            throw new CorruptFileException(path, e.Message, Entry.RepairHint(path), e);
        }
    }

    private static readonly JsonSerializerOptions Reading = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private sealed record State([property: JsonPropertyName("_data_files")] IReadOnlyList<DataFile> DataFiles);

    private sealed record DataFile([property: JsonPropertyName("filename")] string FileName);

    private static void Write(string path, JsonObject json) =>
        AtomicFile.WriteInPlace(path, json.ToJsonString(CatalogJson.Options));
}
