using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.Intrinsics;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Codecs;

/// <summary>
/// Writes PNG (ISO/IEC 15948) for speed: each row as the difference to the one above (filter 2), compressed by the fastest
/// deflate there is. Files are a little larger than a slow search for filters makes them, and written several times as fast.
/// </summary>
internal static class FastPng
{
    private const int ChunkFrame = 12, Header = 13;

    private const byte Up = 2;

    /// <summary>Encodes without loss.</summary>
    public static byte[] Encode(PixelImage image)
    {
        var row = image.Width * image.Channels;
        var filtered = ArrayPool<byte>.Shared.Rent(checked((row + 1) * image.Height));
        try
        {
            Filter(image.Pixels, row, image.Height, filtered);
            using var png = new MemoryStream((row * image.Height / 2) + 256);
            png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
            Span<byte> header = stackalloc byte[Header];
            header.Clear();
            BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
            BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
            header[8] = 8; // bits a channel
            header[9] = (byte)(image.Channels == 1 ? 0 : 2); // grayscale or RGB; the rest stays 0
            Chunk(png, "IHDR"u8, header);

            var start = (int)png.Position;
            png.Write([0, 0, 0, 0, (byte)'I', (byte)'D', (byte)'A', (byte)'T']);
            using (var zlib = new ZLibStream(png, CompressionLevel.Fastest, leaveOpen: true))
                zlib.Write(filtered, 0, (row + 1) * image.Height);
            var length = (int)png.Position - start - 8;
            BinaryPrimitives.WriteInt32BigEndian(png.GetBuffer().AsSpan(start), length);
            Checksum(png, start + 4, length + 4);

            Chunk(png, "IEND"u8, []);
            return png.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(filtered);
        }
    }

    private static void Filter(ReadOnlySpan<byte> pixels, int row, int rows, Span<byte> filtered)
    {
        filtered[0] = Up;
        pixels[..row].CopyTo(filtered[1..]);
        for (var y = 1; y < rows; y++)
        {
            var now = pixels.Slice(y * row, row);
            var above = pixels.Slice((y - 1) * row, row);
            var into = filtered.Slice(y * (row + 1), row + 1);
            into[0] = Up;
            into = into[1..];
            var x = 0;
            for (; x <= row - Vector128<byte>.Count; x += Vector128<byte>.Count)
                (Vector128.Create(now[x..]) - Vector128.Create(above[x..])).CopyTo(into[x..]);
            for (; x < row; x++)
                into[x] = (byte)(now[x] - above[x]);
        }
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        png.Write(length);
        var start = (int)png.Position;
        png.Write(type);
        png.Write(data);
        Checksum(png, start, data.Length + 4);
    }

    private static void Checksum(MemoryStream png, int start, int length)
    {
        Span<byte> crc = stackalloc byte[ChunkFrame - 8];
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc32.HashToUInt32(png.GetBuffer().AsSpan(start, length)));
        png.Write(crc);
    }
}
