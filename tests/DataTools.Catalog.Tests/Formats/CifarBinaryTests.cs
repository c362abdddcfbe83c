using CsCheck;
using DataTools.Catalog.Formats;

namespace DataTools.Catalog.Tests.Formats;

public sealed class CifarBinaryTests
{
    private const int Plane = 32 * 32;

    private sealed record Record(byte Coarse, byte Fine, byte[] Planes);

    private static readonly Gen<Record[]> Sets =
        (from coarse in Gen.Byte
         from fine in Gen.Byte[0, 9]
         from planes in Gen.Byte.Array[3 * Plane]
         select new Record(coarse, fine, planes)).Array[0, 6];

    [Fact]
    public void What_is_written_is_read() => Sets.Sample(
        records =>
        {
            foreach (var labelBytes in new[] { 1, 2 })
            {
                var half = records.Length / 2;
                var samples = CifarBinary.Read("train", [File("a", records[..half], labelBytes), File("b", records[half..], labelBytes)], labelBytes, 10).Samples.ToList();
                Assert.Equal(records.Select(r => (int)r.Fine), samples.Select(s => s.Label));
                Assert.Equal(Enumerable.Range(0, records.Length).Select(i => $"train-{i:D5}"), samples.Select(s => s.Id));
                foreach (var (sample, record) in samples.Zip(records))
                    Assert.Equal(StoredPng.Encode(Interleaved(record.Planes), 32, 32, 3), sample.Image.ToArray());
            }
        },
        iter: 30);

    [Fact]
    public void A_file_that_ends_within_a_record_is_corrupt()
    {
        var bytes = Bytes([new(0, 1, new byte[3 * Plane]), new(0, 2, new byte[3 * Plane])], 1);
        foreach (var length in new[] { 1, 3072, 3074, bytes.Length - 1 })
        {
            var error = Assert.Throws<CorruptFileException>(() => Read(bytes[..length]).Count);
            Assert.Equal($"a.bin: cut off: {length} bytes are no whole number of records of 3073 bytes", error.Message);
        }
        Assert.Single(Read(bytes[..3073]));
    }

    [Fact]
    public void A_label_beyond_the_classes_is_told_with_its_place()
    {
        var error = Assert.Throws<CorruptFileException>(() => Read(Bytes([new(0, 9, new byte[3 * Plane]), new(0, 10, new byte[3 * Plane])], 1)).Count);
        Assert.Equal("a.bin: label 10 of record 1 is not one of the 10 classes", error.Message);
    }

    private static List<Sample> Read(byte[] bytes) => [.. CifarBinary.Read("train", [new("a.bin", () => new MemoryStream(bytes))], 1, 10).Samples];

    private static DataFile File(string name, Record[] records, int labelBytes) => new(name, () => new MemoryStream(Bytes(records, labelBytes)));

    private static byte[] Bytes(Record[] records, int labelBytes) =>
        [.. records.SelectMany(r => (byte[])[.. labelBytes == 2 ? (byte[])[r.Coarse, r.Fine] : [r.Fine], .. r.Planes])];

    private static byte[] Interleaved(byte[] planes) =>
        [.. Enumerable.Range(0, Plane).SelectMany(i => new[] { planes[i], planes[Plane + i], planes[(2 * Plane) + i] })];
}
