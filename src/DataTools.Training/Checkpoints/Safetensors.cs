using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Checkpoints;

/// <summary>
/// The safetensors format: 8 bytes of little-endian header length, a JSON header with each tensor's dtype, shape and
/// place, then the raw tensors. Reading checks every number against the file before anything is allocated.
/// </summary>
public static class Safetensors
{
    private const long MaximalHeader = 100_000_000;
    private const int MostDimensions = 32;
    private const string RepairHint = "Put back a sound copy of the file, or start a new run with `datatools train`.";

    private static readonly Dictionary<string, ScalarType> Types = new(StringComparer.Ordinal)
    {
        ["F64"] = ScalarType.Float64,
        ["F32"] = ScalarType.Float32,
        ["F16"] = ScalarType.Float16,
        ["BF16"] = ScalarType.BFloat16,
        ["I64"] = ScalarType.Int64,
        ["I32"] = ScalarType.Int32,
        ["I16"] = ScalarType.Int16,
        ["I8"] = ScalarType.Int8,
        ["U8"] = ScalarType.Byte,
        ["BOOL"] = ScalarType.Bool,
    };

    /// <summary>Writes the tensors, in order of name, with <paramref name="metadata"/>; whole or not at all.</summary>
    public static void Save(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var ordered = tensors.OrderBy(t => t.Key, StringComparer.Ordinal)
            .Select(t => (Name: t.Key, Tensor: t.Value.detach().cpu().contiguous())).ToList();
        var header = new JsonObject();
        if (metadata is { Count: > 0 })
            header["__metadata__"] = new JsonObject(metadata.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value)));
        long offset = 0;
        foreach (var (name, tensor) in ordered)
        {
            var bytes = tensor.numel() * tensor.element_size();
            header[name] = new JsonObject
            {
                ["dtype"] = Types.First(t => t.Value == tensor.dtype).Key,
                ["shape"] = new JsonArray([.. tensor.shape.Select(d => (JsonNode)d)]),
                ["data_offsets"] = new JsonArray(offset, offset + bytes),
            };
            offset += bytes;
        }
        var json = System.Text.Encoding.UTF8.GetBytes(header.ToJsonString());
        // Padded with spaces, so that the tensors begin on a multiple of 8.
        var padded = (json.Length + 7) / 8 * 8;
        StorageFaults.Explain(path, () => AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, padded);
            stream.Write(length);
            stream.Write(json);
            for (var i = json.Length; i < padded; i++)
                stream.WriteByte((byte)' ');
            foreach (var (_, tensor) in ordered)
                stream.Write(tensor.bytes);
        }));
    }

    /// <summary>Reads all tensors and the metadata. Throws <see cref="CorruptFileException"/> where the file is not what it should be.</summary>
    public static (Dictionary<string, Tensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Load(string path)
    {
        if (!File.Exists(path))
            throw new NotFoundException($"there is no file {path}");
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var (tensors, metadata) = Index(stream, path);
        try
        {
            return (tensors.ToDictionary(t => t.Key, t => t.Value.ToTensor(), StringComparer.Ordinal), metadata);
        }
        catch (EndOfStreamException e)
        {
            throw new CorruptFileException(path, $"not a sound safetensors file ({e.Message})", RepairHint, e);
        }
    }

    /// <summary>What is in a file and where, its numbers not read yet; <paramref name="path"/> is for messages.</summary>
    internal static (Dictionary<string, StoredTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Index(Stream stream, string path)
    {
        var header = ReadHeader(stream, path, out var dataStart);
        var tensors = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var total = 0L;
        try
        {
            foreach (var entry in header.EnumerateObject())
            {
                if (entry.NameEquals("__metadata__"))
                {
                    foreach (var pair in entry.Value.EnumerateObject())
                        metadata[pair.Name] = pair.Value.GetString() ?? "";
                    continue;
                }
                var tensor = Locate(stream, path, dataStart, entry);
                total += tensor.Bytes;
                if (!tensors.TryAdd(entry.Name, tensor) || total > stream.Length)
                    throw new CorruptFileException(path, $"{entry.Name} is there twice, or lies over others", RepairHint);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException or OverflowException or IndexOutOfRangeException)
        {
            throw new CorruptFileException(path, $"not a sound safetensors file ({e.Message})", RepairHint, e);
        }
        return (tensors, metadata);
    }

    private static JsonElement ReadHeader(Stream stream, string path, out long dataStart)
    {
        Span<byte> length = stackalloc byte[8];
        if (stream.Length < 8)
            throw new CorruptFileException(path, "too short for a safetensors file", RepairHint);
        stream.ReadExactly(length);
        var size = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (size is < 2 or > MaximalHeader || size > stream.Length - 8)
            throw new CorruptFileException(path, $"not a safetensors file: a header of {size} bytes in a file of {stream.Length}", RepairHint);
        var json = new byte[size];
        stream.ReadExactly(json);
        dataStart = 8 + size;
        try
        {
            var root = JsonDocument.Parse(json).RootElement;
            return root.ValueKind == JsonValueKind.Object ? root : throw new JsonException("the header is no object");
        }
        catch (JsonException e)
        {
            throw new CorruptFileException(path, $"the header is not JSON ({e.Message})", RepairHint, e);
        }
    }

    private static StoredTensor Locate(Stream stream, string path, long dataStart, JsonProperty entry)
    {
        var dtype = entry.Value.GetProperty("dtype").GetString() ?? "";
        if (!Types.TryGetValue(dtype, out var type))
            throw new CorruptFileException(path, $"{entry.Name} has the unknown dtype {dtype}", RepairHint);
        long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];
        var offsets = entry.Value.GetProperty("data_offsets");
        var (from, to) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        var elements = shape.Aggregate(1L, (product, d) => d < 0 ? throw new FormatException("negative dimension") : checked(product * d));
        if (shape.Length > MostDimensions || to - from > Array.MaxLength)
            throw new CorruptFileException(path, $"{entry.Name} has {shape.Length} dimensions and {to - from} bytes, more than can be read", RepairHint);
        if (from < 0 || to < from || to > stream.Length - dataStart || to - from != checked(elements * type.ElementSize()))
            throw new CorruptFileException(path, $"{entry.Name} lies outside the file or has another size than its shape", RepairHint);
        return new(type, shape, target =>
        {
            stream.Position = dataStart + from;
            stream.ReadExactly(target);
        });
    }
}
