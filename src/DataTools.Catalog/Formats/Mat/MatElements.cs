using System.Buffers.Binary;

namespace DataTools.Catalog.Formats.Mat;

/// <summary>The head of an element: what follows and how many bytes of it.</summary>
/// <param name="Type">How the data is stored.</param>
/// <param name="Bytes">How many there are, without padding.</param>
/// <param name="Small">The data itself where it fits into the head ("small data element"), else null.</param>
internal readonly record struct MatTag(MatType Type, long Bytes, byte[]? Small);

/// <summary>
/// Reads the elements of a MAT-file one after the other. Nothing is believed: a length that goes beyond the element around
/// it or beyond the bytes that there are throws <see cref="CorruptFileException"/>, and memory grows with bytes read only.
/// </summary>
/// <param name="name">The file's name, for errors.</param>
/// <param name="stream">The bytes, uncompressed.</param>
/// <param name="bigEndian">The order of bytes that the file's header states.</param>
internal sealed class MatElements(string name, Stream stream, bool bigEndian)
{
    /// <summary>Bytes of a head: no element is shorter.</summary>
    public const int TagBytes = 8;

    private const int Alignment = 8, Chunk = 1 << 16;

    private readonly byte[] _tag = new byte[TagBytes];

    /// <summary>How many bytes were read.</summary>
    public long Position { get; private set; }

    /// <summary>The order of bytes.</summary>
    public bool BigEndian => bigEndian;

    /// <summary>The next head, or null at the end of the stream.</summary>
    public MatTag? TryTag()
    {
        var got = Read(_tag);
        if (got == 0)
            return null;
        if (got < TagBytes)
            throw CutOff();
        var first = Word(_tag);
        // The upper half is the length of a small element, which no type needs.
        if (first >> 16 is var small && small == 0)
            return new((MatType)first, Word(_tag.AsSpan(4)), null);
        if (small > 4)
            throw Fault($"a small element of {small} bytes");
        return new((MatType)(first & 0xFFFF), small, [.. _tag.AsSpan(4, (int)small)]);
    }

    /// <summary>The next head, of an element that ends at <paramref name="end"/> or before.</summary>
    public MatTag Tag(long end)
    {
        if (Position + TagBytes > end)
            throw Fault("an array ends where one of its parts should begin");
        var tag = TryTag() ?? throw CutOff();
        return tag.Small is null && Position + tag.Bytes > end ? throw Fault($"an element of {tag.Bytes} bytes is longer than the array around it") : tag;
    }

    /// <summary>The data of an element with the padding after it, at most <paramref name="most"/> bytes.</summary>
    public byte[] Data(MatTag tag, long end, long most)
    {
        if (tag.Small is { } small)
            return small;
        if (tag.Bytes > most)
            throw Fault($"an element of {tag.Bytes} bytes where at most {most} can be");
        var data = new byte[Math.Min(tag.Bytes, Chunk)];
        var got = Read(data);
        // Twice as much each time: a length alone allocates nothing.
        while (got == data.Length && got < tag.Bytes)
        {
            Array.Resize(ref data, (int)Math.Min(tag.Bytes, 2L * data.Length));
            got += Read(data.AsSpan(got));
        }
        if (got < tag.Bytes)
            throw CutOff();
        Skip(Math.Min(end - Position, Padding(tag.Bytes)));
        return data;
    }

    /// <summary>Passes over so many bytes.</summary>
    public void Skip(long bytes)
    {
        if (stream.CanSeek)
        {
            if (stream.Position + bytes > stream.Length)
                throw CutOff();
            stream.Seek(bytes, SeekOrigin.Current);
            Position += bytes;
            return;
        }
        Span<byte> rest = stackalloc byte[4096];
        while (bytes > 0)
        {
            var got = Read(rest[..(int)Math.Min(bytes, rest.Length)]);
            if (got == 0)
                throw CutOff();
            bytes -= got;
        }
    }

    /// <summary>Fills <paramref name="bytes"/>, or as much of it as there is.</summary>
    public int Read(Span<byte> bytes)
    {
        try
        {
            var got = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            Position += got;
            return got;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new CorruptFileException(name, $"the compressed data is damaged ({e.Message})", inner: e);
        }
    }

    /// <summary>Bytes between an element of that many and the next: each begins at a multiple of eight.</summary>
    public static long Padding(long bytes) => (Alignment - (bytes % Alignment)) % Alignment;

    /// <summary>An error about this file.</summary>
    public CorruptFileException Fault(string reason) => new(name, reason);

    /// <summary>The error of a file that ends too early.</summary>
    public CorruptFileException CutOff() => Fault("cut off: it ends within an element");

    private uint Word(ReadOnlySpan<byte> bytes) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
