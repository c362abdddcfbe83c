using System.Buffers.Binary;

namespace DataTools.Imaging.Codecs.Jpeg;

/// <summary>
/// What the markers before the scan say (ITU-T T.81, annex B; JFIF 1.02; Adobe's APP14; EXIF's APP1). It is read again and
/// again in place, so that no image costs memory.
/// </summary>
internal sealed class JpegHeader
{
    private const byte Marker = 0xff;

    private readonly ushort[] _quantisation = new ushort[4 * 64];
    private readonly HuffmanTable[] _dc = [new(), new(), new(), new()];
    private readonly HuffmanTable[] _ac = [new(), new(), new(), new()];
    private readonly JpegComponent[] _components = [new(), new(), new()];
    private int _quantisationsDefined;
    private bool _jfif;
    private int _adobe;
    private int _exifs;

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>One, or three: luma and two chromas.</summary>
    public ReadOnlySpan<JpegComponent> Components => _components.AsSpan(0, Count);

    /// <summary>MCUs between restarts; 0 without.</summary>
    public int RestartInterval { get; private set; }

    /// <summary>EXIF's orientation, 1 where it is not said.</summary>
    public int Orientation { get; private set; }

    /// <summary>Where the entropy-coded bytes begin.</summary>
    public int Scan { get; private set; }

    private int Count { get; set; }

    public ReadOnlySpan<ushort> Quantisation(JpegComponent component) => _quantisation.AsSpan(component.QuantisationTable * 64, 64);

    public HuffmanTable Dc(JpegComponent component) => _dc[component.DcTable];

    public HuffmanTable Ac(JpegComponent component) => _ac[component.AcTable];

