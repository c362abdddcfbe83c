using System.Buffers.Binary;

namespace DataTools.Catalog.Storage;

/// <summary>
/// One table of a FlatBuffers message (flatbuffers.dev, "FlatBuffers internals"), read with every access checked: a
/// damaged message throws <see cref="ArgumentOutOfRangeException"/> or <see cref="IndexOutOfRangeException"/>. The
/// reader inside Apache.Arrow follows such offsets unchecked, out of the mapped file, and the process dies.
/// </summary>
internal readonly ref struct FlatTable
{
    private readonly ReadOnlySpan<byte> _message, _slots;
    private readonly int _position;

    private FlatTable(ReadOnlySpan<byte> message, int position)
    {
        _message = message;
        _position = position;
        var slots = position - Int32At(position);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(message[slots..]);
        _slots = message.Slice(slots, length)[4..];
    }

    public static FlatTable Root(ReadOnlySpan<byte> message) => new(message, BinaryPrimitives.ReadInt32LittleEndian(message));

    public bool Has(int field) => At(field) != 0;

    public byte Byte(int field) => At(field) is var at and not 0 ? _message[at] : (byte)0;

    public short Int16(int field) => At(field) is var at and not 0 ? BinaryPrimitives.ReadInt16LittleEndian(_message[at..]) : (short)0;

    public int Int32(int field) => At(field) is var at and not 0 ? Int32At(at) : 0;

    public long Int64(int field) => At(field) is var at and not 0 ? BinaryPrimitives.ReadInt64LittleEndian(_message[at..]) : 0;

    /// <summary>The table that a field points to; the field must be there.</summary>
    public FlatTable Table(int field) => new(_message, Target(field));

    /// <summary>The table that element <paramref name="index"/> of a vector of tables points to.</summary>
    public FlatTable TableOf(int field, int index)
    {
        var at = Target(field) + 4 + (4 * index);
        return new(_message, at + Int32At(at));
    }

    /// <summary>How many elements a vector has; 0 where there is none.</summary>
    public int Count(int field) => Has(field) ? Int32At(Target(field)) : 0;

    /// <summary>A vector of structs (or the bytes of a string), as it lies there.</summary>
    public ReadOnlySpan<byte> Vector(int field, int elementSize)
    {
        var start = Target(field);
        return _message.Slice(start + 4, checked(Int32At(start) * elementSize));
    }

    private int Target(int field)
    {
        var at = At(field);
        return at == 0 ? throw new ArgumentOutOfRangeException(nameof(field), field, "the field is missing") : at + Int32At(at);
    }

    private int At(int field)
    {
        var slot = 2 * field;
        if (slot >= _slots.Length)
            return 0;
        var offset = BinaryPrimitives.ReadUInt16LittleEndian(_slots[slot..]);
        return offset == 0 ? 0 : _position + offset;
    }

    private int Int32At(int position) => BinaryPrimitives.ReadInt32LittleEndian(_message[position..]);
}
