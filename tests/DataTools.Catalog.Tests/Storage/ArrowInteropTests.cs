using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Tests.Storage;

/// <summary>
/// Another implementation of Arrow, npm's apache-arrow on Node, reads what we write. DATATOOLS_APACHE_ARROW names the
/// folder whose node_modules hold it: npm install --prefix FOLDER apache-arrow
/// </summary>
public sealed class ArrowInteropTests : IDisposable
{
    private const string ModuleVariable = "DATATOOLS_APACHE_ARROW";

    // Prints one JSON object: what the reader makes of the shards, image bytes as SHA-256.
    private const string Script = """
        const [module_, ...files] = process.argv.slice(2);
        const { readFileSync } = require('fs');
        const { createHash } = require('crypto');
        const arrow = require(module_);
        const out = { shards: [], rows: [] };
        for (const file of files) {
          const reader = arrow.RecordBatchReader.from(readFileSync(file)).open();
          const shard = { format: reader.isStream() ? 'stream' : 'other', batches: [] };
          shard.schema = reader.schema.fields.map(f => `${f.name}: ${f.type}`);
          shard.dictionaries = reader.schema.dictionaries.size;
          shard.huggingface = JSON.parse(reader.schema.metadata.get('huggingface'));
          for (const batch of reader) {
            shard.batches.push(batch.numRows);
            const [image, label, id] = ['image', 'label', 'id'].map(n => batch.getChild(n));
            const [bytes, path] = ['bytes', 'path'].map(n => image.getChild(n));
            shard.nulls = [image, bytes, label, id].map(c => c.nullCount).concat(shard.nulls ?? []);
            for (let i = 0; i < batch.numRows; i++)
              out.rows.push({
                id: id.get(i), label: Number(label.get(i)), path: path.get(i),
                sha: createHash('sha256').update(bytes.get(i)).digest('hex'), type: typeof label.get(i),
              });
          }
          out.shards.push(shard);
        }
        console.log(JSON.stringify(out));
        """;

