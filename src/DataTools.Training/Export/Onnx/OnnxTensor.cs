using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DataTools.Training.Export.Onnx;

/// <summary>Types of numbers, by ONNX's own codes.</summary>
internal enum OnnxType
{
    /// <summary>32 bits.</summary>
    Float = 1,

    /// <summary>Bytes.</summary>
    UInt8 = 2,

    /// <summary>Signed bytes.</summary>
    Int8 = 3,

    /// <summary>Whole numbers of 32 bits.</summary>
    Int32 = 6,

    /// <summary>Whole numbers of 64 bits.</summary>
    Int64 = 7,

    /// <summary>64 bits.</summary>
    Double = 11,
}

/// <summary>Constant numbers of a graph.</summary>
/// <param name="Type">Of each.</param>
/// <param name="Shape">Row-major; empty: one number.</param>
/// <param name="Data">Little-endian.</param>
internal sealed record OnnxTensor(OnnxType Type, long[] Shape, ReadOnlyMemory<byte> Data)
{
    /// <summary>The numbers of a tensor of <see cref="OnnxType.Float"/>.</summary>
    public ReadOnlySpan<float> Floats => Type == OnnxType.Float ? MemoryMarshal.Cast<byte, float>(Data.Span) : throw new InvalidOperationException($"{Type} are no floats");

    public static OnnxTensor Of(long[] shape, ReadOnlySpan<float> values) => new(OnnxType.Float, shape, Bytes(values));

    public static OnnxTensor Of(long[] shape, ReadOnlySpan<double> values) => new(OnnxType.Double, shape, Bytes(values));

    public static OnnxTensor Of(long[] shape, ReadOnlySpan<long> values) => new(OnnxType.Int64, shape, Bytes(values));

    public static OnnxTensor Of(long[] shape, ReadOnlySpan<int> values) => new(OnnxType.Int32, shape, Bytes(values));

    public static OnnxTensor Of(long[] shape, ReadOnlySpan<sbyte> values) => new(OnnxType.Int8, shape, Bytes(values));

    public static OnnxTensor Of(long[] shape, ReadOnlySpan<byte> values) => new(OnnxType.UInt8, shape, values.ToArray());

    /// <summary>A copy of torch's, in 32 bits, whatever its order in memory.</summary>
    public static OnnxTensor Of(Tensor values)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        return new(OnnxType.Float, values.shape, values.detach().cpu().to_type(ScalarType.Float32).contiguous().bytes.ToArray());
    }

    private static byte[] Bytes<T>(ReadOnlySpan<T> values)
        where T : unmanaged => MemoryMarshal.AsBytes(values).ToArray();
}
