using DataTools.Training.Export.Onnx;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>A convolution with a square kernel, N x input x H x W to N x output x H' x W'.</summary>
internal sealed class ConvolutionLayer(int input, int output, int kernel, int stride = 1, int padding = 0, int groups = 1, bool bias = true)
    : WeightLayer(nameof(ConvolutionLayer), [output, input / groups, kernel, kernel], bias), IGraphLayer
{
    private readonly long[] _stride = [stride, stride], _padding = [padding, padding];

    protected override Tensor Multiply(Tensor input, Tensor weights, Tensor? shift) =>
        functional.conv2d(input, weights, shift, strides: _stride, padding: _padding, groups: groups);

    public string AddTo(OnnxGraph graph, string input) => AddTo(graph, input, samePadding: false);

    /// <summary>As above, or with TensorFlow's padding, which depends on the size of what comes.</summary>
    public string AddTo(OnnxGraph graph, string input, bool samePadding)
    {
        List<string> inputs = [input, graph.Constant("weights", OnnxTensor.Of(weight))];
        if (bias is not null)
            inputs.Add(graph.Constant("bias", OnnxTensor.Of(bias)));
        return graph.Node(
            "Conv", inputs, ("kernel_shape", new long[] { kernel, kernel }), ("strides", _stride),
            samePadding ? ("auto_pad", "SAME_UPPER") : ("pads", new long[] { padding, padding, padding, padding }), ("group", (long)groups));
    }
}
