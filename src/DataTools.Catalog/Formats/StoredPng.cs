using System.Buffers.Binary;
using System.IO.Hashing;

namespace DataTools.Catalog.Formats;

/// <summary>
/// Writes PNG (ISO/IEC 15948) without compressing it: the same pixels give the same bytes on every machine and with
/// every version of .NET, for ever. A compressor would make smaller files, but its output changes with the zlib behind
/// it, and with it the fingerprint of every entry made from raw pixels. The deflate blocks are of the kind "stored"
/// (RFC 1951, 3.2.4), so any decoder reads them, and faster than others.
/// </summary>
public static class StoredPng
{
    private const int MaximalBlock = 65535, Signature = 8, ChunkFrame = 12, Header = 13, BlockFrame = 5, ZlibFrame = 6;

    /// <summary>
    /// Encodes 8-bit pixels, rows from the top, channels interleaved: index (y x width + x) x channels + c.
    /// </summary>
    /// <param name="pixels">width x height x channels bytes.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 (grayscale) or 3 (RGB).</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int height, int channels = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (channels is not (1 or 3))
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "1 (grayscale) or 3 (RGB)");
        if (pixels.Length != (long)width * height * channels)
            throw new ArgumentException($"{pixels.Length} bytes for {width} x {height} x {channels}", nameof(pixels));

        // Each row is preceded by the number of its filter: 0, none.
        var row = width * channels;
        var raw = new byte[checked((row + 1) * height)];
        for (var y = 0; y < height; y++)
            pixels.Slice(y * row, row).CopyTo(raw.AsSpan((y * (row + 1)) + 1));

        var blocks = (raw.Length + MaximalBlock - 1) / MaximalBlock;
        var data = checked(raw.Length + (blocks * BlockFrame) + ZlibFrame);
        var png = new byte[checked(Signature + ChunkFrame + Header + ChunkFrame + data + ChunkFrame)];
        ((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]).CopyTo(png);

        var at = Signature;
        var header = Chunk(png, ref at, "IHDR"u8, Header);
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits a channel
        header[9] = (byte)(channels == 1 ? 0 : 2); // grayscale or RGB; compression, filter method and interlacing stay 0
        Seal(png, at, Header);

        Store(raw, Chunk(png, ref at, "IDAT"u8, data));
        Seal(png, at, data);

        Chunk(png, ref at, "IEND"u8, 0);
        Seal(png, at, 0);
        return png;
    }

    /// <summary>Adler-32 (RFC 1950, 9): the checksum at the end of a zlib stream.</summary>
    internal static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        // The most bytes after which b still fits 32 bits.
        const int run = 5552;
        const uint modulus = 65521;
        uint a = 1, b = 0;
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(run, bytes.Length)];
            foreach (var value in part)
            {
                a += value;
                b += a;
            }
            a %= modulus;
            b %= modulus;
            bytes = bytes[part.Length..];
        }
        return (b << 16) | a;
    }

    private static void Store(ReadOnlySpan<byte> raw, Span<byte> zlib)
    {
        zlib[0] = 0x78; // deflate with a window of 32 KiB
        zlib[1] = 0x01; // no dictionary; 0x7801 is a multiple of 31, as it must be
        var at = 2;
        for (var start = 0; start < raw.Length; start += MaximalBlock)
        {
            var block = raw[start..Math.Min(start + MaximalBlock, raw.Length)];
            zlib[at] = (byte)(start + block.Length == raw.Length ? 1 : 0); // the last block has bit 0 set; type 00 is "stored"
            BinaryPrimitives.WriteUInt16LittleEndian(zlib[(at + 1)..], (ushort)block.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(zlib[(at + 3)..], (ushort)~block.Length);
            block.CopyTo(zlib[(at + BlockFrame)..]);
            at += BlockFrame + block.Length;
        }
        BinaryPrimitives.WriteUInt32BigEndian(zlib[at..], Adler32(raw));
    }

    // Frames a chunk at `at`, moves `at` past it, and gives its data to be filled in.
    private static Span<byte> Chunk(byte[] png, ref int at, ReadOnlySpan<byte> type, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(at), length);
        type.CopyTo(png.AsSpan(at + 4));
        var data = png.AsSpan(at + 8, length);
        at += ChunkFrame + length;
        return data;
    }

    // The CRC-32 of type and data closes the chunk that ends at `at`.
    private static void Seal(byte[] png, int at, int length) =>
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(at - 4), Crc32.HashToUInt32(png.AsSpan(at - 8 - length, length + 4)));
}
