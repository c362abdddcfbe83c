using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Checkpoints;

/// <summary>A tensor where it lies in a file: what it is, and how its bytes are had. Its place has been checked against the file.</summary>
public sealed class StoredTensor
{
    private readonly Action<Span<byte>> _read;

    internal StoredTensor(ScalarType type, IReadOnlyList<long> shape, Action<Span<byte>> read)
    {
        (Type, Shape, _read) = (type, shape, read);
        Bytes = shape.Aggregate((long)type.ElementSize(), (product, d) => checked(product * d));
    }

    /// <summary>What its numbers are.</summary>
    public ScalarType Type { get; }

    /// <summary>Its sizes.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>How much its numbers take, one after the other.</summary>
    public long Bytes { get; }

    /// <summary>Puts its numbers into <paramref name="target"/>, row by row, little-endian.</summary>
    public void CopyTo(Span<byte> target) => _read(target);

    /// <summary>Its numbers as torch takes them.</summary>
    public Tensor ToTensor()
    {
        var tensor = zeros([.. Shape], dtype: Type);
        _read(tensor.bytes);
        return tensor;
    }
}
