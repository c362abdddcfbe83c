using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using DataTools.Catalog.Formats;

namespace DataTools.Catalog.Tests.Formats;

public sealed class IndexedPngTests
{
    internal sealed record Picture(int Width, int Height, int Bits, byte[] Pixels, int[] Filters);

    private static readonly Gen<Picture> Pictures =
        from width in Gen.Int[1, 20]
        from height in Gen.Int[1, 9]
        from bits in Gen.Int[0, 3].Select(b => 1 << b)
        from pixels in Gen.Int[0, (1 << bits) - 1].Select(p => (byte)p).Array[width * height]
        from filters in Gen.Int[0, 4].Array[height]
        select new Picture(width, height, bits, pixels, filters);

    [Fact]
    public void Every_depth_and_filter_gives_the_numbers() => Pictures.Sample(p =>
    {
        var (width, height, pixels) = IndexedPng.Decode(Png(p), "x");
        Assert.Equal((p.Width, p.Height), (width, height));
        Assert.Equal(p.Pixels, pixels);
    });

    [Fact]
    public void Cut_off_anywhere_it_is_a_bad_sample() => Pictures.Sample(
        p =>
        {
            var png = Png(p);
            for (var length = 0; length < png.Length; length++)
                Assert.Throws<BadSampleException>(() => IndexedPng.Decode(png[..length], "x"));
        },
        iter: 10);

    [Fact]
    public void What_are_no_numbers_is_told()
    {
        Assert.Equal("bad sample x: its pixels are no numbers of 8 bits or less (kind 2, 8 bits)", Refused(StoredPng.Encode(new byte[3], 1, 1, 3)));
        var png = Png(new(2, 1, 8, [1, 2], [0]));
        Assert.Equal("bad sample x: there is no filter 5", Refused(Png(new(2, 1, 8, [1, 2], [5]))));
        Assert.Equal("bad sample x: its pixels are no numbers of 8 bits or less (kind 3, 8 bits, interlaced)", Refused([.. png[..28], 1, .. png[29..]]));
        Assert.Equal("bad sample x: -1 x 1 pixels cannot be", Refused([.. png[..16], 255, 255, 255, 255, .. png[20..]]));
    }

    private static string Refused(byte[] png) => Assert.Throws<BadSampleException>(() => IndexedPng.Decode(png, "x")).Message;

    internal static byte[] Png(Picture p)
    {
        var packed = ((p.Width * p.Bits) + 7) / 8;
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            var above = new byte[packed];
            for (var y = 0; y < p.Height; y++)
            {
                var row = new byte[packed];
                for (var x = 0; x < p.Width; x++)
                    row[x * p.Bits / 8] |= (byte)(p.Pixels[(y * p.Width) + x] << (8 - p.Bits - (x * p.Bits % 8)));
                zlib.WriteByte((byte)p.Filters[y]);
                for (var i = 0; i < packed; i++)
                {
                    int left = i > 0 ? row[i - 1] : 0, up = above[i], corner = i > 0 ? above[i - 1] : 0;
                    // Of the three, the one nearest to left + up - corner; left before up before corner.
                    var nearest = new[] { left, up, corner }.MinBy(n => Math.Abs(left + up - corner - n));
                    zlib.WriteByte((byte)(row[i] - (p.Filters[y] switch { 1 => left, 2 => up, 3 => (left + up) / 2, 4 => nearest, _ => 0 })));
                }
                above = row;
            }
        }
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, p.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), p.Height);
        (header[8], header[9]) = ((byte)p.Bits, 3);
        return [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("PLTE"u8, new byte[768]), .. Chunk("IDAT"u8, data.ToArray()[..3]), .. Chunk("IDAT"u8, data.ToArray()[3..]), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        return [.. length, .. type, .. data, 0, 0, 0, 0];
    }
}
