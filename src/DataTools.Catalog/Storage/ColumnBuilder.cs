using Apache.Arrow;
using Apache.Arrow.Types;

namespace DataTools.Catalog.Storage;

/// <summary>
/// Collects the values of one column, nested ones through <see cref="Item"/> and <see cref="Part"/>: an item of a list is
/// added to its child before <see cref="AppendList"/> closes the list; a struct's parts are all added before
/// <see cref="AppendStruct"/>.
/// </summary>
internal sealed class ColumnBuilder
{
    private readonly Feature _feature;
    private readonly List<bool> _valid = [];
    private readonly List<long> _numbers = [];
    private readonly List<double> _doubles = [];
    private readonly BinaryArray.Builder _bytes = new();
    private readonly List<int> _ends = [];
    private readonly ColumnBuilder[] _children;

    public ColumnBuilder(Feature feature)
    {
        _feature = feature;
        _children = feature switch
        {
            Feature.List list => [new(list.Item)],
            Feature.Struct parts => [.. parts.Parts.Select(p => new ColumnBuilder(p.Feature))],
            Feature.Image => [new(new Feature.Value(BinaryType.Default, "binary")), new(Feature.Text)],
            _ => [],
        };
    }

    public int Length => _valid.Count;

    public ColumnBuilder Item => _children[0];

    public ColumnBuilder Part(int index) => _children[index];

    public void Append(long value)
    {
        _numbers.Add(value);
        _valid.Add(true);
    }

    public void Append(bool value) => Append(value ? 1L : 0L);

    public void Append(double value)
    {
        _doubles.Add(value);
        _valid.Add(true);
    }

    public void Append(ReadOnlySpan<byte> value)
    {
        _bytes.Append(value);
        _valid.Add(true);
    }

    public void AppendList()
    {
        _ends.Add(Item.Length);
        _valid.Add(true);
    }

    public void AppendStruct() => _valid.Add(true);

    public void AppendNull()
    {
        switch (_feature)
        {
            case Feature.List { Length: > 0 and var length }:
                for (var i = 0; i < length; i++)
                    Item.AppendNull();
                break;
            case Feature.List:
                _ends.Add(Item.Length);
                break;
            case Feature.Struct or Feature.Image:
                foreach (var child in _children)
                    child.AppendNull();
                break;
            case Feature.Value { Type: StringType or BinaryType }:
                _bytes.AppendNull();
                break;
            case Feature.Value { Type: DoubleType }:
                _doubles.Add(0);
                break;
            default:
                _numbers.Add(0);
                break;
        }
        _valid.Add(false);
    }

    /// <summary>The column so far.</summary>
    public IArrowArray Build()
    {
        var nulls = _valid.Count(v => !v);
        var validity = nulls == 0 ? ArrowBuffer.Empty : Bits(_valid);
        var type = _feature.Arrow;
        return type switch
        {
            StructType => new StructArray(type, Length, [.. _children.Select(c => c.Build())], validity, nulls),
            FixedSizeListType => new FixedSizeListArray(type, Length, Item.Build(), validity, nulls),
            ListType => new ListArray(type, Length, Buffer([0, .. _ends]), Item.Build(), validity, nulls),
            StringType => Text(_bytes.Build()),
            BinaryType => _bytes.Build(),
            DoubleType => new DoubleArray(Buffer(_doubles), validity, Length, nulls, 0),
            BooleanType => new BooleanArray(Bits(_numbers.ConvertAll(n => n != 0)), validity, Length, nulls, 0),
            _ => new Int64Array(Buffer(_numbers), validity, Length, nulls, 0),
        };
    }

    private static StringArray Text(BinaryArray array) =>
        new(array.Length, array.ValueOffsetsBuffer, array.ValueBuffer, array.NullBitmapBuffer, array.NullCount);

    private static ArrowBuffer Buffer<T>(IReadOnlyCollection<T> values)
        where T : struct
    {
        var builder = new ArrowBuffer.Builder<T>(values.Count);
        builder.AppendRange(values);
        return builder.Build();
    }

    private static ArrowBuffer Bits(List<bool> values)
    {
        var builder = new ArrowBuffer.BitmapBuilder(values.Count);
        builder.AppendRange(values);
        return builder.Build();
    }
}
