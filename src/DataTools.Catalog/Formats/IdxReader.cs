using System.Buffers.Binary;

namespace DataTools.Catalog.Formats;

/// <summary>The bytes of one IDX file in order; knows from the header how many there must be.</summary>
internal sealed class IdxReader(DataFile file) : IDisposable
{
    private readonly BufferedStream _stream = new(file.Open(), 1 << 16);
    private long _read, _expected;

    /// <summary>Reads the magic number and the sizes of the dimensions.</summary>
    public int[] Header(int magic, string what, int dimensions)
    {
        var header = new byte[4 + (4 * dimensions)];
        _expected = header.Length;
        Read(header);
        var found = BinaryPrimitives.ReadInt32BigEndian(header);
        if (found != magic)
            throw new CorruptFileException(file.Name, $"not an IDX file of {what}: it begins with {found}, expected {magic}");
        var sizes = new int[dimensions];
        UInt128 product = 1;
        for (var d = 0; d < dimensions; d++)
        {
            sizes[d] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + (4 * d)));
            if (sizes[d] < 0)
                throw new CorruptFileException(file.Name, $"a size of {sizes[d]} in the header cannot be");
            product *= (UInt128)sizes[d];
        }
        if (product > long.MaxValue / 2)
            throw new CorruptFileException(file.Name, $"sizes of {string.Join(" x ", sizes)} in the header cannot be");
        _expected += (long)product;
        return sizes;
    }

    /// <summary>Fills <paramref name="bytes"/>.</summary>
    public void Read(Span<byte> bytes)
    {
        var got = Guarded(bytes, static (stream, b) => stream.ReadAtLeast(b, b.Length, throwOnEndOfStream: false));
        if (got < bytes.Length)
            throw new CorruptFileException(file.Name, $"cut off: expected {_expected} bytes, there are {_read}");
    }

    /// <summary>One byte.</summary>
    public byte ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        Read(one);
        return one[0];
    }

    /// <summary>Throws where anything follows.</summary>
    public void ExpectEnd()
    {
        Span<byte> rest = stackalloc byte[4096];
        while (Guarded(rest, static (stream, b) => stream.Read(b)) > 0)
        {
            // Counted to the end, for the message.
        }
        if (_read != _expected)
            throw new CorruptFileException(file.Name, $"too long: expected {_expected} bytes, there are {_read}");
    }

    public void Dispose() => _stream.Dispose();

    private int Guarded(Span<byte> bytes, Reading read)
    {
        try
        {
            var got = read(_stream, bytes);
            _read += got;
            return got;
        }
        catch (InvalidDataException e)
        {
            throw new CorruptFileException(file.Name, $"the compressed data is damaged after {_read} of {_expected} bytes ({e.Message})", inner: e);
        }
    }

    private delegate int Reading(Stream stream, Span<byte> bytes);
}
