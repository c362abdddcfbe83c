using DataTools.Training.Export.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>What comes after a convolution.</summary>
/// <param name="Of">May work in place.</param>
/// <param name="AddTo">The same in a graph.</param>
internal sealed record Activation(Func<Tensor, Tensor> Of, Func<OnnxGraph, string, string> AddTo)
{
    public static Activation Relu6 { get; } = new(x => functional.relu6(x, inplace: true), GraphOperations.Relu6);

    public static Activation Silu { get; } = new(x => functional.silu(x, inplace: true), GraphOperations.Silu);
}
