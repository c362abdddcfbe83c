using System.Buffers.Binary;

namespace DataTools.Catalog.Storage;

/// <summary>
/// Finds the nested columns of one batch, depth first as the metadata lists them, and looks at every offset and class once.
/// </summary>
/// <param name="file">The shard.</param>
/// <param name="body">The batch's body.</param>
/// <param name="start">Where the body begins in the file.</param>
/// <param name="nodes">Length and nulls of each column that is left.</param>
/// <param name="buffers">Offset and length of each buffer that is left.</param>
/// <param name="classes">How many classes there are.</param>
internal ref struct ColumnReader(
    MappedFile file, ReadOnlySpan<byte> body, int start, ReadOnlySpan<byte> nodes, ReadOnlySpan<byte> buffers, int classes)
{
    private readonly ReadOnlySpan<byte> _body = body, _nodes = nodes, _buffers = buffers;
    private int _node, _buffer;

    /// <summary>The columns; null where there are none. Throws <see cref="InvalidDataException"/>, or what spans throw.</summary>
    public AnnotationColumns? Read(IReadOnlyList<(string Name, Feature Feature)> features, int rows)
    {
        var columns = new Dictionary<string, Column>(StringComparer.Ordinal);
        foreach (var (name, feature) in features)
        {
            var column = Next(feature);
            Check(column.Length == rows, "the columns differ in length");
            columns.Add(name, column);
        }
        Check(16 * _node == _nodes.Length && 16 * _buffer == _buffers.Length, "a batch has other columns");
        return columns.Count == 0 ? null : new(columns);
    }

    private Column Next(Feature feature)
    {
        var length = Int64(_nodes, 2 * _node);
        var nulls = Int64(_nodes, (2 * _node) + 1);
        _node++;
        Check(length >= 0 && length <= 8L * _body.Length, "a column is longer than its batch");
        var rows = (int)length;
        var validity = Buffer(nulls == 0 ? 0 : (rows + 7) / 8, out _);
        if (nulls == 0)
            validity = -1;
        switch (feature)
        {
            case Feature.Image:
                return new(file, rows, validity, -1, -1, [Part(new Feature.Value(Apache.Arrow.Types.BinaryType.Default, "binary"), rows), Part(Feature.Text, rows)]);
            case Feature.Struct parts:
                var columns = new List<Column>();
                foreach (var (_, part) in parts.Parts)
                    columns.Add(Part(part, rows));
                return new(file, rows, validity, -1, -1, columns);
            case Feature.List { Length: > 0 and var each } list:
                return new(file, rows, validity, -1, -1, [Part(list.Item, checked(rows * each))]);
            case Feature.List list:
                var ends = Buffer(rows == 0 ? 0 : checked(4 * (rows + 1)), out _);
                var items = Next(list.Item);
                CheckOffsets(ends, rows, items.Length);
                return new(file, rows, validity, ends, -1, [items]);
            case Feature.Value { Name: "string" or "binary" }:
                var offsets = Buffer(rows == 0 ? 0 : checked(4 * (rows + 1)), out _);
                var bytes = Buffer(0, out var size);
                CheckOffsets(offsets, rows, size);
                return new(file, rows, validity, offsets, bytes, []);
            case Feature.Value { Name: "bool" }:
                return new(file, rows, validity, -1, Buffer((rows + 7) / 8, out _), []);
            default:
                var values = new Column(file, rows, validity, -1, Buffer(checked(8 * rows), out _), []);
                if (feature is Feature.ClassLabel)
                    CheckClasses(values);
                return values;
        }
    }

    private Column Part(Feature feature, int rows)
    {
        var part = Next(feature);
        Check(part.Length == rows, "the parts of a column differ in length");
        return part;
    }

    private readonly void CheckClasses(Column values)
    {
        for (var i = 0; i < values.Length; i++)
            Check(values.IsNull(i) || (values.Int64(i) >= 0 && values.Int64(i) < classes), $"a class is not one of the {classes} there are");
    }

    private readonly void CheckOffsets(int offsets, int rows, int dataLength)
    {
        if (rows == 0)
            return;
        var last = 0;
        var span = _body.Slice(offsets - start, 4 * (rows + 1));
        for (var i = 0; i < span.Length; i += 4)
        {
            var next = BinaryPrimitives.ReadInt32LittleEndian(span[i..]);
            Check(next >= last && next <= dataLength, "a value lies outside its column");
            last = next;
        }
    }

    // Where the next buffer begins in the file.
    private int Buffer(int needed, out int length)
    {
        var offset = Int64(_buffers, 2 * _buffer);
        var size = Int64(_buffers, (2 * _buffer) + 1);
        _buffer++;
        Check(offset >= 0 && offset <= _body.Length && size >= needed && size <= _body.Length - offset, "a column lies outside its batch");
        length = (int)size;
        return start + (int)offset;
    }

    private static long Int64(ReadOnlySpan<byte> numbers, int index) => BinaryPrimitives.ReadInt64LittleEndian(numbers[(8 * index)..]);

    private static void Check(bool good, string reason)
    {
        if (!good)
            throw new InvalidDataException(reason);
    }
}
