namespace DataTools.Training.Export.Onnx.Quantisation;

/// <summary>
/// Which results of a graph become 8 bits: what convolutions and linear layers take, what convolutions give, and what moves,
/// adds or averages such numbers. Attention, layer normalisation, SiLU and softmax stay in 32 bits; so do logits.
/// </summary>
internal sealed class QuantisedTensors
{
    // Where ONNX Runtime works on bytes from one end to the other.
    private static readonly string[] Following = ["Add", "Concat", "MaxPool", "GlobalAveragePool", "Flatten", "Slice", "Pad"];

    // These move numbers and make none: what comes out is in the steps of what went in.
    private static readonly string[] Moving = ["MaxPool", "Flatten", "Slice", "Pad"];

    private static readonly string[] Clipping = ["Relu", "Clip"];

    private readonly OnnxGraph _graph;
    private readonly ILookup<string, OnnxNode> _uses;
    private readonly Dictionary<string, string> _scaleOf = new(StringComparer.Ordinal);

    public QuantisedTensors(OnnxGraph graph)
    {
        _graph = graph;
        _uses = graph.Nodes.SelectMany(n => n.Inputs.Select(i => (Input: i, Node: n))).ToLookup(u => u.Input, u => u.Node, StringComparer.Ordinal);
        var last = Last();
        foreach (var node in graph.Nodes)
        {
            if (HasWeights(node))
                _scaleOf.TryAdd(node.Inputs[0], node.Inputs[0]);
            var data = node.Inputs.Where(i => !graph.Constants.ContainsKey(i)).ToList();
            var follows = Following.Contains(node.Operation) && data.TrueForAll(_scaleOf.ContainsKey) && (node.Operation != "Add" || data.Count == 2);
            if (!last.Contains(node.Name) && (node.Operation == "Conv" || follows))
                _scaleOf.TryAdd(Clipped(node), Moving.Contains(node.Operation) ? _scaleOf[data[0]] : Clipped(node));
        }
    }

    /// <summary>The results.</summary>
    public IReadOnlyCollection<string> Names => _scaleOf.Keys;

    /// <summary>The results whose range must be known.</summary>
    public IReadOnlyList<string> Observed => [.. _scaleOf.Values.Distinct(StringComparer.Ordinal)];

    /// <summary>The result whose range a result has; null: it stays in 32 bits.</summary>
    public string? ScaleOf(string name) => _scaleOf.GetValueOrDefault(name);

    /// <summary>A convolution or a linear layer. Other products of matrices are of activations, or of preprocessing.</summary>
    public bool HasWeights(OnnxNode node) => node.Operation is "Conv" or "MatMul" && _graph.Constants.ContainsKey(node.Inputs[1]);

    // ReLU between a convolution and 8 bits costs nothing: the range ends where it cuts.
    private string Clipped(OnnxNode node) => _uses[node.Name].ToList() is [{ } only] && Clipping.Contains(only.Operation) ? only.Name : node.Name;

    // What makes the logits of the network's last maps: 256 steps would be too coarse for an answer.
    private HashSet<string> Last()
    {
        var nodes = _graph.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        HashSet<string> last = [];
        for (var node = nodes[NetworkGraph.Logits]; node.Operation is "Identity" or "Flatten" or "GlobalAveragePool"; node = nodes[node.Inputs[0]])
            last.Add(node.Name);
        return last;
    }
}
