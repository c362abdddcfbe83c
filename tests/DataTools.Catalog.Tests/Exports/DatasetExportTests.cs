using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Exports;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Tests.Storage;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Exports;

public sealed class DatasetExportTests : IDisposable
{
    private readonly TestCatalog _catalog = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _catalog.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string> Layouts => [.. DatasetExports.All.Select(e => e.Name)];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void The_same_entry_gives_the_same_bytes(string layout)
    {
        using var entry = Entry();
        var first = ReadBack.Export(entry, layout, _folder["a"]);
        ReadBack.Export(entry, layout, _folder["b"]);
        Assert.Equal(Files("a"), Files("b"));
        Assert.Equal((first.Files, first.Bytes), (Files("a").Count, Directory.EnumerateFiles(_folder["a"], "*", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length)));
        Assert.Equal(20, first.Samples);
    }

    [Fact]
    public void An_empty_folder_is_taken_and_anything_else_refused()
    {
        using var entry = Entry();
        Directory.CreateDirectory(_folder["empty"]);
        ReadBack.Export(entry, "csv", _folder["empty"]);
        Assert.Contains("is there already", Assert.Throws<InvalidInputException>(() => ReadBack.Export(entry, "csv", _folder["empty"])).Message, StringComparison.Ordinal);
        _folder.Write("file", [1]);
        Assert.Throws<InvalidInputException>(() => ReadBack.Export(entry, "csv", _folder["file"]));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void What_is_stopped_leaves_nothing_behind(string layout)
    {
        using var entry = Entry();
        using var stop = new CancellationTokenSource();
        var export = DatasetExports.Named(layout);
        Assert.Throws<OperationCanceledException>(() => export.Run(entry, _folder["out"], new StopAt(5, stop), stop.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told()
    {
        using var entry = Entry();
        _folder.Write("file", [1]);
        Assert.Throws<StorageException>(() => ReadBack.Export(entry, "csv", _folder["file", "below"]));
    }

    [Fact]
    public void An_unknown_layout_is_told_with_what_there_is() =>
        Assert.Contains("yolo", Assert.Throws<NotFoundException>(() => DatasetExports.Named("yollo")).Hint, StringComparison.Ordinal);

    [Fact]
    public void The_Hubs_card_says_files_features_licence_and_counts()
    {
        using var entry = Entry();
        ReadBack.Export(entry, "parquet", _folder["out"]);
        var card = File.ReadAllText(_folder["out", "README.md"]);
        Assert.StartsWith(
            """
            ---
            license: unknown
            pretty_name: "set"
            task_categories:
            - "image-classification"
            size_categories:
            - n<1K
            configs:
            - config_name: default
              data_files:
              - split: train
                path: data/train-*
            dataset_info:
              features:
              - name: "image"
                dtype: image
              - name: "label"
                dtype:
                  class_label:
                    names:
                      '0': "T-shirt/top"
                      '1': "Σκύλος"
                      '2': "犬 🐕"
              - name: "id"
                dtype: string
              - name: "labels"
                list:
                  class_label:
                    names:
                      '0': "T-shirt/top"
                      '1': "Σκύλος"
                      '2': "犬 🐕"
              - name: "objects"
                list:
                - name: "bbox"
                  list: float64
                  length: 4
                - name: "category"
            """.ReplaceLineEndings("\n"), card, StringComparison.Ordinal);
        Assert.Contains("    - name: \"polygons\"\n      list:\n        list: float64\n", card, StringComparison.Ordinal);
        Assert.Contains("    - name: \"mask\"\n      struct:\n      - name: \"size\"\n        list: int64\n        length: 2\n", card, StringComparison.Ordinal);
        // It is YAML.
        var yaml = new YamlDotNet.RepresentationModel.YamlStream();
        yaml.Load(new StringReader(card.Split("---\n")[1]));
    }

    [Fact]
    public void Croissant_gives_the_checksum_of_each_file_and_a_field_for_each_column()
    {
        using var entry = Entry();
        ReadBack.Export(entry, "croissant", _folder["out"]);
        var json = JsonNode.Parse(File.ReadAllText(_folder["out", "croissant.json"]))!;
        var file = json["distribution"]!.AsArray().Single()!;
        var bytes = File.ReadAllBytes(_folder["out", file["contentUrl"]!.GetValue<string>()]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), file["sha256"]!.GetValue<string>());
        Assert.Equal($"{bytes.Length} B", file["contentSize"]!.GetValue<string>());
        var sets = json["recordSet"]!.AsArray().ToDictionary(r => r!["@id"]!.GetValue<string>(), r => r!);
        Assert.Equal(["splits", "classes", "samples-train"], sets.Keys);
        Assert.Equal(["image", "label", "id", "labels", "objects"], sets["samples-train"]["field"]!.AsArray().Select(f => f!["source"]!["extract"]!["column"]!.GetValue<string>()));
        Assert.All(sets["samples-train"]["field"]!.AsArray(), f => Assert.Equal("data/train-00000-of-00001.parquet", f!["source"]!["fileObject"]!["@id"]!.GetValue<string>()));
        // Every term that is no property of schema.org is one that the context names.
        Assert.Equal("cr:recordSet", json["@context"]!["recordSet"]!.GetValue<string>());
    }

    [Fact]
    public void Splits_by_other_names_are_told()
    {
        var content = new DatasetContent(["a", "b"], [TestCatalog.Split("extra", new Sample("1", StoredPng.Encode([0], 1, 1), 0))]);
        using var entry = _catalog.Make(content);
        Assert.Contains(ReadBack.Export(entry, "parquet", _folder["out"]).Losses, l => l.What.Contains("splits", StringComparison.Ordinal) && l.Count == 1);
    }

    private Entry Entry()
    {
        Sample[] samples = [.. Enumerable.Range(0, 20).Select(i => new Sample($"{i}", StoredPng.Encode(new byte[12], 4, 3), (i % 4) - 1)
        {
            Annotations = new() { Labels = [i % 3], Objects = i % 2 == 0 ? [] : [new(i % 3, new(0.5, 1, 2, 2)) { Polygons = [[0, 0, 1, 0, 1, 1]] }] },
        })];
        _catalog.Store.Write(TestCatalog.Draft("set"), new(TestCatalog.Classes, [TestCatalog.Split("train", samples)]) { Kinds = AnnotationKinds.Labels | AnnotationKinds.Objects });
        return _catalog.Store.Open("set");
    }

    private List<(string Path, string Hash)> Files(string folder) =>
        [.. Directory.EnumerateFiles(_folder[folder], "*", SearchOption.AllDirectories).Select(f => (Path.GetRelativePath(_folder[folder], f), Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))))).Order()];

    private sealed class StopAt(long count, CancellationTokenSource stop) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value == count)
                stop.Cancel();
        }
    }
}
