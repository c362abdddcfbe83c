using DataTools.Training.Export.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>A linear layer over the last dimension.</summary>
internal sealed class LinearLayer(int input, int output) : WeightLayer(nameof(LinearLayer), [output, input], hasBias: true), IGraphLayer
{
    protected override Tensor Multiply(Tensor input, Tensor weights, Tensor? shift) => functional.linear(input, weights, shift);

    public string AddTo(OnnxGraph graph, string input)
    {
        using var turned = weight.t();
        return graph.Add(graph.Node("MatMul", [input, graph.Constant("weights", OnnxTensor.Of(turned))]), graph.Constant("bias", OnnxTensor.Of(bias!)));
    }
}
