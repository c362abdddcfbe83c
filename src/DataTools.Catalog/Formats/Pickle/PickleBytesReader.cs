using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DataTools.Catalog.Formats.Pickle;

/// <summary>The arguments that follow an opcode.</summary>
/// <param name="name">The file's name, for errors.</param>
/// <param name="bytes">The pickle.</param>
internal sealed class PickleBytesReader(string name, ReadOnlyMemory<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _opcodeAt;

    /// <summary>Where it reads.</summary>
    public int At { get; private set; }

    /// <summary>An error about the opcode that is being carried out.</summary>
    public CorruptFileException Fault(string reason) => new(name, $"pickle, byte {_opcodeAt}: {reason}");

    /// <summary>The next opcode.</summary>
    public byte Opcode()
    {
        _opcodeAt = At;
        return Byte();
    }

    public byte Byte() => Take(1).Span[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2).Span);

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4).Span);

    public long UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);

    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8).Span);

    /// <summary>A length of eight bytes.</summary>
    public long Length64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8).Span);

    /// <summary>So many bytes, not copied.</summary>
    public ReadOnlyMemory<byte> Take(long count)
    {
        if (count < 0 || count > bytes.Length - At)
            throw Fault($"cut off: {count} bytes are announced, {bytes.Length - At} are left");
        var taken = bytes.Slice(At, (int)count);
        At += (int)count;
        return taken;
    }

    /// <summary>UTF-8 of that many bytes.</summary>
    public string Text(long count)
    {
        try
        {
            return Strict.GetString(Take(count).Span);
        }
        catch (DecoderFallbackException)
        {
            throw Fault("text that is not UTF-8");
        }
    }

    /// <summary>The bytes up to the end of the line.</summary>
    public ReadOnlySpan<byte> Line()
    {
        var rest = bytes.Span[At..];
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
            throw Fault("cut off: a line has no end");
        At += end + 1;
        return rest[..end];
    }

    /// <summary>A whole number in decimal digits on a line, perhaps with Python 2's L.</summary>
    public long DecimalLine()
    {
        var line = Line();
        if (line is [.., (byte)'L'])
            line = line[..^1];
        return long.TryParse(line, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw Fault("no whole number of 64 bits");
    }

    /// <summary>A whole number of that many bytes, two's complement, the least significant first.</summary>
    public long Whole(long count)
    {
        if (count > sizeof(long))
            throw Fault($"a whole number of {count} bytes");
        Span<byte> number = stackalloc byte[sizeof(long)];
        var taken = Take(count).Span;
        if (taken.Length > 0 && taken[^1] > 127)
            number.Fill(0xFF);
        taken.CopyTo(number);
        return BinaryPrimitives.ReadInt64LittleEndian(number);
    }

    /// <summary>A quoted string of protocol 0 as bytes: printable ASCII, with \xNN, \n, \r, \t, \\, \' and \" for the rest.</summary>
    public byte[] QuotedLine()
    {
        var line = Line();
        if (line is [.., (byte)'\r'])
            line = line[..^1];
        if (line.Length < 2 || line[0] != line[^1] || line[0] is not ((byte)'\'' or (byte)'"'))
            throw Fault("a string without quotes");
        line = line[1..^1];
        var text = new List<byte>(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != '\\')
                text.Add(line[i]);
            else if (i + 3 < line.Length && line[i + 1] == 'x' && byte.TryParse(line.Slice(i + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
                (i, _) = (i + 3, Add(text, value));
            else if (i + 1 < line.Length && Escaped(line[i + 1]) is { } plain)
                (i, _) = (i + 1, Add(text, plain));
            else
                throw Fault("a string with an unknown escape");
        }
        return [.. text];
    }

    /// <summary>Text of protocol 0: latin1, with \uNNNN and \UNNNNNNNN for what it has not.</summary>
    public string UnicodeLine()
    {
        var line = Encoding.Latin1.GetString(Line());
        var text = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            var digits = line[i] == '\\' && i + 1 < line.Length ? line[i + 1] switch { 'u' => 4, 'U' => 8, _ => 0 } : 0;
            if (digits == 0)
                text.Append(line[i]);
            else if (i + 1 + digits < line.Length && uint.TryParse(line.AsSpan(i + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code <= 0x10FFFF)
                (i, _) = (i + 1 + digits, code > 0xFFFF ? text.Append(char.ConvertFromUtf32((int)code)) : text.Append((char)code));
            else
                throw Fault("text with an unknown escape");
        }
        return text.ToString();
    }

    private static bool Add(List<byte> text, byte value)
    {
        text.Add(value);
        return true;
    }

    private static byte? Escaped(byte letter) => letter switch
    {
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        (byte)'\\' or (byte)'\'' or (byte)'"' => letter,
        _ => null,
    };
}
