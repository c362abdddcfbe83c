using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace DataTools.Catalog.Storage;

/// <summary>
/// Finds the record batches of a shard: an Arrow IPC stream (arrow.apache.org/docs/format/Columnar.html and the
/// FlatBuffers schemas Message.fbs and Schema.fbs) with the columns of <see cref="EntryFeatures"/>. Looks at every
/// offset and label once, which costs about 20 bytes a sample, so that reading needs no checks and cannot fail.
/// </summary>
internal ref struct ShardReader
{
    // enum MessageHeader; types are in SchemaCheck.
    private const byte SchemaMessage = 1, BatchMessage = 3;
    private const int Continuation = -1;

    // Depth first: image, its bytes and path, label, id; validity bitmaps, offsets and data in the same order.
    private const int Nodes = 5, Buffers = 12;

    // A loop over every sample in the first milliseconds of a process does not wait for the JIT's second thoughts.
    private const MethodImplOptions Loop = MethodImplOptions.AggressiveOptimization;

    private readonly MappedFile _file;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _classes;
    private IReadOnlyList<(string Name, Feature Feature)> _annotations = [];
    private int _position;

    private ShardReader(MappedFile file, int classes)
    {
        _file = file;
        _bytes = file.Span;
        _classes = classes;
    }

    /// <summary>
    /// The batches that hold samples, in order. Throws <see cref="CorruptFileException"/> where the file is anything
    /// but a whole stream of the expected columns with labels below <paramref name="classes"/>.
    /// </summary>
    public static List<ShardBatch> Read(MappedFile file, string path, int classes)
    {
        try
        {
            return new ShardReader(file, classes).Read();
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            var reason = e is InvalidDataException ? e.Message : "a part of it points outside the file";
            throw new CorruptFileException(path, $"not the Arrow stream it should be: {reason}", Entry.RepairHint(path), e);
        }
    }

    private List<ShardBatch> Read()
    {
        Check(Next(out var header), "it ends before its schema");
        Check(header.Byte(1) == SchemaMessage && header.Int64(3) == 0, "it does not begin with a schema");
        _annotations = SchemaCheck.Annotations(header.Table(2));
        var batches = new List<ShardBatch>();
        while (Next(out header))
        {
            var batch = Batch(header);
            // An empty batch would begin where the next one does; the search for a row needs distinct starts.
            if (batch.Rows > 0)
                batches.Add(batch);
        }
        Check(_position == _bytes.Length, "it goes on after its end");
        return batches;
    }

    // The next message's metadata, or false at the mark of the stream's end.
    private bool Next(out FlatTable message)
    {
        message = default;
        Check(_bytes.Length - _position >= 8, "it is cut off");
        Check(BinaryPrimitives.ReadInt32LittleEndian(_bytes[_position..]) == Continuation, "a message has no mark");
        var length = BinaryPrimitives.ReadInt32LittleEndian(_bytes[(_position + 4)..]);
        _position += 8;
        if (length == 0)
            return false;
        Check(length > 0 && length <= _bytes.Length - _position, "it is cut off");
        message = FlatTable.Root(_bytes.Slice(_position, length));
        _position += length;
        return true;
    }

    private ShardBatch Batch(FlatTable message)
    {
        Check(message.Byte(1) == BatchMessage, "a message is no record batch");
        var body = _position;
        var bodyLength = message.Int64(3);
        Check(bodyLength >= 0 && bodyLength <= _bytes.Length - body, "it is cut off");
        _position += (int)bodyLength;

        var batch = message.Table(2);
        var rows = batch.Int64(0);
        Check(rows >= 0 && rows <= bodyLength, "a batch has more rows than bytes");
        Check(!batch.Has(3), "it is compressed");
        var nodes = batch.Vector(1, 16);
        var buffers = batch.Vector(2, 16);
        Check(nodes.Length >= 16 * Nodes && buffers.Length >= 16 * Buffers, "a batch has other columns");
        for (var i = 0; i < Nodes; i++)
        {
            Check(Int64(nodes, 2 * i) == rows, "the columns differ in length");
            // Only the path may be null.
            Check(i == 2 || Int64(nodes, (2 * i) + 1) == 0, "an image, label or id is missing");
        }

        var pathNulls = Int64(nodes, 5) != 0;
        var layout = new Body(_bytes.Slice(body, (int)bodyLength), buffers, body, (int)rows);
        var columns = new ColumnReader(_file, _bytes.Slice(body, (int)bodyLength), body, nodes[(16 * Nodes)..], buffers[(16 * Buffers)..], _classes);
        return new(
            _file, (int)rows,
            layout.Strings(1, nulls: false), layout.Strings(4, pathNulls), layout.Strings(9, nulls: false),
            layout.Labels(8, _classes), columns.Read(_annotations, (int)rows));
    }

    private static long Int64(ReadOnlySpan<byte> numbers, int index) => BinaryPrimitives.ReadInt64LittleEndian(numbers[(8 * index)..]);

    private static void Check(bool good, string reason)
    {
        if (!good)
            throw new InvalidDataException(reason);
    }

    /// <summary>The body of one batch and the buffers its metadata speaks of.</summary>
    private readonly ref struct Body(ReadOnlySpan<byte> body, ReadOnlySpan<byte> buffers, int start, int rows)
    {
        private readonly ReadOnlySpan<byte> _body = body, _buffers = buffers;

        // Three buffers from `first`: validity, offsets, data.
        public Strings Strings(int first, bool nulls)
        {
            var validity = nulls ? Buffer(first, (rows + 7) / 8, out _) : -1;
            var offsets = Buffer(first + 1, rows == 0 ? 0 : checked(4 * (rows + 1)), out _);
            var data = Buffer(first + 2, 0, out var length);
            if (rows > 0)
                CheckOffsets(_body.Slice(offsets - start, 4 * (rows + 1)), length);
            return new(validity, offsets, data);
        }

        // The buffer after a validity bitmap: values.
        [MethodImpl(Loop)]
        public int Labels(int first, int classes)
        {
            var labels = Buffer(first, checked(8 * rows), out _);
            var values = _body.Slice(labels - start, 8 * rows);
            for (var i = 0; i < values.Length; i += 8)
            {
                var label = BinaryPrimitives.ReadInt64LittleEndian(values[i..]);
                Check(label >= Sample.Unlabelled && label < classes, $"the label {label} is not one of the {classes} classes");
            }
            return labels;
        }

        [MethodImpl(Loop)]
        private static void CheckOffsets(ReadOnlySpan<byte> offsets, int dataLength)
        {
            var last = 0;
            for (var i = 0; i < offsets.Length; i += 4)
            {
                var next = BinaryPrimitives.ReadInt32LittleEndian(offsets[i..]);
                Check(next >= last && next <= dataLength, "a value lies outside its column");
                last = next;
            }
        }

        // Where a buffer begins in the file.
        private int Buffer(int index, int needed, out int length)
        {
            var offset = Int64(_buffers, 2 * index);
            var size = Int64(_buffers, (2 * index) + 1);
            Check(offset >= 0 && offset <= _body.Length && size >= needed && size <= _body.Length - offset, "a column lies outside its batch");
            length = (int)size;
            return start + (int)offset;
        }
    }
}
