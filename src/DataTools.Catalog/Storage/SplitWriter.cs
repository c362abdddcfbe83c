using System.IO.Hashing;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;

namespace DataTools.Catalog.Storage;

/// <summary>
/// Streams the samples of one split into Arrow IPC stream shards. Holds one record batch in memory: at most
/// <see cref="BatchRows"/> rows and <see cref="BatchBytes"/>, or one sample that is larger; and 16 bytes an id.
/// </summary>
internal sealed class SplitWriter : IDisposable
{
    private const int BatchRows = 1000;
    private const long BatchBytes = 16 << 20;

    // A batch is held in 32-bit offsets and a shard is mapped as one span, both of at most 2 GiB.
    private const long LargestSample = 512 << 20;

    // Offsets, label and validity of a row, and no less than the metadata of a batch and its padding.
    private const long RowOverhead = 21, BatchOverhead = 2000;

    private readonly string _folder;
    private readonly Schema _schema;
    private readonly long _shardBytes, _batchBytes;
    private readonly AnnotationKinds _kinds;
    private readonly int[] _classCounts;
    private readonly int[]? _objectCounts, _labelCounts;
    private readonly Dictionary<string, Feature> _features;
    private Dictionary<string, ColumnBuilder> _annotations;
    private readonly SplitFingerprint _fingerprint = new();
    private readonly HashSet<UInt128> _ids = [];
    private readonly List<string> _shards = [];
    private readonly BinaryArray.Builder _image = new();
    private readonly StringArray.Builder _path = new();
    private readonly Int64Array.Builder _label = new();
    private readonly StringArray.Builder _id = new();
    private ShardStaging? _staging;
    private Func<int, string>? _note;
    private FileStream? _file;
    private ArrowStreamWriter? _arrow;
    private int _rows;
    private long _bytes;

    public SplitWriter(string folder, string name, DatasetContent shape, long shardBytes)
    {
        _folder = folder;
        Name = name;
        _kinds = shape.Kinds;
        _schema = EntryFeatures.Schema(shape.Classes, _kinds);
        _features = EntryFeatures.Annotations(shape.Classes).Where(c => _kinds.HasFlag(c.Kind)).ToDictionary(c => c.Name, c => c.Feature);
        _annotations = NewBuilders();
        _shardBytes = shardBytes;
        // A shard is filled batch by batch: small ones fill it well, and leave room for the schema.
        _batchBytes = Math.Min(BatchBytes, shardBytes / 4);
        _classCounts = new int[shape.Classes.Count];
        _objectCounts = _kinds.HasFlag(AnnotationKinds.Objects) ? new int[shape.Classes.Count] : null;
        _labelCounts = _kinds.HasFlag(AnnotationKinds.Labels) ? new int[shape.Classes.Count] : null;
        Directory.CreateDirectory(folder);
    }

    public string Name { get; }

    public int Samples { get; private set; }

    public long Bytes { get; private set; }

    public int Unlabelled { get; private set; }

    /// <summary>How many shards are whole.</summary>
    public int Shards => _shards.Count;

    /// <summary>
    /// Begins behind the shards that an earlier run has left, and keeps those to come. Gives the note of the last; null where
    /// there is none.
    /// </summary>
    public string? Restore(ShardStaging staging, Func<int, string> note, CancellationToken cancellation)
    {
        (_staging, _note) = (staging, note);
        for (string? last = null; ;)
        {
            var name = ShardName(_shards.Count);
            var path = Path.Combine(_folder, name);
            if (staging.Take(Name, _shards.Count, path) is not { } kept)
                return last;
            using var file = new MappedFile(path);
            foreach (var batch in ShardReader.Read(file, path, _classCounts.Length))
            {
                cancellation.ThrowIfCancellationRequested();
                for (var row = 0; row < batch.Rows; row++)
                {
                    _ids.Add(XxHash128.HashToUInt128(batch.Id(row)));
                    Count(batch.Id(row), batch.Label(row), batch.Image(row), batch.Annotations?.Row(row) ?? SampleAnnotations.None);
                }
            }
            _shards.Add(name);
            last = kept.Note;
        }
    }

