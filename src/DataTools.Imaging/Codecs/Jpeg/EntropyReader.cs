using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace DataTools.Imaging.Codecs.Jpeg;

/// <summary>
/// Bits of a scan that hold no stuffing any more, and the coefficients they encode (ITU-T T.81, annex F.2.2).
/// </summary>
/// <remarks>
/// It reads without looking for the end, which is sound because <see cref="IsWithin"/> is asked before every MCU: a code and its
/// value are at most 31 bits, a block at most 64 of them, an MCU at most 6 blocks; that many bytes, <see cref="Padding"/>,
/// follow the end.
/// </remarks>
internal ref struct EntropyReader
{
    /// <summary>Bytes that must follow the last one of a scan: six blocks of 64 codes below 4 bytes, and one look ahead.</summary>
    public const int Padding = (6 * 64 * 4) + 16;

    private readonly ref byte _bytes;
    private ulong _bits;
    private int _count;
    private nint _position;
    private nint _end;

    /// <summary>A reader of <paramref name="bytes"/>, whose last <see cref="Padding"/> bytes are of no meaning.</summary>
    public EntropyReader(Span<byte> bytes)
    {
        if (bytes.Length < Padding)
            throw new ArgumentException($"{bytes.Length} bytes, and the padding alone is {Padding}", nameof(bytes));
        _bytes = ref bytes[0];
        Length = bytes.Length - Padding;
    }

    private readonly int Length { get; }

    // The bits taken from the buffer are whole in _count.
    private readonly nint Consumed => (_position * 8) - _count;

    /// <summary>Whether no more has been read than there is.</summary>
    public readonly bool IsWithin => Consumed <= _end * 8;

    /// <summary>Whether all was read but what fills the last byte.</summary>
    public readonly bool IsAtEnd => IsWithin && (_end * 8) - Consumed < 8;

    /// <summary>Begins an interval.</summary>
    public void Start(int from, int end)
    {
        if ((uint)end > (uint)Length || (uint)from > (uint)end)
            throw new ArgumentOutOfRangeException(nameof(end), end, $"an interval from {from} of {Length} bytes");
        (_bits, _count, _position, _end) = (0, 0, from, end);
    }

    /// <summary>
    /// The next block, dequantised, in rows of 8; <paramref name="block"/> is zero before. Gives the place of the last
    /// coefficient in zigzag order, or -1 where the bits are no block.
    /// </summary>
    public int Block(HuffmanTable dc, HuffmanTable ac, ReadOnlySpan<ushort> quantisation, scoped ref int predictor, Span<short> block)
    {
        var (bits, count, position) = (_bits, _count, _position);
        ref var bytes = ref _bytes;
        // All 64 are there: checked once instead of at every coefficient.
        ref var coefficients = ref block[..64][0];
        ref readonly var factors = ref quantisation[..64][0];
        ref readonly var order = ref ZigZag[..64][0];
        ref readonly var lookup = ref ac.Lookup[..(1 << HuffmanTable.LookupBits)][0];

        Refill(ref bytes, ref bits, ref count, ref position);
        var entry = Next(dc, true, dc.Lookup[(int)(bits >> (64 - HuffmanTable.LookupBits))], ref bits, ref count);
        if (((entry >> 8) & 0xff) != 0)
            return -1;
        predictor += entry >> 16;
        coefficients = (short)(predictor * factors);
        var (place, last) = (0, 0);
        do
        {
            Refill(ref bytes, ref bits, ref count, ref position);
            entry = Next(ac, false, Unsafe.Add(ref Unsafe.AsRef(in lookup), (nint)(bits >> (64 - HuffmanTable.LookupBits))), ref bits, ref count);
            place += ((entry >> 8) & 0xff) + 1;
            if (place > 63)
                break;
            last = place;
            Unsafe.Add(ref coefficients, (nint)Unsafe.Add(ref Unsafe.AsRef(in order), place)) = (short)((entry >> 16) * Unsafe.Add(ref Unsafe.AsRef(in factors), place));
        }
        while (place < 63);
        (_bits, _count, _position) = (bits, count, position);
        return place == 63 || ((entry >> 8) & 0xff) == HuffmanTable.EndOfBlock ? last : -1;
    }

    /// <summary>Passes over a block; false where the bits are none.</summary>
    public bool Skip(HuffmanTable dc, HuffmanTable ac, scoped ref int predictor)
    {
        var (bits, count, position) = (_bits, _count, _position);
        ref var bytes = ref _bytes;
        ref readonly var lookup = ref ac.Lookup[..(1 << HuffmanTable.LookupBits)][0];
        ref readonly var skips = ref ac.Skips[..(1 << HuffmanTable.SkipBits)][0];
        Refill(ref bytes, ref bits, ref count, ref position);
        var entry = Next(dc, true, dc.Lookup[(int)(bits >> (64 - HuffmanTable.LookupBits))], ref bits, ref count);
        if (((entry >> 8) & 0xff) != 0)
            return false;
        predictor += entry >> 16;
        var place = 0;
        do
        {
            Refill(ref bytes, ref bits, ref count, ref position);
            int several = Unsafe.Add(ref Unsafe.AsRef(in skips), (nint)(bits >> (64 - HuffmanTable.SkipBits)));
            var next = place + (several >> 8);
            if (next < 63 && several != 0)
            {
                bits <<= several & 31;
                count -= several & 31;
                place = next;
                if ((several & HuffmanTable.SkipEnds) == 0)
                    continue;
                (_bits, _count, _position) = (bits, count, position);
                return true;
            }
            // One at a time, as the block may end in the midst of several.
            entry = Next(ac, false, Unsafe.Add(ref Unsafe.AsRef(in lookup), (nint)(bits >> (64 - HuffmanTable.LookupBits))), ref bits, ref count);
            place += ((entry >> 8) & 0xff) + 1;
        }
        while (place < 63);
        (_bits, _count, _position) = (bits, count, position);
        return place == 63 || ((entry >> 8) & 0xff) == HuffmanTable.EndOfBlock;
    }

    // At least 56 bits, the next one on top, without a branch: what lies below those counted is read again the next time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(ref byte bytes, ref ulong bits, ref int count, ref nint position)
    {
        var next = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, position));
        bits |= BinaryPrimitives.ReverseEndianness(next) >> count;
        position += (63 - count) >> 3;
        count |= 56;
    }

    // What an entry stands for is taken off; where it is pending, code and value one after the other.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Next(HuffmanTable table, bool isDc, int entry, scoped ref ulong bits, scoped ref int count)
    {
        if ((entry & HuffmanTable.Pending) == 0)
        {
            bits <<= entry & 31;
            count -= entry & 31;
            return entry;
        }
        if ((entry & 31) == 0)
            entry = table.Long((int)(bits >> 48), isDc);
        bits <<= entry & 31;
        count -= entry & 31;
        if ((entry & HuffmanTable.Pending) == 0)
            return entry;
        var size = entry >> 16;
        // A value whose first bit is 0 is negative.
        var value = (int)(bits >> (64 - size)) + (~(int)((long)bits >> 63) & (1 - (1 << size)));
        bits <<= size;
        count -= size;
        return (value << 16) | (entry & 0xff00);
    }

    /// <summary>Where in rows of 8 each coefficient belongs.</summary>
    private static ReadOnlySpan<byte> ZigZag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
        12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
        58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];
}
