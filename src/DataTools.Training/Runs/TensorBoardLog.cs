using System.Buffers.Binary;
using Google.Protobuf;

namespace DataTools.Training.Runs;

/// <summary>
/// Scalars for TensorBoard: <c>events.out.tfevents.*</c>, records of TensorFlow's TFRecord format (length, masked
/// CRC-32C, protobuf Event, masked CRC-32C). Written here, since TorchSharp's SummaryWriter stamps its first event with
/// ticks for seconds, which sends TensorBoard's time axis to the year 20,000,000,000.
/// </summary>
internal sealed class TensorBoardLog : IDisposable
{
    private readonly FileStream _file;
    private readonly TimeProvider _time;

    public TensorBoardLog(string folder, TimeProvider time)
    {
        _time = time;
        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        // Without a buffer: on a full disk there is nothing left that closing the file would fail to write.
        _file = new FileStream(Path.Combine(folder, $"events.out.tfevents.{seconds}.datatools"), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        if (_file.Length == 0)
            Write(new Tensorboard.Event { WallTime = Now, FileVersion = "brain.Event:2" });
    }

    private double Now => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>Adds one point of each named curve.</summary>
    public void Add(long step, params ReadOnlySpan<(string Tag, double Value)> scalars)
    {
        var summary = new Tensorboard.Summary();
        foreach (var (tag, value) in scalars)
            summary.Value.Add(new Tensorboard.Summary.Types.Value { Tag = tag, SimpleValue = (float)value });
        Write(new Tensorboard.Event { WallTime = Now, Step = step, Summary = summary });
    }

    public void Dispose() => _file.Dispose();

    private void Write(Tensorboard.Event e)
    {
        var data = e.ToByteArray();
        Span<byte> frame = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(frame, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[8..], MaskedCrc(frame[..8]));
        _file.Write(frame);
        _file.Write(data);
        BinaryPrimitives.WriteUInt32LittleEndian(frame, MaskedCrc(data));
        _file.Write(frame[..4]);
    }

    internal static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
            crc = System.Numerics.BitOperations.Crc32C(crc, b);
        crc = ~crc;
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }
}
