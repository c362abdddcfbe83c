using DataTools.Catalog.Formats;

namespace DataTools.Catalog.Tests.Formats;

public sealed class Stl10BinaryTests
{
    private const int Side = 96, Pixels = Side * Side;

    [Fact]
    public void Planes_are_read_column_by_column_and_labels_begin_at_one()
    {
        // Where each byte says its place: red is x, green is y, blue tells the two pictures apart.
        var files = Set(count: 2, [1, 10]);
        var samples = Stl10Binary.Read("test", files.Images, files.Labels, 10, 2).Samples.ToList();
        Assert.Equal([("test-00000", 0), ("test-00001", 9)], samples.Select(s => (s.Id, s.Label)));
        for (var picture = 0; picture < 2; picture++)
        {
            var expected = new byte[3 * Pixels];
            for (var y = 0; y < Side; y++)
            {
                for (var x = 0; x < Side; x++)
                    ((ReadOnlySpan<byte>)[(byte)x, (byte)y, (byte)(100 + picture)]).CopyTo(expected.AsSpan(3 * ((y * Side) + x)));
            }
            Assert.Equal(StoredPng.Encode(expected, Side, Side, 3), samples[picture].Image.ToArray());
        }
    }

    [Fact]
    public void Pictures_without_labels_have_none() =>
        Assert.Equal(Enumerable.Repeat(Sample.Unlabelled, 3), Stl10Binary.Read("unlabeled", Set(3, []).Images, null, 10).Samples.Select(s => s.Label));

    [Theory]
    [InlineData(2, new byte[] { 1 }, "x.bin: more than 1 pictures, but 1 labels in y.bin")]
    [InlineData(1, new byte[] { 1, 2 }, "x.bin: 1 pictures, but 2 labels in y.bin")]
    [InlineData(2, new byte[] { 1, 0 }, "y.bin: label 0 of picture 1 is not from 1 to 10")]
    [InlineData(2, new byte[] { 11, 1 }, "y.bin: label 11 of picture 0 is not from 1 to 10")]
    public void What_cannot_be_is_told(int count, byte[] labels, string message)
    {
        var files = Set(count, labels);
        Assert.Equal(message, Assert.Throws<CorruptFileException>(() => Stl10Binary.Read("train", files.Images, files.Labels, 10).Samples.Count()).Message);
    }

    private static (DataFile Images, DataFile Labels) Set(int count, byte[] labels)
    {
        var bytes = new byte[3 * Pixels * count];
        for (var i = 0; i < bytes.Length; i++)
        {
            var (picture, channel, column, row) = (i / (3 * Pixels), i / Pixels % 3, i % Pixels / Side, i % Side);
            bytes[i] = (byte)(channel switch { 0 => column, 1 => row, _ => 100 + picture });
        }
        return (new("x.bin", () => new MemoryStream(bytes)), new("y.bin", () => new MemoryStream(labels)));
    }
}
