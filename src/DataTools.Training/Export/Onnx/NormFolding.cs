namespace DataTools.Training.Export.Onnx;

/// <summary>
/// Batch normalisation that follows a convolution becomes part of its weights, in double precision: one operation in place
/// of two. Where another operation looks at the convolution's output too, or there is none, it stays.
/// </summary>
internal static class NormFolding
{
    public static void Apply(OnnxGraph graph)
    {
        var convolutions = graph.Nodes.Where(n => n.Operation == "Conv").ToDictionary(n => n.Name, StringComparer.Ordinal);
        var uses = graph.Nodes.SelectMany(n => n.Inputs).CountBy(i => i, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        foreach (var norm in graph.Nodes.Where(n => n.Operation == "BatchNormalization").ToList())
        {
            if (uses[norm.Inputs[0]] != 1 || !convolutions.TryGetValue(norm.Inputs[0], out var convolution))
                continue;
            var (weights, bias) = Folded(graph, convolution, norm);
            // Weights that a network uses twice would be folded once only.
            foreach (var constant in convolution.Inputs.Skip(1).Concat(norm.Inputs.Skip(1)).Where(c => uses[c] == 1))
                graph.Constants.Remove(constant);
            var folded = convolution with { Name = norm.Name, Inputs = [convolution.Inputs[0], graph.Constant("weights", weights), graph.Constant("bias", bias)] };
            graph.Nodes[graph.Nodes.IndexOf(convolution)] = folded;
            graph.Nodes.Remove(norm);
        }
    }

    private static (OnnxTensor Weights, OnnxTensor Bias) Folded(OnnxGraph graph, OnnxNode convolution, OnnxNode norm)
    {
        var old = graph.Constants[convolution.Inputs[1]];
        var bias = convolution.Inputs.Count > 2 ? graph.Constants[convolution.Inputs[2]].Floats.ToArray() : null;
        float[] Of(int input) => graph.Constants[norm.Inputs[input]].Floats.ToArray();
        var (scale, shift, mean, variance) = (Of(1), Of(2), Of(3), Of(4));
        var epsilon = (double)(float)norm.Attributes.First(a => a.Name == "epsilon").Value;
        var (weights, biases, each) = (new float[old.Floats.Length], new float[scale.Length], old.Floats.Length / scale.Length);
        for (var c = 0; c < scale.Length; c++)
        {
            var factor = scale[c] / Math.Sqrt(variance[c] + epsilon);
            for (var i = c * each; i < (c + 1) * each; i++)
                weights[i] = (float)(old.Floats[i] * factor);
            biases[c] = (float)(shift[c] + (((bias?[c] ?? 0) - (double)mean[c]) * factor));
        }
        return (OnnxTensor.Of(old.Shape, weights), OnnxTensor.Of([biases.Length], biases));
    }
}
