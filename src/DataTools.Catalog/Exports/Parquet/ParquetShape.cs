using DataTools.Catalog.Storage;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace DataTools.Catalog.Exports.Parquet;

/// <summary>
/// A column of plain values (<see cref="AnnotationValues"/>) as Parquet's leaves: the values that are there, and how deep
/// each is defined and repeated (Dremel's encoding; https://parquet.apache.org/docs/file-format/nestedencoding/). Every part
/// may be null; lists have the three levels of the specification.
/// </summary>
internal sealed class ParquetShape
{
    private readonly Feature _feature;
    private readonly int _defined, _repeated;
    private readonly ParquetShape[] _parts;
    private readonly ParquetLeaf? _leaf;

    private ParquetShape(string name, Feature feature, int defined, int repeated)
    {
        (_feature, _defined, _repeated) = (feature, defined + 1, repeated);
        switch (feature)
        {
            case Feature.List list:
                _repeated = repeated + 1;
                _parts = [new("element", list.Item, _defined + 1, _repeated)];
                Field = new ListField(name, _parts[0].Field);
                break;
            case Feature.Struct shape:
                _parts = [.. shape.Parts.Select(p => new ParquetShape(p.Name, p.Feature, _defined, repeated))];
                Field = new StructField(name, [.. _parts.Select(p => p.Field)]);
                break;
            default:
                _parts = [];
                _leaf = ParquetLeaf.Of(name, feature);
                Field = _leaf.Field;
                break;
        }
        Leaves = _leaf is not null ? [_leaf] : [.. _parts.SelectMany(p => p.Leaves)];
    }

    /// <summary>The column as Parquet's schema has it.</summary>
    public Field Field { get; }

    /// <summary>The leaves, in the order of the schema.</summary>
    public IReadOnlyList<ParquetLeaf> Leaves { get; }

    public static ParquetShape Of(string name, Feature feature) => new(name, feature is Feature.Image ? Image : feature, 0, 0);

    private static Feature.Struct Image { get; } = new([(EntryFeatures.Bytes, new Feature.Value(Apache.Arrow.Types.BinaryType.Default, "binary")), (EntryFeatures.Path, Feature.Text)]);

    /// <summary>Adds the value of the next row.</summary>
    public void Add(object? value) => Add(value, 0, 0);

    /// <summary>The value of the next row of leaves that were read.</summary>
    public object? Next()
    {
        var first = Leaves[0];
        if (_leaf is not null)
            return first.Next(_defined);
        if (first.Defined < _defined)
            return Skip(null);
        if (_feature is Feature.Struct)
            return Array.ConvertAll(_parts, p => p.Next());
        if (first.Defined == _defined)
            return Skip(System.Array.Empty<object?>());
        var items = new List<object?>();
        do
            items.Add(_parts[0].Next());
        while (first.Repeated == _repeated);
        return items.ToArray();
    }

    private object? Skip(object? value)
    {
        foreach (var leaf in Leaves)
            leaf.Next(int.MaxValue);
        return value;
    }

    private void Add(object? value, int repeated, int defined)
    {
        if (value is null)
        {
            Nothing(repeated, defined);
        }
        else if (_leaf is not null)
        {
            _leaf.Add(value, _defined, repeated);
        }
        else if (_feature is Feature.Struct)
        {
            foreach (var (part, item) in _parts.Zip((object?[])value))
                part.Add(item, repeated, _defined);
        }
        else if (value is object?[] { Length: > 0 } items)
        {
            for (var i = 0; i < items.Length; i++)
                _parts[0].Add(items[i], i == 0 ? repeated : _repeated, _defined + 1);
        }
        else
        {
            Nothing(repeated, _defined);
        }
    }

    private void Nothing(int repeated, int defined)
    {
        foreach (var leaf in Leaves)
            leaf.Add(null, defined, repeated);
    }
}
