using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DataTools.Training.Tests.Support;

/// <summary>A tensor of float32 (or another storage) as a test wants it written.</summary>
internal sealed record MadeTensor(string Storage, byte[] Row, long[] Shape, long[] Strides, long Offset = 0, string Type = "FloatStorage", int Size = 4)
{
    /// <summary>A whole row of its own, in row-major order.</summary>
    public static MadeTensor Of(string storage, long[] shape, params float[] values)
    {
        var row = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(row.AsSpan(i * sizeof(float)), values[i]);
        var strides = shape.Select((_, i) => shape[(i + 1)..].Aggregate(1L, (a, b) => a * b)).ToArray();
        return new(storage, row, shape, strides);
    }
}

/// <summary>Writes what <c>torch.save</c> writes of a dictionary of tensors, by the description of its two formats.</summary>
internal static class TorchSave
{
    /// <summary>Today's zip.</summary>
    public static byte[] Zip(IReadOnlyDictionary<string, MadeTensor> tensors, string? within = null, string top = "archive", Action<Stream>? pickle = null, bool compressed = false)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            void Add(string name, byte[] content)
            {
                using var entry = zip.CreateEntry($"{top}/{name}", compressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
            using var data = new MemoryStream();
            if (pickle is null)
                Value(data, tensors, within, legacy: false);
            else
                pickle(data);
            Add("data.pkl", data.ToArray());
            Add("byteorder", "little"u8.ToArray());
            foreach (var tensor in tensors.Values.DistinctBy(t => t.Storage))
                Add($"data/{tensor.Storage}", tensor.Row);
            Add("version", "3\n"u8.ToArray());
        }
        return bytes.ToArray();
    }

    /// <summary>The row of pickles of PyTorch before 1.6.</summary>
    public static byte[] Legacy(IReadOnlyDictionary<string, MadeTensor> tensors, string? within = null)
    {
        using var bytes = new MemoryStream();
        bytes.Write([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.']);
        bytes.Write([0x80, 2, (byte)'M', 0xe9, 3, (byte)'.']);
        bytes.Write([0x80, 2, (byte)'}']);
        Text(bytes, "little_endian");
        bytes.Write([0x88, (byte)'s', (byte)'.']);
        Value(bytes, tensors, within, legacy: true);
        var rows = tensors.Values.DistinctBy(t => t.Storage).OrderBy(t => t.Storage, StringComparer.Ordinal).ToList();
        bytes.Write([0x80, 2, (byte)']', (byte)'(']);
        rows.ForEach(r => Text(bytes, r.Storage));
        bytes.Write([(byte)'e', (byte)'.']);
        foreach (var row in rows)
        {
            bytes.Write(BitConverter.GetBytes((long)(row.Row.Length / row.Size)));
            bytes.Write(row.Row);
        }
        return bytes.ToArray();
    }

    /// <summary>A text in a pickle.</summary>
    public static void Text(Stream to, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        to.WriteByte((byte)'X');
        to.Write(BitConverter.GetBytes(utf8.Length));
        to.Write(utf8);
    }

    private static void Value(Stream to, IReadOnlyDictionary<string, MadeTensor> tensors, string? within, bool legacy)
    {
        to.Write([0x80, 2]);
        if (within is not null)
        {
            to.Write([(byte)'}', (byte)'(']);
            Text(to, "best_prec1");
            to.Write([(byte)'G', 0x40, 0x56, 0xE0, 0, 0, 0, 0, 0]);
            Text(to, within);
        }
        to.Write("ccollections\nOrderedDict\n)R("u8);
        foreach (var (name, tensor) in tensors)
        {
            Text(to, name);
            to.Write("ctorch._utils\n_rebuild_tensor_v2\n("u8);
            to.WriteByte((byte)'(');
            Text(to, "storage");
            to.Write(Encoding.ASCII.GetBytes($"ctorch\n{tensor.Type}\n"));
            Text(to, tensor.Storage);
            Text(to, "cpu");
            Whole(to, tensor.Row.Length / tensor.Size);
            if (legacy)
                to.WriteByte((byte)'N');
            to.Write([(byte)'t', (byte)'Q']);
            Whole(to, tensor.Offset);
            Tuple(to, tensor.Shape);
            Tuple(to, tensor.Strides);
            to.Write([0x89]);
            to.Write("ccollections\nOrderedDict\n)RtR"u8);
        }
        to.WriteByte((byte)'u');
        if (within is not null)
            to.WriteByte((byte)'u');
        to.WriteByte((byte)'.');
    }

    private static void Tuple(Stream to, long[] numbers)
    {
        to.WriteByte((byte)'(');
        foreach (var number in numbers)
            Whole(to, number);
        to.WriteByte((byte)'t');
    }

    private static void Whole(Stream to, long number)
    {
        to.Write([0x8a, sizeof(long)]);
        to.Write(BitConverter.GetBytes(number));
    }
}
