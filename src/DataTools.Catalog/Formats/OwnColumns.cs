using DataTools.Catalog.Annotations;
using DataTools.Catalog.Exports;
using DataTools.Catalog.Exports.Parquet;
using DataTools.Catalog.Storage;
using Parquet;
using Parquet.Schema;

namespace DataTools.Catalog.Formats;

/// <summary>What a row of a table of our own export says beside image and label.</summary>
internal sealed record OwnRow(string? Id, SampleAnnotations Said);

/// <summary>The columns of ids and annotations in a Parquet table that our own export wrote.</summary>
internal sealed class OwnColumns
{
    private readonly IReadOnlyList<(string Name, ParquetShape Shape, DataField[] Placed)> _columns;

    private OwnColumns(AnnotationKinds kinds, IReadOnlyList<(string Name, ParquetShape Shape, DataField[] Placed)> columns) => (Kinds, _columns) = (kinds, columns);

    /// <summary>What they may say.</summary>
    public AnnotationKinds Kinds { get; }

    /// <summary>Those of an open table; null where others wrote it. Throws <see cref="InvalidDataException"/> where one is not as it should be.</summary>
    public static OwnColumns? Of(ParquetReader reader)
    {
        if (reader.CustomMetadata?.ContainsKey(ParquetExport.Mark) != true)
            return null;
        var placed = reader.Schema.GetDataFields();
        var columns = new List<(string, ParquetShape, DataField[])>();
        var kinds = AnnotationKinds.None;
        foreach (var (kind, name, feature) in EntryFeatures.Annotations([]).Prepend((Kind: AnnotationKinds.None, Name: EntryFeatures.Id, Feature: Feature.Text)))
        {
            if (!reader.Schema.Fields.Any(f => f.Name == name))
                continue;
            kinds |= kind;
            var leaves = Array.FindAll(placed, f => f.Path.FirstPart == name);
            var shape = ParquetShape.Of(name, feature);
            var expected = new ParquetSchema(shape.Field).GetDataFields();
            if (!expected.Select(Depth).SequenceEqual(leaves.Select(Depth)))
                throw new InvalidDataException($"its column {name} is not what an export of DataTools writes");
            columns.Add((name, shape, leaves));
        }
        return new(kinds, columns);
    }

    /// <summary>The rows of a group. Throws <see cref="InvalidDataException"/> where a column has others.</summary>
    public OwnRow[] Read(ParquetRowGroupReader group, int rows, long mostBytes, CancellationToken cancellation)
    {
        foreach (var (_, shape, placed) in _columns)
        {
            foreach (var (leaf, field) in shape.Leaves.Zip(placed))
            {
                if (group.GetMetadata(field)?.MetaData?.TotalUncompressedSize > mostBytes)
                    throw new InvalidDataException($"the column {field.Path} is larger than is read into memory at once");
                leaf.ReadAsync(group, field, cancellation).GetAwaiter().GetResult();
            }
        }
        var result = new OwnRow[rows];
        var values = new Dictionary<string, object?>();
        for (var i = 0; i < rows; i++)
        {
            foreach (var (name, shape, _) in _columns)
                values[name] = shape.Next();
            result[i] = new((string?)values.GetValueOrDefault(EntryFeatures.Id), AnnotationValues.Read(values.GetValueOrDefault));
        }
        return result;
    }

    private static (Type, int, int) Depth(DataField field) => (field.ClrType, field.MaxDefinitionLevel, field.MaxRepetitionLevel);
}
