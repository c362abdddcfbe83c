using System.Text.Json.Nodes;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace DataTools.Catalog.Storage;

/// <summary>
/// The columns of an entry, as Arrow types and as the <c>features</c> JSON of Hugging Face <c>datasets</c>.
/// </summary>
internal static class EntryFeatures
{
    public const string Image = "image", Label = "label", Id = "id", Bytes = "bytes", Path = "path";

    public static StructType ImageType { get; } = new([
        new Field(Bytes, BinaryType.Default, nullable: true),
        new Field(Path, StringType.Default, nullable: true),
    ]);

    /// <summary>The schema, with the features under the metadata key <c>huggingface</c>.</summary>
    public static Schema Schema(IReadOnlyList<string> classes) => new(
        [
            new Field(Image, ImageType, nullable: true),
            new Field(Label, Int64Type.Default, nullable: true),
            new Field(Id, StringType.Default, nullable: true),
        ],
        [new("huggingface", new JsonObject { ["info"] = new JsonObject { ["features"] = Json(classes) } }.ToJsonString())]);

    public static JsonObject Json(IReadOnlyList<string> classes) => new()
    {
        [Image] = new JsonObject { ["_type"] = "Image" },
        [Label] = new JsonObject
        {
            ["names"] = new JsonArray([.. classes.Select(c => (JsonNode)c)]),
            ["_type"] = "ClassLabel",
        },
        [Id] = new JsonObject { ["dtype"] = "string", ["_type"] = "Value" },
    };
}
