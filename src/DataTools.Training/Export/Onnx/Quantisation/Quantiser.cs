namespace DataTools.Training.Export.Onnx.Quantisation;

/// <summary>
/// Static quantisation in ONNX's QDQ form: each result that becomes 8 bits is quantised and turned back where it arises, and
/// ONNX Runtime works on the bytes between. Activations are unsigned with a zero point, a scale for each tensor; weights
/// signed and symmetric, a scale for each output channel; biases in 32 bits, in the steps of the sums that they join.
/// </summary>
internal static class Quantiser
{
    private const float Levels = 255, Largest = 127;

    public static OnnxGraph Apply(OnnxGraph graph, QuantisedTensors tensors, IReadOnlyDictionary<string, (float Low, float High)> ranges)
    {
        var result = graph.Copy();
        result.Nodes.Clear();
        var steps = ranges.ToDictionary(r => r.Key, r => Step(r.Value.Low, r.Value.High), StringComparer.Ordinal);
        string Now(string name) => tensors.ScaleOf(name) is null ? name : $"{name}_8";
        foreach (var node in graph.Nodes)
        {
            var inputs = node.Inputs.Select(Now).ToList();
            if (tensors.HasWeights(node))
                Weights(result, node, inputs, steps[tensors.ScaleOf(node.Inputs[0])!].Scale);
            result.Nodes.Add(node with { Inputs = inputs });
            if (tensors.ScaleOf(node.Name) is not { } scaled)
                continue;
            var (scale, zero) = steps[scaled];
            string[] how = [result.Constant("scale8", OnnxTensor.Of([], [scale])), result.Constant("zero8", OnnxTensor.Of([], [zero]))];
            var bytes = result.Node("QuantizeLinear", [node.Name, .. how]);
            result.Nodes.Add(new("DequantizeLinear", Now(node.Name), [bytes, .. how], []));
        }
        return result;
    }

    private static (float Scale, byte Zero) Step(float low, float high)
    {
        // A result that is always 0 has any step.
        var scale = high > low ? (high - low) / Levels : 1;
        return (scale, (byte)Math.Clamp(Math.Round(-low / scale), 0, Levels));
    }

    private static void Weights(OnnxGraph graph, OnnxNode node, List<string> inputs, float inputScale)
    {
        var weights = graph.Constants[node.Inputs[1]];
        // A convolution's output channel comes first, a matrix's last.
        var isConvolution = node.Operation == "Conv";
        var (axis, channels) = isConvolution ? (0, (int)weights.Shape[0]) : (1, (int)weights.Shape[1]);
        var values = weights.Floats;
        var each = values.Length / channels;
        int Channel(int i) => isConvolution ? i / each : i % channels;
        var scales = new float[channels];
        for (var i = 0; i < values.Length; i++)
            scales[Channel(i)] = Math.Max(scales[Channel(i)], Math.Abs(values[i]) / Largest);
        for (var c = 0; c < channels; c++)
            scales[c] = scales[c] > 0 ? scales[c] : 1;
        var bytes = new sbyte[values.Length];
        for (var i = 0; i < values.Length; i++)
            bytes[i] = (sbyte)Math.Clamp(Math.Round(values[i] / scales[Channel(i)]), -Largest, Largest);
        inputs[1] = Dequantised(graph, OnnxTensor.Of(weights.Shape, bytes), scales, OnnxTensor.Of([channels], new sbyte[channels]), axis);
        graph.Constants.Remove(node.Inputs[1]);
        if (!isConvolution || inputs.Count < 3)
            return;
        var bias = graph.Constants[node.Inputs[2]].Floats;
        float[] steps = [.. scales.Select(s => s * inputScale)];
        var whole = new int[channels];
        for (var c = 0; c < channels; c++)
            whole[c] = (int)Math.Clamp(Math.Round((double)bias[c] / steps[c]), int.MinValue, int.MaxValue);
        inputs[2] = Dequantised(graph, OnnxTensor.Of([channels], whole), steps, OnnxTensor.Of([channels], new int[channels]), 0);
        graph.Constants.Remove(node.Inputs[2]);
    }

    private static string Dequantised(OnnxGraph graph, OnnxTensor values, float[] scales, OnnxTensor zeros, long axis) => graph.Node(
        "DequantizeLinear",
        [graph.Constant("values8", values), graph.Constant("scale8", OnnxTensor.Of([scales.Length], scales)), graph.Constant("zero8", zeros)],
        ("axis", axis));
}
