using System.Buffers.Binary;
using System.Text;

namespace DataTools.Catalog.Storage;

/// <summary>
/// A column of a mapped batch: where its parts begin, in bytes from the start of the file. Made by
/// <see cref="ShardReader"/>, which has checked every offset, so that no row below <see cref="Length"/> can point outside.
/// </summary>
internal sealed class Column(MappedFile file, int length, int validity, int offsets, int data, IReadOnlyList<Column> children)
{
    public int Length => length;

    /// <summary>The parts of a struct, or the one column of a list's items.</summary>
    public IReadOnlyList<Column> Children => children;

    public bool IsNull(int row) => validity >= 0 && !Bit(validity, row);

    public long Int64(int row) => BinaryPrimitives.ReadInt64LittleEndian(file.Span[(data + (8 * row))..]);

    public double Double(int row) => BinaryPrimitives.ReadDoubleLittleEndian(file.Span[(data + (8 * row))..]);

    public bool Bool(int row) => Bit(data, row);

    public ReadOnlySpan<byte> Bytes(int row) => new Strings(validity, offsets, data).Row(file.Span, row);

    public string? Text(int row) => IsNull(row) ? null : Encoding.UTF8.GetString(Bytes(row));

    /// <summary>The rows of the items that row <paramref name="row"/> of a list has.</summary>
    public (int Start, int End) Items(int row)
    {
        var at = file.Span.Slice(offsets + (4 * row), 8);
        return (BinaryPrimitives.ReadInt32LittleEndian(at), BinaryPrimitives.ReadInt32LittleEndian(at[4..]));
    }

    private bool Bit(int bits, int row) => (file.Span[bits + (row >> 3)] >> (row & 7) & 1) != 0;
}
