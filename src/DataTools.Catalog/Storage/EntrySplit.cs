using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace DataTools.Catalog.Storage;

/// <summary>
/// The samples of one split of an open entry, by index or in order. Reading copies and allocates nothing: spans point
/// into the mapped file and are valid until the entry is disposed. Any number of threads may read at once.
/// </summary>
public sealed class EntrySplit : IDisposable
{
    private readonly record struct Batch(BinaryArray Images, StringArray Paths, Int64Array Labels, StringArray Ids);

    private readonly List<IDisposable> _owned = [];
    private readonly Batch[] _batches;
    private readonly int[] _starts;

    internal EntrySplit(string folder, string name, int expected)
    {
        Name = name;
        var batches = new List<Batch>();
        var starts = new List<int>();
        try
        {
            foreach (var shard in HuggingFaceLayout.ReadShards(folder))
                ReadShard(shard, batches, starts);
            if (Count != expected)
                throw new CorruptFileException(folder, $"{Count} samples, the card says {expected}", Entry.RepairHint);
        }
        catch
        {
            Dispose();
            throw;
        }
        _batches = [.. batches];
        _starts = [.. starts];
    }

    /// <summary>train, validation, test ...</summary>
    public string Name { get; }

    /// <summary>How many samples.</summary>
    public int Count { get; private set; }

    /// <summary>The encoded image of sample <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> Image(int index)
    {
        ref readonly var batch = ref Find(index, out var row);
        return batch.Images.GetBytes(row);
    }

    /// <summary>The label of sample <paramref name="index"/>; <see cref="Sample.Unlabelled"/> where it has none.</summary>
    public int Label(int index)
    {
        ref readonly var batch = ref Find(index, out var row);
        return (int)batch.Labels.Values[row];
    }

    /// <summary>The id of sample <paramref name="index"/>.</summary>
    public string Id(int index) => Encoding.UTF8.GetString(IdUtf8(index));

    /// <summary>The id of sample <paramref name="index"/>, without making a string.</summary>
    public ReadOnlySpan<byte> IdUtf8(int index)
    {
        ref readonly var batch = ref Find(index, out var row);
        return batch.Ids.GetBytes(row);
    }

    /// <summary>Where the image of sample <paramref name="index"/> lay in its source, or null.</summary>
    public string? Path(int index)
    {
        ref readonly var batch = ref Find(index, out var row);
        return batch.Paths.GetString(row);
    }

    /// <summary>The samples in order, each with a copy of its image: for writing another entry.</summary>
    public IEnumerable<Sample> Samples()
    {
        for (var i = 0; i < Count; i++)
            yield return new(Id(i), Image(i).ToArray(), Label(i), Path(i));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var owned in _owned)
            owned.Dispose();
        _owned.Clear();
    }

    private ref readonly Batch Find(int index, out int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var batch = System.Array.BinarySearch(_starts, index);
        if (batch < 0)
            batch = ~batch - 1;
        row = index - _starts[batch];
        return ref _batches[batch];
    }

    private void ReadShard(string path, List<Batch> batches, List<int> starts)
    {
        if (!File.Exists(path))
            throw new CorruptFileException(path, "the shard is missing", Entry.RepairHint);
        var mapped = new MappedFile(path);
        _owned.Add(mapped);
        try
        {
            var reader = new ArrowStreamReader(mapped.Memory);
            _owned.Add(reader);
            while (reader.ReadNextRecordBatch() is { } batch)
            {
                // An empty batch would start where the next one does; the search needs distinct starts.
                if (batch.Length == 0)
                    continue;
                var image = (StructArray)batch.Column(EntryFeatures.Image);
                batches.Add(new(
                    (BinaryArray)image.Fields[0], (StringArray)image.Fields[1],
                    (Int64Array)batch.Column(EntryFeatures.Label), (StringArray)batch.Column(EntryFeatures.Id)));
                starts.Add(Count);
                Count += batch.Length;
            }
        }
        catch (Exception e) when (e is not DataToolsException)
        {
            throw new CorruptFileException(path, $"not the Arrow stream it should be ({e.Message})", Entry.RepairHint, e);
        }
    }
}
