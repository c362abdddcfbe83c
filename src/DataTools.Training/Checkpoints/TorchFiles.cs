using System.Buffers.Binary;
using System.IO.Compression;
using DataTools.Catalog;
using DataTools.Catalog.Formats.Pickle;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Checkpoints;

/// <summary>The two kinds of file that <c>torch.save</c> has written: a zip since PyTorch 1.6, several pickles in a row before.</summary>
internal static class TorchFiles
{
    // Names and sizes of tensors; their numbers lie elsewhere.
    private const int LargestPickle = 64 << 20, FirstLook = 1 << 20;

    private const string Pickle = "data.pkl";

    /// <summary>The magic number of the older kind: the pickle of one long.</summary>
    public static ReadOnlySpan<byte> Magic => [0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    /// <summary>Reads a zip: <c>TOP/data.pkl</c> with the names, <c>TOP/data/KEY</c> with the numbers.</summary>
    public static (string? Within, Dictionary<string, StoredTensor> Tensors) ReadZip(ZipArchive zip, string name, long fileBytes)
    {
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        var total = 0L;
        foreach (var entry in zip.Entries)
        {
            total += entry.CompressedLength;
            if (!entries.TryAdd(entry.FullName, entry) || total > fileBytes)
                throw new CorruptFileException(name, "not a sound zip: its entries overlap", WeightsFile.RepairHint);
        }
        var pickles = entries.Keys.Where(k => k == Pickle || (k.EndsWith($"/{Pickle}", StringComparison.Ordinal) && k.Count(c => c == '/') == 1)).ToList();
        if (pickles is not [var pickle])
            throw new InvalidInputException($"{name}: a zip, but not of PyTorch: {(pickles.Count == 0 ? $"no {Pickle} in it" : $"several {Pickle}")}", "Unpack it, and give the file of weights in it.");
        var top = pickle[..^Pickle.Length];
        if (entries.ContainsKey($"{top}constants.pkl"))
            throw new InvalidInputException($"{name}: a program of TorchScript, not weights", "In Python: torch.save(torch.jit.load(FILE).state_dict(), NEW).");
        if (entries.TryGetValue($"{top}byteorder", out var order) && !Content(order, name, 16).AsSpan().TrimEnd((byte)'\n').SequenceEqual("little"u8))
            throw new InvalidInputException($"{name}: its numbers are big-endian, which is not read", "Save it again on an ordinary machine.");

        var (root, _) = Unpickler.ReadFirst(name, Content(entries[pickle], name, LargestPickle), new TorchVocabulary(name));
        var (within, tensors) = StateDictionary.Find(root, name);
        ZipArchiveEntry Row(string key) => entries.GetValueOrDefault($"{top}data/{key}") ?? throw new CorruptFileException(name, $"the storage {key} is missing", WeightsFile.RepairHint);
        var storages = new TorchStorages(name, (key, bytes) => Content(Row(key), name, bytes));
        return (within, storages.Of(tensors, fileBytes, key => Row(key).Length));
    }

    /// <summary>Reads the older kind: pickles of a magic number, a protocol, the writer's machine, the value and the storages' keys; then these.</summary>
    public static (string? Within, Dictionary<string, StoredTensor> Tensors) ReadLegacy(Stream stream, string name)
    {
        var (root, keys, types, position) = Pickles(stream, name);
        var (within, tensors) = StateDictionary.Find(root, name);
        var rows = new Dictionary<string, (long Position, long Bytes)>(StringComparer.Ordinal);
        Span<byte> count = stackalloc byte[sizeof(long)];
        foreach (var key in keys)
        {
            Need(stream, name, position, sizeof(long));
            stream.Position = position;
            stream.ReadExactly(count);
            position += sizeof(long);
            if (!types.TryGetValue(key, out var type))
                throw new CorruptFileException(name, $"nothing says what the storage {key} is", WeightsFile.RepairHint);
            var bytes = (Int128)BinaryPrimitives.ReadInt64LittleEndian(count) * type.ElementSize();
            Need(stream, name, position, bytes);
            if (!rows.TryAdd(key, (position, (long)bytes)))
                throw new CorruptFileException(name, $"the storage {key} is there twice", WeightsFile.RepairHint);
            position += (long)bytes;
        }
        (long Position, long Bytes) Row(string key) => rows.TryGetValue(key, out var row) ? row : throw new CorruptFileException(name, $"the storage {key} is missing", WeightsFile.RepairHint);
        var storages = new TorchStorages(name, (key, bytes) =>
        {
            var row = new byte[bytes];
            stream.Position = Row(key).Position;
            stream.ReadExactly(row);
            return row;
        });
        return (within, storages.Of(tensors, stream.Length, key => Row(key).Bytes));
    }

    private static (object? Root, IReadOnlyList<string> Keys, IReadOnlyDictionary<string, ScalarType> Types, long End) Pickles(Stream stream, string name)
    {
        // Where they end is known only when they are read: a small part of the file mostly does.
        for (var look = Math.Min(stream.Length, FirstLook); ; look = Math.Min(stream.Length, LargestPickle))
        {
            var bytes = new byte[look];
            stream.Position = 0;
            stream.ReadExactly(bytes);
            try
            {
                return Pickles(bytes, name);
            }
            catch (CorruptFileException) when (look == FirstLook && stream.Length > FirstLook)
            {
                // Perhaps the rest of it is farther on.
            }
        }
    }

    private static (object? Root, IReadOnlyList<string> Keys, IReadOnlyDictionary<string, ScalarType> Types, long End) Pickles(ReadOnlyMemory<byte> bytes, string name)
    {
        var (at, words) = (Magic.Length, new TorchVocabulary(name));
        object? Next()
        {
            var (value, length) = Unpickler.ReadFirst(name, bytes[at..], words);
            at += length;
            return value;
        }
        if (Next() is not 1001L)
            throw new CorruptFileException(name, "a kind of file of PyTorch that is not known", WeightsFile.RepairHint);
        if (Next() is PickleDictionary machine && machine.Items.GetValueOrDefault("little_endian") is false)
            throw new InvalidInputException($"{name}: its numbers are big-endian, which is not read", "Save it again on an ordinary machine.");
        var root = Next();
        var keys = (Next() as PickleList)?.Items.Select(k => TorchVocabulary.Text(k) ?? throw new CorruptFileException(name, "the list of storages is none", WeightsFile.RepairHint)).ToList()
            ?? throw new CorruptFileException(name, "the list of storages is missing", WeightsFile.RepairHint);
        return (root, keys, words.Seen, at);
    }

    private static void Need(Stream stream, string name, long position, Int128 bytes)
    {
        if (bytes < 0 || bytes > stream.Length - position)
            throw new CorruptFileException(name, $"cut off: {bytes} bytes are announced, {stream.Length - position} are left", WeightsFile.RepairHint);
    }

    private static byte[] Content(ZipArchiveEntry entry, string name, long most)
    {
        // torch.save compresses nothing: what is announced is what lies in the file.
        if (entry.Length != entry.CompressedLength)
            throw new CorruptFileException(name, $"{entry.FullName} is compressed, which PyTorch never does", WeightsFile.RepairHint);
        if (entry.Length > most)
            throw new CorruptFileException(name, $"{entry.FullName} has {entry.Length} bytes, and at most {most} are expected", WeightsFile.RepairHint);
        try
        {
            var content = new byte[entry.Length];
            using var stream = entry.Open();
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new CorruptFileException(name, $"{entry.FullName} cannot be read ({e.Message})", WeightsFile.RepairHint, e);
        }
    }
}
