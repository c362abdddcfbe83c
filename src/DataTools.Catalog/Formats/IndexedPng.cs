using System.Buffers.Binary;
using System.IO.Compression;

namespace DataTools.Catalog.Formats;

/// <summary>
/// Reads PNG (ISO/IEC 15948) whose pixels are numbers: grayscale or with a palette, of 1 to 8 bits, not interlaced. The
/// numbers are given as they are stored, which image decoders do not do.
/// </summary>
public static class IndexedPng
{
    private const int MaximalPixels = 100_000_000, MaximalSide = 65535, ChunkFrame = 12, Header = 13;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Whether it is a PNG that <see cref="Decode"/> reads, as far as its header says.</summary>
    public static bool HasNumbers(ReadOnlySpan<byte> png) =>
        png.StartsWith(Signature) && png.Length >= Signature.Length + ChunkFrame + Header && png[12..].StartsWith("IHDR"u8)
        && png[24] is (1 or 2 or 4 or 8) && png[25] is (0 or 3) && png[28] == 0;

    /// <summary>One byte a pixel, row by row. Throws <see cref="BadSampleException"/> where it is no such PNG or is damaged.</summary>
    /// <param name="png">The file.</param>
    /// <param name="shownAs">What it is called in errors.</param>
    public static (int Width, int Height, byte[] Pixels) Decode(ReadOnlyMemory<byte> png, string shownAs)
    {
        var span = png.Span;
        if (!span.StartsWith(Signature) || span.Length < Signature.Length + ChunkFrame + Header || !span[12..].StartsWith("IHDR"u8))
            throw new BadSampleException(shownAs, "it is no PNG");
        var header = span[16..];
        var (width, height, bits, kind, interlaced) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]), header[8], header[9], header[12]);
        if (bits is not (1 or 2 or 4 or 8) || kind is not (0 or 3) || interlaced != 0)
            throw new BadSampleException(shownAs, $"its pixels are no numbers of 8 bits or less (kind {kind}, {bits} bits{(interlaced == 0 ? "" : ", interlaced")})");
        if (width is <= 0 or > MaximalSide || height is <= 0 or > MaximalSide || (long)width * height > MaximalPixels)
            throw new BadSampleException(shownAs, $"{width} x {height} pixels cannot be");
        try
        {
            using var data = new ZLibStream(Data(png, shownAs), CompressionMode.Decompress);
            return (width, height, Rows(data, width, height, bits, shownAs));
        }
        catch (InvalidDataException e)
        {
            throw new BadSampleException(shownAs, $"its compressed data is damaged ({e.Message})");
        }
    }

    private static MemoryStream Data(ReadOnlyMemory<byte> png, string shownAs)
    {
        var data = new MemoryStream();
        for (var at = Signature.Length; ;)
        {
            if (png.Length - at < ChunkFrame)
                throw new BadSampleException(shownAs, "the image is cut off");
            var length = BinaryPrimitives.ReadUInt32BigEndian(png.Span[at..]);
            if (length > png.Length - at - ChunkFrame)
                throw new BadSampleException(shownAs, "the image is cut off");
            var type = png.Span.Slice(at + 4, 4);
            if (type.SequenceEqual("IDAT"u8))
                data.Write(png.Span.Slice(at + 8, (int)length));
            else if (type.SequenceEqual("IEND"u8))
                break;
            at += ChunkFrame + (int)length;
        }
        data.Position = 0;
        return data;
    }

    private static byte[] Rows(ZLibStream data, int width, int height, int bits, string shownAs)
    {
        var pixels = new List<byte>();
        var packed = ((width * bits) + 7) / 8;
        var (above, row) = (new byte[packed], new byte[packed + 1]);
        for (var y = 0; y < height; y++)
        {
            if (data.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
                throw new BadSampleException(shownAs, $"the image is cut off after {y} of {height} rows");
            Unfilter(row[0], row.AsSpan(1), above, shownAs);
            row.AsSpan(1).CopyTo(above);
            for (var x = 0; x < width; x++)
                pixels.Add((byte)((above[x * bits / 8] >> (8 - bits - (x * bits % 8))) & ((1 << bits) - 1)));
        }
        return [.. pixels];
    }

    // Each byte is stored as the difference to what its neighbours say (section 9); a pixel is a byte at most, so that the
    // neighbour on the left is the byte before.
    private static void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, string shownAs)
    {
        if (filter > 4)
            throw new BadSampleException(shownAs, $"there is no filter {filter}");
        for (var i = 0; i < row.Length; i++)
        {
            int left = i > 0 ? row[i - 1] : 0, up = above[i], corner = i > 0 ? above[i - 1] : 0;
            row[i] += (byte)(filter switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => Paeth(left, up, corner) });
        }
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        int toLeft = Math.Abs(guess - left), toUp = Math.Abs(guess - up), toCorner = Math.Abs(guess - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
