using System.Text.Json.Nodes;
using DataTools.Catalog.Storage;
using Parquet;
using Parquet.Schema;

namespace DataTools.Catalog.Exports.Parquet;

/// <summary>
/// Parquet as the Hugging Face Hub has it: <c>data/SPLIT-00000-of-0000N.parquet</c> with the columns of an entry and its
/// features under the key <c>huggingface</c>, and a card, README.md, so that the folder can be uploaded as a data set
/// repository. Says everything but the names of keypoints.
/// </summary>
internal static class ParquetExport
{
    /// <summary>The key of a file's own metadata that says that ids and annotations are ours to read back.</summary>
    public const string Mark = "datatools";

    private const long ShardBytes = 500_000_000, GroupBytes = 64 << 20;
    private const int GroupRows = 1000;

    public static DatasetExport Export { get; } = new("parquet", "Parquet with a card, as the Hugging Face Hub has it", run =>
    {
        Write(run);
        run.WriteText("README.md", HubCard.Of(run.Card, run.Bytes));
    })
    { NeedsClasses = false };

    /// <summary>Writes the tables; gives the paths of each split's.</summary>
    public static IReadOnlyList<(string Split, IReadOnlyList<string> Paths)> Write(ExportRun run)
    {
        run.Losses.Add("names of keypoints", "classes", run.Card.Keypoints.Count);
        return [.. run.Entry.Splits.Select(s => (s.Name, Write(run, s)))];
    }

    private static IReadOnlyList<string> Write(ExportRun run, EntrySplit split)
    {
        var ends = ShardEnds(split);
        var paths = Enumerable.Range(0, ends.Count).Select(n => $"data/{split.Name}-{n:D5}-of-{ends.Count:D5}.parquet").ToList();
        using var rows = run.Each(split).GetEnumerator();
        for (var shard = 0; shard < ends.Count; shard++)
        {
            using var stream = run.Create(paths[shard]);
            WriteAsync(run, split, rows, ends[shard] - (shard == 0 ? 0 : ends[shard - 1]), stream).GetAwaiter().GetResult();
        }
        rows.MoveNext();
        return paths;
    }

    // Where each shard ends, so that their number is known before the first is named.
    private static List<int> ShardEnds(EntrySplit split)
    {
        var ends = new List<int>();
        var bytes = 0L;
        for (var i = 0; i < split.Count; i++)
        {
            if (bytes > 0 && bytes + split.Image(i).Length > ShardBytes)
            {
                ends.Add(i);
                bytes = 0;
            }
            bytes += split.Image(i).Length;
        }
        ends.Add(split.Count);
        return ends;
    }

    private static async Task WriteAsync(ExportRun run, EntrySplit split, IEnumerator<int> rows, int count, Stream stream)
    {
        var columns = EntryFeatures.All(run.Card.Classes, run.Card.Annotations).Select(c => (c.Name, Shape: ParquetShape.Of(c.Name, c.Feature))).ToList();
        var schema = new ParquetSchema(columns.Select(c => c.Shape.Field));
        var placed = schema.GetDataFields();
        var leaves = columns.SelectMany(c => c.Shape.Leaves).ToList();
        await using var writer = await ParquetWriter.CreateAsync(schema, stream, cancellationToken: run.Cancellation);
        writer.CustomMetadata = new Dictionary<string, string>
        {
            ["huggingface"] = new JsonObject { ["info"] = new JsonObject { ["features"] = EntryFeatures.Json(run.Card.Classes, run.Card.Annotations) } }.ToJsonString(),
            [Mark] = "1",
        };
        for (var done = 0; done < count;)
        {
            var (inGroup, bytes) = (0, 0L);
            for (; done < count && inGroup < GroupRows && bytes < GroupBytes && rows.MoveNext(); inGroup++, done++)
            {
                var sample = split.Sample(rows.Current);
                bytes += sample.Image.Length;
                foreach (var (name, shape) in columns)
                    shape.Add(Value(name, sample));
            }
            using var group = writer.CreateRowGroup();
            foreach (var (leaf, field) in leaves.Zip(placed))
                await leaf.WriteAsync(group, field, run.Cancellation);
            group.CompleteValidate();
        }
    }

    private static object? Value(string column, Sample sample) => column switch
    {
        EntryFeatures.Image => new object?[] { sample.Image.ToArray(), sample.Path },
        EntryFeatures.Label => (long)sample.Label,
        EntryFeatures.Id => sample.Id,
        _ => AnnotationValues.Of(column, sample.Annotations),
    };
}
