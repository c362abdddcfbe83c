using System.Buffers.Binary;

namespace DataTools.Imaging.Codecs.Jpeg;

/// <summary>The orientation that an APP1 segment of EXIF says.</summary>
internal static class ExifOrientation
{
    private const int Tag = 0x0112;

    /// <summary>1 to 8; 1 where none is said; 0 where the segment is not as it should be.</summary>
    public static int Of(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 14)
            return 0;
        var tiff = segment[6..];
        var little = tiff.StartsWith("II*\0"u8);
        if (!little && !tiff.StartsWith("MM\0*"u8))
            return 0;
        var directory = Number(tiff[4..], 4, little);
        if (directory > (uint)tiff.Length - 2)
            return 0;
        var entries = tiff[(int)directory..];
        var count = (int)Number(entries, 2, little);
        if (2 + (count * 12) > entries.Length)
            return 0;
        for (var i = 0; i < count; i++)
        {
            var entry = entries.Slice(2 + (i * 12), 12);
            if (Number(entry, 2, little) != Tag)
                continue;
            var value = Number(entry[8..], 2, little);
            return Number(entry[2..], 2, little) == 3 && Number(entry[4..], 4, little) == 1 && value is >= 1 and <= 8 ? (int)value : 0;
        }
        return 1;
    }

    private static uint Number(ReadOnlySpan<byte> at, int bytes, bool little) => (bytes, little) switch
    {
        (2, true) => BinaryPrimitives.ReadUInt16LittleEndian(at),
        (2, false) => BinaryPrimitives.ReadUInt16BigEndian(at),
        (_, true) => BinaryPrimitives.ReadUInt32LittleEndian(at),
        _ => BinaryPrimitives.ReadUInt32BigEndian(at),
    };
}
