using System.Buffers.Binary;

namespace DataTools.Catalog.Storage;

/// <summary>
/// One record batch of a mapped shard: where its columns begin, in bytes from the start of the file. Made by
/// <see cref="ShardReader"/>, which has checked every offset in it, so that no row can point outside the file.
/// </summary>
internal readonly record struct ShardBatch(
    MappedFile File, int Rows, Strings Images, Strings Paths, Strings Ids, int Labels, AnnotationColumns? Annotations)
{
    public ReadOnlySpan<byte> Image(int row) => Images.Row(File.Span, row);

    public ReadOnlySpan<byte> Id(int row) => Ids.Row(File.Span, row);

    public int Label(int row) => (int)BinaryPrimitives.ReadInt64LittleEndian(File.Span[(Labels + (8 * row))..]);

    public bool HasPath(int row) => Paths.Validity < 0 || (File.Span[Paths.Validity + (row >> 3)] >> (row & 7) & 1) != 0;

    public ReadOnlySpan<byte> Path(int row) => Paths.Row(File.Span, row);
}

/// <summary>A column of strings or bytes: a bitmap of those that are not null (-1: none is), rows + 1 offsets, the data.</summary>
internal readonly record struct Strings(int Validity, int Offsets, int Data)
{
    public ReadOnlySpan<byte> Row(ReadOnlySpan<byte> file, int row)
    {
        var offsets = file.Slice(Offsets + (4 * row), 8);
        var start = BinaryPrimitives.ReadInt32LittleEndian(offsets);
        return file.Slice(Data + start, BinaryPrimitives.ReadInt32LittleEndian(offsets[4..]) - start);
    }
}