    public void Add(Sample sample)
    {
        if (sample.Label < Sample.Unlabelled || sample.Label >= _classCounts.Length)
            throw new BadSampleException(sample.Id, $"label {sample.Label} is not one of the {_classCounts.Length} classes");
        var annotations = sample.Annotations;
        if ((annotations.Kinds & ~_kinds) is not AnnotationKinds.None and var unexpected)
            throw new InvalidOperationException($"the sample {sample.Id} has {unexpected}, the content says {_kinds}");
        AnnotationCheck.Check(sample, _classCounts.Length);
        var id = Encoding.UTF8.GetBytes(sample.Id);
        var path = sample.Path is null ? null : Encoding.UTF8.GetBytes(sample.Path);
        var size = sample.Image.Length + (long)id.Length + (path?.Length ?? 0) + RowOverhead + AnnotationCheck.Bytes(annotations);
        if (size > LargestSample)
            throw new BadSampleException(sample.Id, $"{sample.Image.Length} bytes are more than an image may have ({LargestSample >> 20} MiB)");
        if (!_ids.Add(XxHash128.HashToUInt128(id)))
            throw new BadSampleException(sample.Id, $"the id appears twice in the split {Name}");
        if (_rows == BatchRows || (_rows > 0 && _bytes + size > _batchBytes))
            FlushBatch();

        var image = sample.Image.Span;
        _image.Append(image);
        if (path is null)
            _path.AppendNull();
        else
            _path.Append(path.AsSpan());
        _label.Append(sample.Label);
        _id.Append(id.AsSpan());
        AnnotationColumns.Append(_annotations, annotations);
        Count(id, sample.Label, image, annotations);
        _bytes += size;
        _rows++;
    }

    /// <summary>Closes the last shard, gives the shards their final names, writes the split's JSON files.</summary>
    public (SplitCard Card, byte[] Hash) Finish()
    {
        // A split without samples has one shard with an empty batch: readers want a schema.
        if (_rows > 0 || _shards.Count == 0)
            FlushBatch();
        if (_file is not null)
            CloseShard();
        for (var i = 0; i < _shards.Count; i++)
        {
            var name = $"data-{i:D5}-of-{_shards.Count:D5}.arrow";
            File.Move(Path.Combine(_folder, _shards[i]), Path.Combine(_folder, name));
            _shards[i] = name;
        }
        var hash = _fingerprint.Finish();
        HuggingFaceLayout.WriteSplit(_folder, Name, _shards, Convert.ToHexStringLower(hash.AsSpan(0, 8)));
        return (new SplitCard(Name, Samples, Bytes, _classCounts, Unlabelled) { ObjectCounts = _objectCounts, LabelCounts = _labelCounts }, hash);
    }

    private void Count(ReadOnlySpan<byte> id, int label, ReadOnlySpan<byte> image, SampleAnnotations annotations)
    {
        _fingerprint.Add(id, label, image, annotations);
        foreach (var o in annotations.Objects)
            _objectCounts![o.Category]++;
        foreach (var more in annotations.Labels)
            _labelCounts![more]++;
        if (label == Sample.Unlabelled)
            Unlabelled++;
        else
            _classCounts[label]++;
        Samples++;
        Bytes += image.Length;
    }

    private void FlushBatch()
    {
        if (_file is not null && _file.Position + _bytes + BatchOverhead > _shardBytes)
            CloseShard();
        if (_arrow is null)
            OpenShard();
        using var images = _image.Build();
        using var paths = _path.Build();
        using var labels = _label.Build();
        using var ids = _id.Build();
        var pictures = new StructArray(EntryFeatures.ImageType, _rows, [images, paths], ArrowBuffer.Empty, nullCount: 0);
        var more = _annotations.Values.Select(b => b.Build());
        using (var batch = new RecordBatch(_schema, [pictures, labels, ids, .. more], _rows))
            _arrow!.WriteRecordBatch(batch);
        _image.Clear();
        _path.Clear();
        _label.Clear();
        _id.Clear();
        _annotations = NewBuilders();
        _rows = 0;
        _bytes = 0;
    }

    private Dictionary<string, ColumnBuilder> NewBuilders() => _features.ToDictionary(f => f.Key, f => new ColumnBuilder(f.Value), StringComparer.Ordinal);

    private void OpenShard()
    {
        var name = ShardName(_shards.Count);
        _shards.Add(name);
        // No buffer: a batch is written in few large pieces, and on a full disk Dispose must have nothing left to fail on.
        _file = new FileStream(Path.Combine(_folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        _arrow = new ArrowStreamWriter(_file, _schema, leaveOpen: true);
        _arrow.WriteStart();
    }

    private void CloseShard()
    {
        _arrow!.WriteEnd();
        _file!.Flush(flushToDisk: true);
        Dispose(ref _arrow);
        Dispose(ref _file);
        // The rows that wait are for the next one.
        var samples = Samples - _rows;
        _staging?.Keep(Name, _shards.Count - 1, Path.Combine(_folder, _shards[^1]), samples, _note!(samples));
    }

    private static string ShardName(int index) => $"shard-{index:D5}";

    private static void Dispose<T>(ref T? owned)
        where T : class, IDisposable
    {
        owned?.Dispose();
        owned = null;
    }

    public void Dispose()
    {
        Dispose(ref _arrow);
        Dispose(ref _file);
        _fingerprint.Dispose();
    }
}
