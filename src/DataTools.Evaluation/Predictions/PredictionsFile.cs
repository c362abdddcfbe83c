using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using DataTools.Catalog;
using DataTools.Catalog.Storage;

namespace DataTools.Evaluation.Predictions;

/// <summary>
/// A <see cref="PredictionSet"/> on disk: an Arrow IPC file (what polars' <c>read_ipc</c>, pandas' <c>read_feather</c> and
/// pyarrow's <c>ipc.open_file</c> read) with the columns <c>id</c> (string), <c>label</c> (int64, -1 where unlabelled) and
/// <c>logits</c> (fixed-size list of float32, one a class); where a sample may have several classes also <c>labels</c>
/// (fixed-size list of int8, one a class: <see cref="MultiHot"/>). The rest is JSON under the schema's metadata key
/// <c>datatools.predictions</c>, with a SHA-256 over the file. Built and read in memory: at most 2 GiB.
/// </summary>
public static class PredictionsFile
{
    private const string Id = "id", Label = "label", Logits = "logits", Labels = "labels";
    private const string RepairHint = "Delete the file: `datatools evaluate` computes the predictions anew.";

    /// <summary>Writes the file whole or not at all, over an earlier one, making the folder where it is missing.</summary>
    /// <exception cref="StorageException">The disk is full or may not be written.</exception>
    public static void Save(string path, PredictionSet predictions)
    {
        using var memory = new MemoryStream();
        WriteArrow(memory, predictions);
        var bytes = memory.GetBuffer().AsMemory(0, (int)memory.Length);
        PredictionsSeal.Seal(bytes.Span);
        StorageFaults.Explain(path, () => AtomicFile.WriteAllBytes(path, bytes));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="CorruptFileException">Any byte changed, bytes are missing, or it is no predictions file.</exception>
    /// <exception cref="NotFoundException">There is no such file.</exception>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public static PredictionSet Load(string path)
    {
        if (!File.Exists(path))
            throw new NotFoundException($"there are no predictions at {path}");
        byte[] bytes = [];
        StorageFaults.Explain(path, () => bytes = File.ReadAllBytes(path));
        if (PredictionsSeal.Fault(bytes) is { } fault)
            throw new CorruptFileException(path, fault, RepairHint);
        try
        {
            return ReadArrow(path, bytes);
        }
        catch (Exception e) when (e is not DataToolsException)
        {
            throw new CorruptFileException(path, $"not the predictions it should be ({e.Message})", RepairHint, e);
        }
    }

    private static void WriteArrow(Stream stream, PredictionSet predictions)
    {
        FixedSizeListType List(IArrowType item) => new(new Field("item", item, nullable: false), predictions.Classes.Count);
        var (list, states) = (List(FloatType.Default), List(Int8Type.Default));
        var schema = new Schema(
            [
                new Field(Id, StringType.Default, nullable: false),
                new Field(Label, Int64Type.Default, nullable: false),
                new Field(Logits, list, nullable: false),
                .. predictions.IsMultiLabel ? [new Field(Labels, states, nullable: false)] : System.Array.Empty<Field>(),
            ],
            [new(PredictionsHeader.Key, PredictionsHeader.Of(predictions).ToJson())]);
        using var ids = new StringArray.Builder().AppendRange(predictions.Ids).Build();
        using var labels = new Int64Array.Builder().AppendRange(predictions.Labels.Select(l => (long)l)).Build();
        using var values = new FloatArray.Builder().Append(predictions.Logits.AsSpan()).Build();
        using var logits = new FixedSizeListArray(list, predictions.Count, values, ArrowBuffer.Empty);
        using var targets = new Int8Array.Builder().Append(predictions.Targets.AsSpan()).Build();
        using var rows = new FixedSizeListArray(states, predictions.IsMultiLabel ? predictions.Count : 0, targets, ArrowBuffer.Empty);
        IArrowArray[] columns = [ids, labels, logits, .. predictions.IsMultiLabel ? [rows] : System.Array.Empty<IArrowArray>()];
        using var batch = new RecordBatch(schema, columns, predictions.Count);
        using var writer = new ArrowFileWriter(stream, schema, leaveOpen: true);
        writer.WriteStart();
        writer.WriteRecordBatch(batch);
        writer.WriteEnd();
    }

    private static PredictionSet ReadArrow(string path, byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using var reader = new ArrowFileReader(stream, leaveOpen: true);
        using var batch = reader.ReadNextRecordBatch();
        if (!batch.Schema.Metadata.TryGetValue(PredictionsHeader.Key, out var json) || PredictionsHeader.Parse(json) is not { } header)
            throw new CorruptFileException(path, "it has no predictions header", RepairHint);
        if (header.FormatVersion is not (PredictionsHeader.CurrentVersion or PredictionsHeader.MultiLabelVersion))
        {
            throw new CorruptFileException(
                path, $"written in version {header.FormatVersion} of the format, this program reads version {PredictionsHeader.CurrentVersion} and {PredictionsHeader.MultiLabelVersion}",
                RepairHint);
        }
        var ids = (StringArray)batch.Column(Id);
        var labels = (Int64Array)batch.Column(Label);
        var logits = (FloatArray)((FixedSizeListArray)batch.Column(Logits)).Values;
        var set = new PredictionSet(
            header.Name, header.Entry, header.Fingerprint, header.Split, header.Crops, header.Classes,
            [.. Enumerable.Range(0, batch.Length).Select(i => ids.GetString(i))],
            [.. Enumerable.Range(0, batch.Length).Select(i => checked((int)labels.Values[i]))],
            logits.Values.ToArray(), header.MillisecondsPerImage);
        return set with
        {
            Key = header.PredictionKey,
            Forwards = header.Forwards > 0 ? header.Forwards : set.Forwards,
            Targets = header.FormatVersion == PredictionsHeader.MultiLabelVersion
                ? ((Int8Array)((FixedSizeListArray)batch.Column(Labels)).Values).Values.ToArray()
                : null,
        };
    }
}
