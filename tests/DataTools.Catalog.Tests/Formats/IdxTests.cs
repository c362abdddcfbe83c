using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using DataTools.Catalog.Formats;

namespace DataTools.Catalog.Tests.Formats;

public sealed class IdxTests
{
    private sealed record Set(int Width, int Height, byte[] Pixels, byte[] Labels)
    {
        public int Count => Labels.Length;

        public byte[] ImagesFile => [.. Header(2051, Count, Height, Width), .. Pixels];

        public byte[] LabelsFile => [.. Header(2049, Count), .. Labels];
    }

    private static readonly Gen<Set> Sets =
        from width in Gen.Int[1, 9]
        from height in Gen.Int[1, 7]
        from count in Gen.Int[0, 20]
        from pixels in Gen.Byte.Array[count * width * height]
        from labels in Gen.Byte[0, 9].Array[count]
        select new Set(width, height, pixels, labels);

    [Fact]
    public void What_is_written_is_read() => Sets.Sample(
        set =>
        {
            var samples = Read(set.ImagesFile, set.LabelsFile);
            Assert.Equal(set.Labels.Select(l => (int)l), samples.Select(s => s.Label));
            Assert.Equal(Enumerable.Range(0, set.Count).Select(i => $"train-{i:D5}"), samples.Select(s => s.Id));
            var size = set.Width * set.Height;
            foreach (var (sample, i) in samples.Select((s, i) => (s, i)))
                Assert.Equal(StoredPng.Encode(set.Pixels.AsSpan(i * size, size), set.Width, set.Height), sample.Image.ToArray());
        });

    [Fact]
    public void Cut_off_anywhere_it_is_corrupt_and_says_how_much_is_missing() => Sets.Where(s => s.Count > 0).Sample(
        set =>
        {
            for (var length = 0; length < set.ImagesFile.Length; length++)
            {
                var error = Assert.Throws<CorruptFileException>(() => Read(set.ImagesFile[..length], set.LabelsFile));
                Assert.Equal("images.idx", error.Path);
                Assert.Contains($"expected {(length < 16 ? 16 : set.ImagesFile.Length)} bytes, there are {length}", error.Message, StringComparison.Ordinal);
            }
            for (var length = 0; length < set.LabelsFile.Length; length++)
            {
                var error = Assert.Throws<CorruptFileException>(() => Read(set.ImagesFile, set.LabelsFile[..length]));
                Assert.Equal("labels.idx", error.Path);
                Assert.Contains($"there are {length}", error.Message, StringComparison.Ordinal);
            }
        },
        iter: 20);

    [Fact]
    public void Longer_than_its_header_says_it_is_corrupt() => Sets.Sample(
        set =>
        {
            var images = Assert.Throws<CorruptFileException>(() => Read([.. set.ImagesFile, 1, 2, 3], set.LabelsFile));
            Assert.Contains($"images.idx: too long: expected {set.ImagesFile.Length} bytes, there are {set.ImagesFile.Length + 3}", images.Message, StringComparison.Ordinal);
            var labels = Assert.Throws<CorruptFileException>(() => Read(set.ImagesFile, [.. set.LabelsFile, .. new byte[10_000]]));
            Assert.Contains($"labels.idx: too long: expected {set.LabelsFile.Length} bytes, there are {set.LabelsFile.Length + 10_000}", labels.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void Counts_that_differ_are_told()
    {
        var error = Assert.Throws<CorruptFileException>(() => Read([.. Header(2051, 2, 1, 1), 0, 0], [.. Header(2049, 3), 0, 0, 0]));
        Assert.Contains("labels.idx: 3 labels, but 2 images in images.idx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_beyond_the_classes_is_told_with_its_place()
    {
        var error = Assert.Throws<CorruptFileException>(() => Read([.. Header(2051, 2, 1, 1), 0, 0], [.. Header(2049, 2), 0, 10]));
        Assert.Contains("label 10 of sample 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_exchanged_are_told()
    {
        var error = Assert.Throws<CorruptFileException>(() => Read([.. Header(2049, 1), 0, 0, 0, 0, 0, 0, 0, 0], [.. Header(2051, 1, 1, 1), 0]));
        Assert.Contains("images.idx: not an IDX file of images: it begins with 2049, expected 2051", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 28, 28)]
    [InlineData(1, 0, 28)]
    [InlineData(1, 28, -28)]
    [InlineData(1, 100_000, 1)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue)]
    public void A_header_that_cannot_be_allocates_nothing(int count, int height, int width)
    {
        var error = Assert.Throws<CorruptFileException>(() => Read(Header(2051, count, height, width), Header(2049, count)));
        Assert.Contains("cannot be", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_compression_is_corrupt_with_the_file_s_name()
    {
        var set = new Set(28, 28, [.. Enumerable.Range(0, 28 * 28 * 50).Select(i => (byte)(i * i))], new byte[50]);
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(set.ImagesFile);
        var bytes = buffer.ToArray();
        bytes[bytes.Length / 2] ^= 0xFF;
        var images = new DataFile("images.idx", () => new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        var error = Assert.Throws<CorruptFileException>(() => Idx.Read("train", images, File("labels.idx", set.LabelsFile), 10).Samples.Count());
        Assert.Equal("images.idx", error.Path);
    }

    [Fact]
    public void Samples_come_as_the_stream_does()
    {
        // A file that would not fit memory: 2,000,000,000 images by its header, and nobody reads them all.
        var images = new DataFile("images.idx", () => new Endless(Header(2051, 2_000_000_000, 28, 28)));
        var labels = new DataFile("labels.idx", () => new Endless(Header(2049, 2_000_000_000)));
        Assert.Equal(["train-0000000000", "train-0000000001"], Idx.Read("train", images, labels, 10).Samples.Take(2).Select(s => s.Id));
    }

    private static List<Sample> Read(byte[] images, byte[] labels) =>
        [.. Idx.Read("train", File("images.idx", images), File("labels.idx", labels), classes: 10).Samples];

    private static DataFile File(string name, byte[] bytes) => new(name, () => new MemoryStream(bytes));

    private static byte[] Header(params int[] numbers)
    {
        var bytes = new byte[4 * numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * i), numbers[i]);
        return bytes;
    }

    // A head, then zeros without end.
    private sealed class Endless(byte[] head) : Stream
    {
        private int _at;

        public override int Read(byte[] buffer, int offset, int count)
        {
            for (var i = 0; i < count; i++)
                buffer[offset + i] = _at < head.Length ? head[_at++] : (byte)0;
            return count;
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