    // The columns of annotations as plain JSON.
    private const string AnnotationScript = """
        const [module_, ...files] = process.argv.slice(2);
        const arrow = require(module_);
        const plain = v => v === null || v === undefined ? null : typeof v === 'bigint' ? Number(v)
          : v instanceof Uint8Array ? Buffer.from(v).toString('hex')
          : ArrayBuffer.isView(v) || Array.isArray(v) ? Array.from(v, plain)
          : typeof v?.toArray === 'function' && v.type ? Array.from(v, plain)
          : typeof v === 'object' ? Object.fromEntries(Object.entries(v.toJSON ? v.toJSON() : v).map(([k, x]) => [k, plain(x)])) : v;
        const out = { rows: [] };
        for (const batch of arrow.RecordBatchReader.from(require('fs').readFileSync(files[0])).open()) {
          out.columns = batch.schema.fields.map(f => f.name);
          for (let i = 0; i < batch.numRows; i++) {
            const row = {};
            for (const name of out.columns.slice(3)) row[name] = plain(batch.getChild(name).get(i));
            row.segmentation = row.segmentation?.bytes ?? null;
            out.rows.push(row);
          }
        }
        console.log(JSON.stringify(out));
        """;

    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public void Every_sample_is_read_the_same()
    {
        var samples = TestCatalog.Some(2500);
        _catalog.Save("a", 60_000, TestCatalog.Split("train", samples));
        var read = Read("train");

        Assert.True(read["shards"]!.AsArray().Count > 1);
        var rows = read["rows"]!.AsArray();
        Assert.Equal(samples.Length, rows.Count);
        foreach (var (sample, row) in samples.Zip(rows))
        {
            Assert.Equal(sample.Id, row!["id"]!.GetValue<string>());
            Assert.Equal(sample.Label, row["label"]!.GetValue<int>());
            Assert.Equal("bigint", row["type"]!.GetValue<string>());
            Assert.Equal(sample.Path, row["path"]?.GetValue<string>());
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(sample.Image.Span)), row["sha"]!.GetValue<string>());
        }
    }

    [Fact]
    public void The_schema_and_its_features_are_those_of_the_layout()
    {
        _catalog.Save("a", TestCatalog.Split("train", TestCatalog.Some(30)), TestCatalog.Split("test"));
        foreach (var split in new[] { "train", "test" })
        {
            var shard = Assert.Single(Read(split)["shards"]!.AsArray())!;
            Assert.Equal("stream", shard["format"]!.GetValue<string>());
            Assert.Equal(0, shard["dictionaries"]!.GetValue<int>());
            Assert.Equal(["image: Struct<{bytes:Binary, path:Utf8}>", "label: Int64", "id: Utf8"], shard["schema"]!.AsArray().Select(f => f!.GetValue<string>()));
            Assert.All(shard["nulls"]!.AsArray(), n => Assert.Equal(0, n!.GetValue<int>()));
            var expected = """
                {"info": {"features": {"image": {"_type": "Image"}, "label": {"names": ["T-shirt/top", "Σκύλος", "犬 🐕"], "_type": "ClassLabel"},
                                       "id": {"dtype": "string", "_type": "Value"}}}}
                """;
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), shard["huggingface"]), shard["huggingface"]!.ToJsonString());
            Assert.Equal(split == "train" ? 30 : 0, shard["batches"]!.AsArray().Sum(b => b!.GetValue<int>()));
        }
    }

    [Fact]
    public void Annotations_are_read_the_same()
    {
        var said = new SampleAnnotations
        {
            Labels = [0, 2],
            Objects =
            [
                new(1, new(1.5, 2, 3, 4.25)) { Flags = ObjectFlags.Crowd | ObjectFlags.Difficult, Mask = RleMask.FromRuns(2, 2, [1, 3]), Area = 7 },
                new(2, new(0, 0, 9, 9)) { Polygons = [[0, 0, 4, 0, 4, 4], [5, 5, 6, 5, 6, 6, 5, 6]], Keypoints = [new(1, 2, 2)] },
            ],
            Segmentation = new byte[] { 1, 2, 3 },
            License = "CC0-1.0",
        };
        using (var writer = _catalog.Store.Create("a", new DatasetContent(TestCatalog.Classes, []) { Kinds = said.Kinds }))
        {
            Sample[] samples = [new("plain", new byte[] { 1 }, 0), new("said", new byte[] { 2 }, -1) { Annotations = said }];
            writer.WriteSplit(TestCatalog.Split("train", samples), null, TestContext.Current.CancellationToken);
            writer.Commit(TestCatalog.Draft("a"));
        }
        var read = Read("train", AnnotationScript);
        Assert.Equal(
            "image label id labels objects segmentation license source_url".Split(' '), read["columns"]!.AsArray().Select(c => c!.GetValue<string>()));
        var expected = """
            [{"labels": [], "objects": [], "segmentation": null, "license": null, "source_url": null},
             {"labels": [0, 2], "segmentation": "010203", "license": "CC0-1.0", "source_url": null,
              "objects": [
                {"bbox": [1.5, 2, 3, 4.25], "category": 1, "area": 7, "iscrowd": true, "truncated": false, "difficult": true, "occluded": false,
                 "mask": {"size": [2, 2], "counts": "13"}, "polygons": [], "keypoints": []},
                {"bbox": [0, 0, 9, 9], "category": 2, "area": null, "iscrowd": false, "truncated": false, "difficult": false, "occluded": false,
                 "mask": null, "polygons": [[0, 0, 4, 0, 4, 4], [5, 5, 6, 5, 6, 6, 5, 6]], "keypoints": [1, 2, 2]}]}]
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), read["rows"]), read["rows"]!.ToJsonString());
    }

    private JsonNode Read(string split, string script = Script)
    {
        var folder = Environment.GetEnvironmentVariable(ModuleVariable);
        Assert.SkipWhen(string.IsNullOrEmpty(folder), $"{ModuleVariable} names no folder with node_modules/apache-arrow: npm install --prefix FOLDER apache-arrow");
        var module = Path.Combine(Path.GetFullPath(folder!), "node_modules", "apache-arrow");
        Assert.SkipUnless(Directory.Exists(module), $"there is no {module}");
        var file = _catalog["read.cjs"];
        File.WriteAllText(file, script);

        var state = JsonDocument.Parse(File.ReadAllBytes(_catalog["a", split, "state.json"])).RootElement;
        var shards = state.GetProperty("_data_files").EnumerateArray().Select(f => _catalog["a", split, f.GetProperty("filename").GetString()!]);
        var start = new ProcessStartInfo("node", [file, module, .. shards])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Start(start);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.GetAwaiter().GetResult());
        return JsonNode.Parse(output)!;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("node is not on the PATH");
            throw;
        }
    }
}
