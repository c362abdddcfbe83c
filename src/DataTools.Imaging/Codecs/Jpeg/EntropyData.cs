namespace DataTools.Imaging.Codecs.Jpeg;

/// <summary>The bytes of a scan without stuffing and markers, and where its restart intervals begin (ITU-T T.81, B.1.1.5).</summary>
internal sealed class EntropyData
{
    private const byte Marker = 0xff;
    private const byte EndOfImage = 0xd9;
    private const byte Restart0 = 0xd0;

    private byte[] _bytes = [];
    private int[] _starts = [];
    private int _length;

    /// <summary>Restart intervals; 1 where there are none.</summary>
    public int Intervals { get; private set; }

    /// <summary>The bytes, and the padding that a reader needs.</summary>
    public Span<byte> Bytes => _bytes.AsSpan(0, _length + EntropyReader.Padding);

    /// <summary>Where an interval begins and ends in <see cref="Bytes"/>.</summary>
    public (int From, int End) this[int interval] => (_starts[interval], _starts[interval + 1]);

    /// <summary>
    /// Reads the scan to the end of the image; false where it does not come, where another marker does, or where there are
    /// not <paramref name="intervals"/> intervals.
    /// </summary>
    public bool TryRead(ReadOnlySpan<byte> scan, int intervals)
    {
        // Each interval but the first costs a marker.
        if (intervals - 1 > scan.Length / 2)
            return false;
        Buffers.Grow(ref _bytes, scan.Length + EntropyReader.Padding);
        Buffers.Grow(ref _starts, intervals + 1);
        (_starts[0], Intervals) = (0, 0);
        var target = _bytes.AsSpan(0, scan.Length);
        var length = 0;
        while (true)
        {
            var plain = scan.IndexOf(Marker);
            if (plain < 0 || plain + 1 >= scan.Length)
                return false;
            scan[..plain].CopyTo(target[length..]);
            length += plain;
            var code = scan[plain + 1];
            scan = scan[(plain + 2)..];
            if (code == 0)
            {
                target[length++] = Marker;
                continue;
            }
            Intervals++;
            _starts[Intervals] = length;
            if (code == EndOfImage)
                break;
            if (Intervals == intervals || code != Restart0 + ((Intervals - 1) & 7))
                return false;
        }
        _length = length;
        _bytes.AsSpan(length, EntropyReader.Padding).Clear();
        return Intervals == intervals;
    }

    /// <summary>Gives the memory back.</summary>
    public void Release()
    {
        Buffers.Release(ref _bytes);
        Buffers.Release(ref _starts);
    }
}
