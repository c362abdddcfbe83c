using System.Buffers.Binary;

namespace DataTools.Catalog.Formats.Mat;

/// <summary>How the data of an element is stored (MAT-File Format, table 1-1).</summary>
internal enum MatType
{
    Int8 = 1,
    UInt8 = 2,
    Int16 = 3,
    UInt16 = 4,
    Int32 = 5,
    UInt32 = 6,
    Single = 7,
    Double = 9,
    Int64 = 12,
    UInt64 = 13,
    Matrix = 14,
    Compressed = 15,
    Utf8 = 16,
    Utf16 = 17,
    Utf32 = 18,
}

/// <summary>What an array is in MATLAB (MAT-File Format, table 1-3).</summary>
internal enum MatClass
{
    Cell = 1,
    Struct = 2,
    Object = 3,
    Char = 4,
    Sparse = 5,
    Double = 6,
    UInt8 = 9,
    UInt64 = 15,
    Function = 16,
    Opaque = 17,
}

/// <summary>Numbers as they are stored: often smaller than their class, to save space.</summary>
internal static class MatTypes
{
    /// <summary>Bytes of one number; 0 where the type is none.</summary>
    public static int Size(MatType type) => type switch
    {
        MatType.Int8 or MatType.UInt8 => 1,
        MatType.Int16 or MatType.UInt16 => 2,
        MatType.Int32 or MatType.UInt32 or MatType.Single => 4,
        MatType.Double or MatType.Int64 or MatType.UInt64 => 8,
        _ => 0,
    };

    /// <summary>The number at the beginning of <paramref name="bytes"/>. Integers beyond 2^53 are rounded.</summary>
    public static double Number(MatType type, ReadOnlySpan<byte> bytes, bool bigEndian) => (type, bigEndian) switch
    {
        (MatType.Int8, _) => (sbyte)bytes[0],
        (MatType.UInt8, _) => bytes[0],
        (MatType.Int16, false) => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        (MatType.Int16, true) => BinaryPrimitives.ReadInt16BigEndian(bytes),
        (MatType.UInt16, false) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (MatType.UInt16, true) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        (MatType.Int32, false) => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        (MatType.Int32, true) => BinaryPrimitives.ReadInt32BigEndian(bytes),
        (MatType.UInt32, false) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        (MatType.UInt32, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        (MatType.Single, false) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        (MatType.Single, true) => BinaryPrimitives.ReadSingleBigEndian(bytes),
        (MatType.Double, false) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        (MatType.Double, true) => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        (MatType.Int64, false) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        (MatType.Int64, true) => BinaryPrimitives.ReadInt64BigEndian(bytes),
        (MatType.UInt64, false) => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        (MatType.UInt64, true) => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no number"),
    };
}
