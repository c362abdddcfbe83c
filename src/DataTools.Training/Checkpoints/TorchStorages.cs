using DataTools.Catalog;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Checkpoints;

/// <summary>A row of numbers that tensors of a PyTorch file are views of.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">What its numbers are.</param>
/// <param name="Elements">How many.</param>
/// <param name="Start">Where it begins in the row <paramref name="Key"/>: very old files cut rows into views.</param>
internal sealed record TorchStorage(string Key, ScalarType Type, long Elements, long Start);

/// <summary>A view of a storage, as torch writes it.</summary>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, IReadOnlyList<long> Shape, IReadOnlyList<long> Strides)
{
    /// <summary>Whether it is a run of neighbours, row by row.</summary>
    public bool IsContiguous
    {
        get
        {
            var expected = 1L;
            for (var i = Shape.Count - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                    return false;
                expected *= Shape[i];
            }
            return true;
        }
    }

    /// <summary>What is wrong with it; null where all of it lies in its storage.</summary>
    public string? Fault()
    {
        const int mostDimensions = 32;
        if (Shape.Count != Strides.Count || Shape.Count > mostDimensions || Offset < 0 || Shape.Any(d => d < 0) || Strides.Any(s => s < 0))
            return "its sizes and strides are none";
        Int128 elements = 1, last = Offset;
        foreach (var (size, stride) in Shape.Zip(Strides))
        {
            if (size == 0)
                return null;
            elements *= size;
            last += (Int128)(size - 1) * stride;
            // More numbers than there are means that some are repeated without end: a small file for a large memory.
            if (elements > Storage.Elements || last >= Storage.Elements)
                return $"it lies outside its storage of {Storage.Elements} numbers";
        }
        return elements > Storage.Elements || last >= Storage.Elements ? $"it lies outside its storage of {Storage.Elements} numbers" : null;
    }

    /// <summary>Its numbers out of the bytes of the whole row.</summary>
    public void Gather(ReadOnlySpan<byte> row, Span<byte> target)
    {
        var size = Storage.Type.ElementSize();
        if (target.IsEmpty)
            return;
        var source = row[checked((int)((Storage.Start + Offset) * size))..];
        if (IsContiguous)
        {
            source[..target.Length].CopyTo(target);
            return;
        }
        var index = new long[Shape.Count];
        for (var at = 0; at < target.Length; at += size)
        {
            var place = 0L;
            for (var d = 0; d < index.Length; d++)
                place += index[d] * Strides[d];
            source.Slice((int)(place * size), size).CopyTo(target[at..]);
            for (var d = index.Length - 1; d >= 0 && ++index[d] == Shape[d]; d--)
                index[d] = 0;
        }
    }
}

/// <summary>The storages of one file, each read when a tensor asks for it; those that several share are kept.</summary>
/// <param name="name">The file's name, for errors.</param>
/// <param name="read">Reads a row of that many bytes; it throws where there is no such row.</param>
internal sealed class TorchStorages(string name, Func<string, long, byte[]> read)
{
    private readonly Dictionary<string, byte[]> _kept = new(StringComparer.Ordinal);

    /// <summary>The tensors with their bytes in reach. Throws <see cref="CorruptFileException"/> for one that does not lie in its row.</summary>
    /// <param name="tensors">By name.</param>
    /// <param name="fileBytes">How large the file is: tensors that take many times as much were made to do harm.</param>
    /// <param name="rowBytes">How many bytes the file has of a row; it throws where there is no such row.</param>
    public Dictionary<string, StoredTensor> Of(IReadOnlyDictionary<string, TorchTensor> tensors, long fileBytes, Func<string, long> rowBytes)
    {
        const int mostTimes = 8;
        var uses = tensors.Values.CountBy(t => t.Storage.Key).ToDictionary(StringComparer.Ordinal);
        var (result, total) = (new Dictionary<string, StoredTensor>(StringComparer.Ordinal), 0L);
        foreach (var (key, tensor) in tensors)
        {
            var (storage, size) = (tensor.Storage, tensor.Storage.Type.ElementSize());
            var row = rowBytes(storage.Key);
            var end = ((Int128)storage.Start + storage.Elements) * size;
            if (tensor.Fault() is { } fault)
                throw new CorruptFileException(name, $"{key}: {fault}", WeightsFile.RepairHint);
            if (end > row)
                throw new CorruptFileException(name, $"{key}: its storage should have {end} bytes, and has {row}", WeightsFile.RepairHint);
            if (row > Array.MaxLength)
                throw new InvalidInputException($"{name}: {key} takes {row} bytes, and a tensor of more than {Array.MaxLength} is not read");
            result.Add(key, new(storage.Type, tensor.Shape, target => tensor.Gather(Row(storage.Key, row, uses[storage.Key] > 1), target)));
            total += result[key].Bytes;
            if (total > mostTimes * fileBytes)
                throw new CorruptFileException(name, $"its tensors take more than {mostTimes} times as much as the file", WeightsFile.RepairHint);
        }
        return result;
    }

    private byte[] Row(string key, long bytes, bool keep)
    {
        if (_kept.TryGetValue(key, out var known))
            return known;
        var row = read(key, bytes);
        if (keep)
            _kept.Add(key, row);
        return row;
    }
}
