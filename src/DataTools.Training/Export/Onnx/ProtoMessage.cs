using System.Text;
using Google.Protobuf;

namespace DataTools.Training.Export.Onnx;

/// <summary>
/// A message in protobuf's encoding, field by field. A message says its length before its content, so fields are kept until
/// all are known; bytes are not copied.
/// </summary>
internal sealed class ProtoMessage
{
    private readonly List<Action<CodedOutputStream>> _fields = [];

    /// <summary>Encoded, in bytes.</summary>
    public long Length { get; private set; }

    public ProtoMessage Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Bytes(int field, ReadOnlyMemory<byte> value) => Add(field, WireFormat.WireType.LengthDelimited, Prefixed(value.Length), o => o.WriteBytes(UnsafeByteOperations.UnsafeWrap(value)));

    public ProtoMessage Whole(int field, long value) => Add(field, WireFormat.WireType.Varint, CodedOutputStream.ComputeInt64Size(value), o => o.WriteInt64(value));

    public ProtoMessage Single(int field, float value) => Add(field, WireFormat.WireType.Fixed32, CodedOutputStream.ComputeFloatSize(value), o => o.WriteFloat(value));

    public ProtoMessage Message(int field, ProtoMessage value) => Add(field, WireFormat.WireType.LengthDelimited, Prefixed(value.Length), o =>
    {
        o.WriteLength(checked((int)value.Length));
        value.Write(o);
    });

    public void Write(CodedOutputStream output) => _fields.ForEach(write => write(output));

    private ProtoMessage Add(int field, WireFormat.WireType type, long length, Action<CodedOutputStream> write)
    {
        Length += CodedOutputStream.ComputeTagSize(field) + length;
        _fields.Add(o =>
        {
            o.WriteTag(field, type);
            write(o);
        });
        return this;
    }

    private static long Prefixed(long length) => CodedOutputStream.ComputeUInt64Size((ulong)length) + length;
}
