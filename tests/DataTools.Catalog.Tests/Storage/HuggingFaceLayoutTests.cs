using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace DataTools.Catalog.Tests.Storage;

/// <summary>The files of an entry are those that Hugging Face's save_to_disk writes, key by key.</summary>
public sealed class HuggingFaceLayoutTests : IDisposable
{
    private const string Features = """
        {"image": {"_type": "Image"},
         "label": {"names": ["T-shirt/top", "Σκύλος", "犬 🐕"], "_type": "ClassLabel"},
         "id": {"dtype": "string", "_type": "Value"}}
        """;

    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public void The_folder_holds_these_files()
    {
        _catalog.Save("a", 10_000, TestCatalog.Split("train", TestCatalog.Some(500)), TestCatalog.Split("test", TestCatalog.Some(0)));
        var shards = Directory.EnumerateFiles(_catalog["a", "train"], "*.arrow").Count();
        Assert.True(shards > 1);
        string[] expected =
        [
            "dataset.json", "dataset_dict.json", "test/data-00000-of-00001.arrow", "test/dataset_info.json", "test/state.json",
            .. Enumerable.Range(0, shards).Select(i => $"train/data-{i:D5}-of-{shards:D5}.arrow"), "train/dataset_info.json", "train/state.json",
        ];
        Assert.Equal(expected, Directory.EnumerateFiles(_catalog["a"], "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(_catalog["a"], f).Replace('\\', '/')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_splits_are_named()
    {
        SaveTwo();
        AssertJson("""{"splits": ["train", "test"]}""", Json("dataset_dict.json"));
    }

    [Fact]
    public void The_state_has_every_key_that_is_read()
    {
        SaveTwo();
        var state = Json("train", "state.json");
        var fingerprint = state["_fingerprint"]!.GetValue<string>();
        Assert.Matches("^[0-9a-f]{16}$", fingerprint);
        AssertJson(
            $$"""
            {"_data_files": [{"filename": "data-00000-of-00001.arrow"}], "_fingerprint": "{{fingerprint}}", "_format_columns": null,
             "_format_kwargs": {}, "_format_type": null, "_output_all_columns": false, "_split": "train"}
            """, state);
    }

    [Fact]
    public void The_info_has_features_and_splits()
    {
        SaveTwo();
        var bytes = TestCatalog.Some(5).Sum(s => s.Image.Length);
        AssertJson(
            $$"""
            {"description": "Things", "citation": "", "homepage": "https://example.org", "license": "MIT", "features": {{Features}},
             "splits": {"train": {"name": "train", "num_bytes": {{bytes}}, "num_examples": 5, "dataset_name": "a"},
                        "test": {"name": "test", "num_bytes": 0, "num_examples": 0, "dataset_name": "a"} } }
            """, Json("test", "dataset_info.json"));
    }

    [Fact]
    public void A_shard_is_a_stream_of_aligned_messages_with_an_end()
    {
        _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(2500)));
        var shard = File.ReadAllBytes(_catalog["a", "train", "data-00000-of-00001.arrow"]);
        Assert.Equal([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0], shard[^8..]);
        // A file footer would make it another format.
        Assert.NotEqual("ARROW1", Encoding.ASCII.GetString(shard, 0, 6));
        var metadata = BinaryPrimitives.ReadInt32LittleEndian(shard.AsSpan(4));
        Assert.Equal(0, (8 + metadata) % 8);
        // After the schema comes the first record batch, which begins with the same mark.
        Assert.Equal(-1, BinaryPrimitives.ReadInt32LittleEndian(shard.AsSpan(8 + metadata)));
        Assert.Equal(0, shard.Length % 8);
    }

    private void SaveTwo()
    {
        using var writer = _catalog.Store.Create("a", TestCatalog.Classes);
        writer.WriteSplit(TestCatalog.Split("test"), null, TestContext.Current.CancellationToken);
        writer.WriteSplit(TestCatalog.Split("train", TestCatalog.Some(5)), null, TestContext.Current.CancellationToken);
        writer.Commit(TestCatalog.Draft("a") with { Title = "Things", Homepage = "https://example.org", License = "MIT" });
    }

    private JsonNode Json(params string[] parts) => JsonNode.Parse(File.ReadAllBytes(_catalog[["a", .. parts]]))!;

    private static void AssertJson(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
