using System.Text;
using DataTools.Catalog.Annotations;

namespace DataTools.Catalog.Storage;

/// <summary>
/// The samples of one split of an open entry, by index or in order. Reading copies and allocates nothing: spans point
/// into the mapped file and must not be used after the entry is disposed. Any number of threads may read at once.
/// </summary>
public sealed class EntrySplit : IDisposable
{
    private readonly List<MappedFile> _shards = [];
    private readonly ShardBatch[] _batches;
    private readonly int[] _starts;
    private readonly string _folder;

    internal EntrySplit(string folder, string name, int expected, int classes)
    {
        _folder = folder;
        Name = name;
        var batches = new List<ShardBatch>();
        try
        {
            foreach (var path in HuggingFaceLayout.ReadShards(folder))
            {
                if (!File.Exists(path))
                    throw new CorruptFileException(path, "the shard is missing", Entry.RepairHint(path));
                _shards.Add(new MappedFile(path));
                batches.AddRange(ShardReader.Read(_shards[^1], path, classes));
            }
            var count = batches.Sum(b => (long)b.Rows);
            if (count != expected)
                throw new CorruptFileException(folder, $"{count} samples, the card says {expected}", Entry.RepairHint(folder));
        }
        catch
        {
            Dispose();
            throw;
        }
        _batches = [.. batches];
        _starts = new int[_batches.Length];
        foreach (var (i, batch) in batches.Index())
        {
            _starts[i] = Count;
            Count += batch.Rows;
        }
    }

    /// <summary>train, validation, test ...</summary>
    public string Name { get; }

    /// <summary>How many samples.</summary>
    public int Count { get; }

    /// <summary>The fault of a sample whose image cannot be decoded, with where it lies and what to do about it.</summary>
    public BadSampleException Damaged(BadSampleException fault) =>
        new(fault.Sample, $"{fault.Reason}, in {_folder}", Entry.RepairHint(_folder));

    /// <summary>The encoded image of sample <paramref name="index"/>.</summary>
    public ReadOnlySpan<byte> Image(int index)
    {
        ref readonly var batch = ref Find(index, out var row);
        return batch.Image(row);
    }

    /// <summary>The label of sample <paramref name="index"/>; <see cref="Catalog.Sample.Unlabelled"/> where it has none.</summary>
    public int Label(int index)
    {
        ref readonly var batch = ref Find(index, out var row);
        return batch.Label(row);
    }

    /// <summary>The id of sample <paramref name="index"/>.</summary>
    public string Id(int index) => Encoding.UTF8.GetString(IdUtf8(index));

    /// <summary>The id of sample <paramref name="index"/>, without making a string.</summary>
    public ReadOnlySpan<byte> IdUtf8(int index)
    {
        ref readonly var batch = ref Find(index, out var row);
        return batch.Id(row);
    }

    /// <summary>Where the image of sample <paramref name="index"/> lay in its source, or null.</summary>
    public string? Path(int index)
    {
        ref readonly var batch = ref Find(index, out var row);
        return batch.HasPath(row) ? Encoding.UTF8.GetString(batch.Path(row)) : null;
    }

    /// <summary>What is said about the image of sample <paramref name="index"/> beside its label; makes new lists each time.</summary>
    public SampleAnnotations Annotations(int index)
    {
        ref readonly var batch = ref Find(index, out var row);
        return batch.Annotations?.Row(row) ?? SampleAnnotations.None;
    }

    /// <summary>The samples in order, each with a copy of its image: for writing another entry.</summary>
    public IEnumerable<Sample> Samples()
    {
        for (var i = 0; i < Count; i++)
            yield return Sample(i);
    }

    /// <summary>Sample <paramref name="index"/>, with a copy of its image.</summary>
    public Sample Sample(int index) => new(Id(index), Image(index).ToArray(), Label(index), Path(index)) { Annotations = Annotations(index) };

    /// <inheritdoc/>
    public void Dispose() => _shards.ForEach(s => s.Dispose());

    private ref readonly ShardBatch Find(int index, out int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var batch = Array.BinarySearch(_starts, index);
        if (batch < 0)
            batch = ~batch - 1;
        row = index - _starts[batch];
        return ref _batches[batch];
    }
}
