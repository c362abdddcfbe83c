using System.Buffers.Binary;

namespace DataTools.Catalog.Formats;

/// <summary>
/// Width and height of an encoded image as it is seen, from its header alone: PNG, JPEG, GIF, BMP and WebP. An EXIF
/// orientation that lays the image on its side exchanges them.
/// </summary>
internal static class ImageSize
{
    private const int LargestSide = 1 << 24;

    /// <summary>In pixels; null where the bytes are none of these or end too early.</summary>
    public static (int Width, int Height)? Of(ReadOnlySpan<byte> image)
    {
        try
        {
            var header = Read(image);
            var (width, height) = header.Stored;
            if (width is <= 0 or > LargestSide || height is <= 0 or > LargestSide)
                return null;
            return Orientation(header.Exif) is >= 5 and <= 8 ? (height, width) : (width, height);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            // A header that ends early or points beyond the end.
            return null;
        }
    }

    private static Header Read(ReadOnlySpan<byte> image)
    {
        if (image.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]))
            return Png(image);
        if (image.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]))
            return Jpeg(image);
        if (image.StartsWith("GIF87a"u8) || image.StartsWith("GIF89a"u8))
            return new((U16(image[6..]), U16(image[8..])), []);
        if (image.StartsWith("BM"u8))
            return Bmp(image);
        return image.StartsWith("RIFF"u8) && image[8..].StartsWith("WEBP"u8) ? WebP(image) : default;
    }

    // Chunks of length, name, data and checksum; IHDR comes first, eXIf before the pixels.
    private static Header Png(ReadOnlySpan<byte> image)
    {
        if (!image[12..].StartsWith("IHDR"u8))
            return default;
        var size = (BinaryPrimitives.ReadInt32BigEndian(image[16..]), BinaryPrimitives.ReadInt32BigEndian(image[20..]));
        for (var at = 8L; at + 12 <= image.Length;)
        {
            var chunk = image[(int)at..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk[4..].StartsWith("eXIf"u8))
                return new(size, chunk.Slice(8, (int)Math.Min(length, chunk.Length - 8)));
            if (chunk[4..].StartsWith("IDAT"u8))
                break;
            at += length + 12;
        }
        return new(size, []);
    }

    // Segments: FF, a marker, the length of what follows with its own two bytes.
    private static Header Jpeg(ReadOnlySpan<byte> image)
    {
        ReadOnlySpan<byte> exif = [];
        for (var at = 2; ;)
        {
            while (image[at..][0] != 0xff || image[(at + 1)..][0] == 0xff)
                at++;
            var marker = image[at + 1];
            at += 2;
            if (marker is 0x01 or (>= 0xd0 and <= 0xd8))
                continue;
            if (marker is 0xd9 or 0xda)
                return default;
            int length = BinaryPrimitives.ReadUInt16BigEndian(image[at..]);
            var segment = image.Slice(at + 2, length - 2);
            // A start of frame of any coding; C4, C8 and CC are tables.
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
                return new((BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), BinaryPrimitives.ReadUInt16BigEndian(segment[1..])), exif);
            if (marker == 0xe1 && exif.IsEmpty && segment.StartsWith("Exif\0\0"u8))
                exif = segment[6..];
            at += length;
        }
    }

    private static Header Bmp(ReadOnlySpan<byte> image) => BinaryPrimitives.ReadInt32LittleEndian(image[14..]) == 12
        ? new((U16(image[18..]), U16(image[20..])), [])
        // Negative where the rows come from the top.
        : new((BinaryPrimitives.ReadInt32LittleEndian(image[18..]), Math.Abs(Math.Max(BinaryPrimitives.ReadInt32LittleEndian(image[22..]), -int.MaxValue))), []);

    // RIFF chunks of name, length and data, padded to even; VP8X states the canvas, else the one picture does.
    private static Header WebP(ReadOnlySpan<byte> image)
    {
        var first = image[12..];
        var data = first[8..];
        if (first.StartsWith("VP8 "u8))
            return data[3..].StartsWith((ReadOnlySpan<byte>)[0x9d, 0x01, 0x2a]) ? new((U16(data[6..]) & 0x3fff, U16(data[8..]) & 0x3fff), []) : default;
        if (first.StartsWith("VP8L"u8))
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return data[0] == 0x2f ? new(((int)(bits & 0x3fff) + 1, (int)(bits >> 14 & 0x3fff) + 1), []) : default;
        }
        return first.StartsWith("VP8X"u8) ? new((U24(data[4..]) + 1, U24(data[7..]) + 1), WebPExif(image)) : default;
    }

    private static ReadOnlySpan<byte> WebPExif(ReadOnlySpan<byte> image)
    {
        for (var at = 12L; at + 8 <= image.Length;)
        {
            var chunk = image[(int)at..];
            long length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("EXIF"u8))
            {
                var exif = chunk.Slice(8, (int)Math.Min(length, chunk.Length - 8));
                return exif.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;
            }
            at += 8 + length + (length & 1);
        }
        return [];
    }

    // Tag 0x0112 of the first directory of a TIFF; 1 where there is none.
    private static int Orientation(ReadOnlySpan<byte> tiff)
    {
        const int OrientationTag = 0x0112, EntryBytes = 12;
        if (tiff.Length < 8)
            return 1;
        var little = tiff.StartsWith("II*\0"u8);
        if (!little && !tiff.StartsWith("MM\0*"u8))
            return 1;
        var start = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        for (var at = start + 2L; at + EntryBytes <= tiff.Length && at < start + 2L + ((long)EntryBytes * Number(tiff[(int)start..], little)); at += EntryBytes)
        {
            var entry = tiff[(int)at..];
            if (Number(entry, little) == OrientationTag)
                return Number(entry[8..], little);
        }
        return 1;
    }

    private static int Number(ReadOnlySpan<byte> two, bool little) => little ? U16(two) : BinaryPrimitives.ReadUInt16BigEndian(two);

    private static int U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static int U24(ReadOnlySpan<byte> bytes) => U16(bytes) | (bytes[2..][0] << 16);

    private readonly ref struct Header((int Width, int Height) stored, ReadOnlySpan<byte> exif)
    {
        public (int Width, int Height) Stored { get; } = stored;

        public ReadOnlySpan<byte> Exif { get; } = exif;
    }
}
