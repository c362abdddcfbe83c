using static TorchSharp.torch;

namespace DataTools.Training.Export.Onnx;

/// <summary>The operations that our networks are made of, in PyTorch's words.</summary>
internal static class GraphOperations
{
    public static string Relu(this OnnxGraph graph, string x) => graph.Node("Relu", [x]);

    public static string Relu6(this OnnxGraph graph, string x) =>
        graph.Node("Clip", [x, graph.Constant("least", OnnxTensor.Of([], [0f])), graph.Constant("most", OnnxTensor.Of([], [6f]))]);

    public static string Silu(this OnnxGraph graph, string x) => graph.Multiply(graph.Node("Sigmoid", [x]), x);

    public static string Add(this OnnxGraph graph, string x, string y) => graph.Node("Add", [x, y]);

    public static string Multiply(this OnnxGraph graph, string x, string y) => graph.Node("Mul", [x, y]);

    public static string Transpose(this OnnxGraph graph, string x, params long[] order) => graph.Node("Transpose", [x], ("perm", order));

    /// <summary>0: as it is; -1: what is left.</summary>
    public static string Reshape(this OnnxGraph graph, string x, params long[] shape) => graph.Node("Reshape", [x, graph.Wholes(shape)]);

    public static string Concatenate(this OnnxGraph graph, long axis, params string[] parts) => graph.Node("Concat", parts, ("axis", axis));

    /// <summary>The part at a place along an axis, without that axis.</summary>
    public static string Select(this OnnxGraph graph, string x, long axis, long index) =>
        graph.Node("Gather", [x, graph.Constant("index", OnnxTensor.Of([], [index]))], ("axis", axis));

    public static string Softmax(this OnnxGraph graph, string x) => graph.Node("Softmax", [x], ("axis", -1L));

    /// <summary>The mean of each map: N x C x H x W to N x C, or to N x C x 1 x 1.</summary>
    public static string Mean(this OnnxGraph graph, string x, bool keepDimensions = false)
    {
        var mean = graph.Node("GlobalAveragePool", [x]);
        return keepDimensions ? mean : graph.Node("Flatten", [mean]);
    }

    public static string MaxPool(this OnnxGraph graph, string x, long kernel, long stride, long padding, bool roundUp = false) => graph.Node(
        "MaxPool", [x], ("kernel_shape", new[] { kernel, kernel }), ("strides", new[] { stride, stride }),
        ("pads", new[] { padding, padding, padding, padding }), ("ceil_mode", roundUp ? 1L : 0L));

    /// <summary>Over the last dimension.</summary>
    public static string LayerNorm(this OnnxGraph graph, string x, Tensor weight, Tensor bias, double epsilon) => graph.Node(
        "LayerNormalization", [x, graph.Constant("scale", OnnxTensor.Of(weight)), graph.Constant("shift", OnnxTensor.Of(bias))],
        ("axis", -1L), ("epsilon", (float)epsilon));
}
