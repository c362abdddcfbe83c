using DataTools.Training.Export.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>Dimensions in another order: a step without weights that holds a place in a sequence.</summary>
internal sealed class Permute(params long[] order) : Module<Tensor, Tensor>(nameof(Permute)), IGraphLayer
{
    public override Tensor forward(Tensor input) => input.permute(order);

    public string AddTo(OnnxGraph graph, string input) => graph.Transpose(input, order);
}