    /// <summary>Reads up to the scan; false where the image is not of the kind that is decoded here, or is damaged.</summary>
    public bool TryRead(ReadOnlySpan<byte> file)
    {
        if (file is not [Marker, 0xd8, Marker, ..])
            return false;
        (Width, Height, Count, RestartInterval, Orientation, Scan) = (0, 0, 0, 0, 1, 0);
        (_quantisationsDefined, _jfif, _adobe, _exifs) = (0, false, -1, 0);
        foreach (var table in _dc)
            table.Withdraw();
        foreach (var table in _ac)
            table.Withdraw();
        for (var at = 2; at + 4 <= file.Length;)
        {
            if (file[at] != Marker)
                return false;
            var code = file[at + 1];
            // Any number of them may come before a marker.
            if (code == Marker)
            {
                at++;
                continue;
            }
            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || at + 2 + length > file.Length)
                return false;
            var segment = file.Slice(at + 4, length - 2);
            at += 2 + length;
            if (code == 0xda)
            {
                Scan = at;
                return IsScan(segment) && IsDefined() && IsYCbCr();
            }
            if (!IsRead(code, segment))
                return false;
        }
        return false;
    }

    /// <summary>Gives the memory of the samples back.</summary>
    public void Release()
    {
        foreach (var component in _components)
            component.Release();
    }

    private bool IsRead(byte code, ReadOnlySpan<byte> segment)
    {
        switch (code)
        {
            case 0xdb:
                return IsQuantisation(segment);
            case 0xc4:
                return IsHuffman(segment);
            case 0xc0 or 0xc1:
                return IsFrame(segment);
            case 0xdd:
                RestartInterval = segment.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(segment) : 0;
                return segment.Length == 2;
            case 0xe0:
                _jfif |= segment.Length >= 14 && segment.StartsWith("JFIF\0"u8);
                return true;
            case 0xe1 when segment.StartsWith("Exif\0"u8):
                // What a second one would mean is for the other decoder to say.
                Orientation = ExifOrientation.Of(segment);
                return ++_exifs == 1 && Orientation != 0;
            case 0xee when segment.Length >= 12 && segment.StartsWith("Adobe"u8):
                _adobe = segment[11];
                return true;
            default:
                // Other APPn, and comments.
                return code is >= 0xe1 and <= 0xef or 0xfe;
        }
    }

    private bool IsQuantisation(ReadOnlySpan<byte> segment)
    {
        for (; segment.Length >= 65; segment = segment[65..])
        {
            // 16 bits are not baseline.
            if (segment[0] > 3)
                return false;
            for (var i = 0; i < 64; i++)
                _quantisation[(segment[0] * 64) + i] = segment[i + 1];
            _quantisationsDefined |= 1 << segment[0];
        }
        return segment.IsEmpty;
    }

    private bool IsHuffman(ReadOnlySpan<byte> segment)
    {
        while (segment.Length >= 17)
        {
            var (kind, id, length) = (segment[0] >> 4, segment[0] & 15, 16);
            foreach (var count in segment.Slice(1, 16))
                length += count;
            if (kind > 1 || id > 3 || length > 16 + 256 || length >= segment.Length)
                return false;
            if (!(kind == 0 ? _dc : _ac)[id].TryDefine(segment.Slice(1, length), kind == 0))
                return false;
            segment = segment[(1 + length)..];
        }
        return segment.IsEmpty;
    }

    private bool IsFrame(ReadOnlySpan<byte> segment)
    {
        if (Count > 0 || segment.Length < 6 || segment[0] != 8 || segment[5] is not (1 or 3) || segment.Length != 6 + (3 * segment[5]))
            return false;
        (Height, Width, Count) = (BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), segment[5]);
        // A height of 0 comes after the scan; and more than 65500 the other decoder refuses.
        if (Width is 0 or > 65500 || Height is 0 or > 65500)
            return false;
        for (var i = 0; i < Count; i++)
        {
            var said = segment.Slice(6 + (3 * i), 3);
            if (said[2] > 3)
                return false;
            _components[i].Define(said[0], said[1] >> 4, said[1] & 15, said[2]);
        }
        return HasUsualSampling();
    }

    // Gray; or chroma halved neither way, across, or both ways.
    private bool HasUsualSampling()
    {
        var luma = _components[0];
        if (Count == 1)
        {
            // What is alone in a scan is not interleaved, whatever its factors are; but odd ones change the size for some.
            var usual = luma is { Horizontal: 1, Vertical: 1 } or { Horizontal: 2, Vertical: 2 };
            luma.Place(1, 1, Width, Height);
            return usual;
        }
        var halved = (luma.Horizontal, luma.Vertical) is (1, 1) or (2, 1) or (2, 2)
            && _components[1] is { Horizontal: 1, Vertical: 1 } && _components[2] is { Horizontal: 1, Vertical: 1 };
        foreach (var component in Components)
            component.Place(luma.Horizontal, luma.Vertical, Width, Height);
        return halved;
    }

    // One scan of all components, all coefficients at full precision.
    private bool IsScan(ReadOnlySpan<byte> segment)
    {
        if (Count == 0 || segment.Length != 4 + (2 * Count) || segment[0] != Count || segment[^3] != 0 || segment[^2] != 63 || segment[^1] != 0)
            return false;
        for (var i = 0; i < Count; i++)
        {
            var tables = segment[2 + (2 * i)];
            if (segment[1 + (2 * i)] != _components[i].Id || tables >> 4 > 3 || (tables & 15) > 3)
                return false;
            (_components[i].DcTable, _components[i].AcTable) = (tables >> 4, tables & 15);
        }
        return true;
    }

    private bool IsDefined()
    {
        foreach (var component in Components)
        {
            if ((_quantisationsDefined & (1 << component.QuantisationTable)) == 0 || !Dc(component).IsDefined || !Ac(component).IsDefined)
                return false;
        }
        return true;
    }

    // JFIF says it; Adobe may; else the usual numbers of the components do.
    private bool IsYCbCr() => Count == 1 || (_adobe < 0
        ? _jfif || (_components[0].Id == 1 && _components[1].Id == 2 && _components[2].Id == 3)
        : _adobe == 1);
}
