using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DataTools.Tests;

/// <summary>Writes MAT-files of Level 5, by the published "MAT-File Format".</summary>
/// <param name="bigEndian">The order of bytes.</param>
/// <param name="compressed">Whether variables are compressed, as MATLAB does from version 7 on.</param>
/// <param name="small">Whether up to four bytes go into the head of an element, as they should.</param>
internal sealed class MadeMat(bool bigEndian = false, bool compressed = true, bool small = true)
{
    public const int UInt8 = 2, Int32 = 5, UInt32 = 6, Double = 9, UInt8Class = 9, DoubleClass = 6;

    private const int Matrix = 14, Compressed = 15;

    /// <summary>A file of these variables.</summary>
    public byte[] File(params byte[][] variables)
    {
        var header = new byte[128];
        Encoding.ASCII.GetBytes("MATLAB 5.0 MAT-file, Platform: TEST".PadRight(116)).CopyTo(header, 0);
        Half(0x0100).CopyTo(header, 124);
        Half(('M' << 8) | 'I').CopyTo(header, 126);
        return [.. header, .. variables.SelectMany(v => compressed ? (byte[])[.. Word(Compressed), .. Word(Zlib(v).Length), .. Zlib(v)] : v)];
    }

    /// <summary>An array of numbers, stored as that type.</summary>
    public byte[] Numbers(string name, int[] sizes, double[] values, int type = Double, int kind = DoubleClass) =>
        Array(name, kind, sizes, Element(type, [.. values.SelectMany(v => Number(type, v))]));

    /// <summary>A column or row of bytes, or any array of them.</summary>
    public byte[] Bytes(string name, int[] sizes, byte[] values) => Array(name, UInt8Class, sizes, Element(UInt8, values));

    /// <summary>Text, a string of the same length for each row.</summary>
    public byte[] Text(string name, params string[] rows)
    {
        var columns = rows.Length == 0 ? 0 : rows[0].Length;
        var characters = Enumerable.Range(0, columns).SelectMany(c => rows.Select(r => r[c])).ToArray();
        return Array(name, 4, [rows.Length, columns], Element(4, [.. characters.SelectMany(c => Half(c))]));
    }

    /// <summary>A cell array; the values are arrays without a name.</summary>
    public byte[] Cells(string name, int[] sizes, params byte[][] values) => Array(name, 1, sizes, [.. values.SelectMany(v => v)]);

    /// <summary>An array of structures: for each, its fields one after the other.</summary>
    public byte[] Structs(string name, int[] sizes, string[] fields, params byte[][] values) => Array(name, 2, sizes,
    [
        .. Element(Int32, Word(32)),
        .. Element(1, [.. fields.SelectMany(f => Encoding.ASCII.GetBytes(f.PadRight(32, '\0')))]),
        .. values.SelectMany(v => v),
    ]);

    /// <summary>A whole array of any class.</summary>
    public byte[] Array(string name, int kind, int[] sizes, byte[] data, int flags = 0)
    {
        byte[] content =
        [
            .. Element(UInt32, [.. Word((flags << 8) | kind), .. Word(0)]),
            .. Element(Int32, [.. sizes.SelectMany(Word)]),
            .. Element(1, Encoding.UTF8.GetBytes(name)),
            .. data,
        ];
        return [.. Word(Matrix), .. Word(content.Length), .. content];
    }

    /// <summary>One element with its padding.</summary>
    public byte[] Element(int type, byte[] data) => small && data.Length is > 0 and <= 4
        ? [.. Word((data.Length << 16) | type), .. data, .. new byte[4 - data.Length]]
        : [.. Word(type), .. Word(data.Length), .. data, .. new byte[(8 - (data.Length % 8)) % 8]];

    private static byte[] Zlib(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(bytes);
        return packed.ToArray();
    }

    private byte[] Number(int type, double value) => type switch
    {
        1 => [(byte)(sbyte)value],
        2 => [(byte)value],
        3 => Half((short)value),
        4 => Half((ushort)value),
        5 => Word((int)value),
        6 => Word((int)(uint)value),
        7 => Word(BitConverter.SingleToInt32Bits((float)value)),
        9 => Long(BitConverter.DoubleToInt64Bits(value)),
        12 => Long((long)value),
        13 => Long((long)(ulong)value),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private byte[] Half(int value) => Ordered(2, value);

    private byte[] Word(int value) => Ordered(4, value);

    private byte[] Long(long value) => Ordered(8, value);

    private byte[] Ordered(int bytes, long value)
    {
        var all = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(all, value);
        var these = all[..bytes];
        if (bigEndian)
            System.Array.Reverse(these);
        return these;
    }
}
