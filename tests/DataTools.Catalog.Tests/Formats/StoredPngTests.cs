using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using CsCheck;
using DataTools.Catalog.Formats;

namespace DataTools.Catalog.Tests.Formats;

public sealed class StoredPngTests
{
    [Fact]
    public void One_gray_pixel_is_these_bytes()
    {
        // Written by hand from ISO/IEC 15948, RFC 1950 and RFC 1951; the CRCs computed by Python's zlib.
        byte[] expected =
        [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,
            0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55,
            0, 0, 0, 13, 0x49, 0x44, 0x41, 0x54, 0x78, 0x01, 0x01, 2, 0, 0xFD, 0xFF, 0x00, 0x80, 0x00, 0x82, 0x00, 0x81, 0xC3, 0x6E, 0x25, 0xE0,
            0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
        ];
        Assert.Equal(expected, StoredPng.Encode([0x80], 1, 1));
    }

    [Theory]
    [InlineData("", 0x00000001u)]
    [InlineData("a", 0x00620062u)]
    [InlineData("Wikipedia", 0x11E60398u)]
    public void Adler_32_is_that_of_RFC_1950(string text, uint expected) =>
        Assert.Equal(expected, StoredPng.Adler32(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Adler_32_does_not_overflow()
    {
        var bytes = new byte[1_000_000];
        bytes.AsSpan().Fill(0xFF);
        ulong a = 1, b = 0;
        foreach (var value in bytes)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }
        Assert.Equal((uint)((b << 16) | a), StoredPng.Adler32(bytes));
    }

    [Fact]
    public void Another_inflater_finds_the_rows() =>
        (from width in Gen.Int[1, 400]
         from height in Gen.Int[1, 300]
         from colour in Gen.Bool
         from seed in Gen.Int
         select (width, height, channels: colour ? 3 : 1, seed)).Sample(
            image =>
            {
                var pixels = new byte[image.width * image.height * image.channels];
                new Random(image.seed).NextBytes(pixels);
                var png = StoredPng.Encode(pixels, image.width, image.height, image.channels);

                var chunks = Chunks(png);
                Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Select(c => c.Type));
                // ZLibStream checks the Adler-32 too.
                using var inflated = new ZLibStream(new MemoryStream(chunks[1].Data), CompressionMode.Decompress);
                var row = new byte[1 + (image.width * image.channels)];
                for (var y = 0; y < image.height; y++)
                {
                    inflated.ReadExactly(row);
                    Assert.Equal(0, row[0]);
                    Assert.True(row.AsSpan(1).SequenceEqual(pixels.AsSpan(y * (row.Length - 1), row.Length - 1)));
                }
                Assert.Equal(-1, inflated.ReadByte());
            },
            iter: 50);

    [Fact]
    public void Pixels_that_do_not_fit_the_size_are_refused()
    {
        Assert.Throws<ArgumentException>(() => StoredPng.Encode(new byte[5], 2, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => StoredPng.Encode([], 0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => StoredPng.Encode(new byte[8], 2, 1, 4));
    }

    private static List<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            Assert.Equal(Crc32.HashToUInt32(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            chunks.Add((Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]));
            at += length + 12;
        }
        return chunks;
    }
}
