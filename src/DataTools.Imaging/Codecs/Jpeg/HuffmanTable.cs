namespace DataTools.Imaging.Codecs.Jpeg;

/// <summary>
/// A Huffman table (ITU-T T.81, annex C and F) by whose entries one look at the next bits gives code and value at once. It is
/// defined again in place, and not at all where the bytes are those it was defined by: most images share one definition.
/// </summary>
internal sealed class HuffmanTable
{
    /// <summary>Bits looked at.</summary>
    public const int LookupBits = 10;

    /// <summary>Bits looked at to pass over several at once.</summary>
    public const int SkipBits = 11;

    /// <summary>A bit of an entry to pass over several: the last of them ends the block.</summary>
    public const int SkipEnds = 0x80;

    /// <summary>A bit of an entry: the value is yet to be read, or, with a length of 0, even the code is longer.</summary>
    public const int Pending = 0x80;

    /// <summary>The run that ends a block: it leads beyond the last coefficient from anywhere.</summary>
    public const int EndOfBlock = 64;

    /// <summary>The run of a code that is none.</summary>
    public const int Invalid = 128;

    private const int Counts = 16;

    private readonly int[] _lookup = new int[1 << LookupBits];
    private readonly byte[] _definition = new byte[Counts + 256];
    private readonly int[] _limits = new int[Counts + 2];
    private readonly int[] _offsets = new int[Counts + 1];
    private readonly ushort[] _skips = new ushort[1 << SkipBits];
    private int _defined;
    private bool _hasSkips;

    /// <summary>
    /// What the next <see cref="LookupBits"/> bits are: bits 0 to 4 the length, 8 to 15 the run of zeros, from 16 the value.
    /// Where <see cref="Pending"/> the length is the code's and the value is the number of bits that follow it.
    /// </summary>
    public ReadOnlySpan<int> Lookup => _lookup;

    /// <summary>
    /// All codes with their values that the next <see cref="SkipBits"/> bits hold: bits 0 to 4 the length, from 8 how far they
    /// lead; 0 where not even one is whole. Of a table of AC.
    /// </summary>
    public ReadOnlySpan<ushort> Skips
    {
        get
        {
            if (!_hasSkips)
                FillSkips();
            return _skips;
        }
    }

    /// <summary>Whether it has been defined.</summary>
    public bool IsDefined => _defined > 0;

    /// <summary>Forgets nothing, but must be defined again before it is used: tables are not handed from image to image.</summary>
    public void Withdraw() => _defined = -Math.Abs(_defined);

    /// <summary>By 16 counts and the symbols, as stored; false where no such code can exist.</summary>
    public bool TryDefine(ReadOnlySpan<byte> definition, bool isDc)
    {
        if (_defined != 0 && definition.SequenceEqual(_definition.AsSpan(0, Math.Abs(_defined))))
        {
            _defined = definition.Length;
            return true;
        }
        (_defined, _hasSkips) = (0, false);
        definition.CopyTo(_definition);
        Array.Fill(_lookup, Pending);
        var (code, index) = (0, Counts);
        for (var length = 1; length <= Counts; length++, code <<= 1)
        {
            _offsets[length] = index - code;
            for (var end = index + definition[length - 1]; index < end; index++, code++)
            {
                if (isDc && definition[index] > 15)
                    return false;
                if (length <= LookupBits && code < 1 << length)
                    Fill(code << (LookupBits - length), length, definition[index], isDc);
            }
            // No code may be all ones.
            if (code >= 1 << length)
                return false;
            _limits[length] = code << (Counts - length);
        }
        _limits[Counts + 1] = int.MaxValue;
        _defined = definition.Length;
        return true;
    }

    /// <summary>The entry of a code longer than <see cref="LookupBits"/>, by the next 16 bits.</summary>
    public int Long(int next, bool isDc)
    {
        var length = LookupBits + 1;
        while (next >= _limits[length])
            length++;
        return length > Counts
            ? Invalid << 8
            : Entry(length, _definition[_offsets[length] + (next >> (Counts - length))], isDc);
    }

    private static int Entry(int length, int symbol, bool isDc)
    {
        var (run, size) = isDc ? (0, symbol) : (symbol >> 4, symbol & 15);
        return size > 0
            ? (size << 16) | (run << 8) | Pending | length
            : ((isDc || run == 15 ? run : EndOfBlock) << 8) | length;
    }

    // All entries that begin with a code, with the value where its bits are among those looked at.
    private void Fill(int first, int length, int symbol, bool isDc)
    {
        var entry = Entry(length, symbol, isDc);
        var (size, rest) = (entry >> 16, LookupBits - length);
        for (var i = 0; i < 1 << rest; i++)
        {
            if ((entry & Pending) == 0 || size > rest)
            {
                _lookup[first + i] = entry;
                continue;
            }
            var bits = i >> (rest - size);
            var value = bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
            _lookup[first + i] = (value << 16) | (entry & 0xff00) | (length + size);
        }
    }

    private void FillSkips()
    {
        const int spare = SkipBits - LookupBits;
        for (var i = 0; i < _skips.Length; i++)
        {
            var (length, places, ends) = (0, 0, 0);
            while (ends == 0)
            {
                var entry = _lookup[((i << length) & ((1 << SkipBits) - 1)) >> spare];
                var whole = (entry & 31) + ((entry & Pending) != 0 ? entry >> 16 : 0);
                if ((entry & 31) == 0 || length + whole > SkipBits)
                    break;
                length += whole;
                if (((entry >> 8) & 0xff) == EndOfBlock)
                    ends = SkipEnds;
                else
                    places += ((entry >> 8) & 0xff) + 1;
            }
            _skips[i] = (ushort)((places << 8) | ends | length);
        }
        _hasSkips = true;
    }
}
