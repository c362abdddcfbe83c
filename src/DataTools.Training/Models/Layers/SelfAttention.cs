using DataTools.Training.Export.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>Multi-head self-attention over N x tokens x width.</summary>
internal sealed class SelfAttention : Composite, IGraphLayer
{
    private readonly LinearLayer qkv, proj;
    private readonly int _heads, _width;

    public SelfAttention(int width, int heads)
        : base(nameof(SelfAttention))
    {
        (_heads, _width) = (heads, width);
        qkv = new LinearLayer(width, 3 * width);
        proj = new LinearLayer(width, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (count, tokens, width) = (input.shape[0], input.shape[1], input.shape[2]);
        var parts = qkv.call(input).view(count, tokens, 3, _heads, width / _heads).permute(2, 0, 3, 1, 4).unbind(0);
        var mixed = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]);
        return proj.call(mixed.transpose(1, 2).reshape(count, tokens, width)).MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxGraph graph, string input)
    {
        var each = _width / _heads;
        var parts = graph.Transpose(graph.Reshape(graph.Through(input, qkv), 0, -1, 3, _heads * each), 2, 0, 1, 3);
        string Part(int index, params long[] order) => graph.Transpose(graph.Reshape(graph.Select(parts, 0, index), 0, -1, _heads, each), order);
        var queries = graph.Multiply(Part(0, 0, 2, 1, 3), graph.Constant("scale", OnnxTensor.Of([], [(float)(1 / Math.Sqrt(each))])));
        var weights = graph.Softmax(graph.Node("MatMul", [queries, Part(1, 0, 2, 3, 1)]));
        var mixed = graph.Node("MatMul", [weights, Part(2, 0, 2, 1, 3)]);
        return graph.Through(graph.Reshape(graph.Transpose(mixed, 0, 2, 1, 3), 0, -1, _width), proj);
    }
}
