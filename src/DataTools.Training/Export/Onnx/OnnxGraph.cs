using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DataTools.Training.Export.Onnx;

/// <summary>A part of a network that says to a graph what it computes in evaluation.</summary>
internal interface IGraphLayer
{
    /// <summary>Adds what <c>forward</c> does, and gives the name of the result.</summary>
    string AddTo(OnnxGraph graph, string input);
}

/// <summary>A computation under construction: operations in an order in which they can be worked out.</summary>
internal sealed class OnnxGraph
{
    /// <summary>The operator set: the first with GELU; resize and layer normalisation are older.</summary>
    public const int OperatorSet = 20;

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public List<OnnxNode> Nodes { get; } = [];

    public Dictionary<string, OnnxTensor> Constants { get; } = new(StringComparer.Ordinal);

    public List<OnnxPort> Inputs { get; } = [];

    public List<OnnxPort> Outputs { get; } = [];

    /// <summary>The same, to be changed by itself.</summary>
    public OnnxGraph Copy()
    {
        var copy = new OnnxGraph();
        copy.Nodes.AddRange(Nodes);
        copy.Inputs.AddRange(Inputs);
        copy.Outputs.AddRange(Outputs);
        foreach (var (name, tensor) in Constants)
            copy.Constants.Add(name, tensor);
        foreach (var (kind, count) in _counts)
            copy._counts.Add(kind, count);
        return copy;
    }

    /// <summary>Adds an operation, and gives the name of its result.</summary>
    public string Node(string operation, IReadOnlyList<string> inputs, params (string Name, object Value)[] attributes)
    {
        var name = Free(operation);
        Nodes.Add(new(operation, name, inputs, attributes));
        return name;
    }

    /// <summary>Adds numbers, and gives their name.</summary>
    public string Constant(string kind, OnnxTensor tensor)
    {
        var name = Free(kind);
        Constants.Add(name, tensor);
        return name;
    }

    /// <summary>Adds a row of whole numbers.</summary>
    public string Wholes(params long[] values) => Constant("wholes", OnnxTensor.Of([values.Length], values));

    /// <summary>Gives a result the name under which it leaves the graph.</summary>
    public void Output(string result, string name, params object[] shape)
    {
        Nodes.Add(new("Identity", name, [result], []));
        Outputs.Add(new(name, OnnxType.Float, shape));
    }

    /// <summary>Layers one behind the other: those of our own, and TorchSharp's that our networks are made of.</summary>
    public string Through(string input, params IEnumerable<nn.Module<Tensor, Tensor>> layers) => layers.Aggregate(input, Layer);

    private string Layer(string input, nn.Module<Tensor, Tensor> layer) => layer switch
    {
        IGraphLayer own => own.AddTo(this, input),
        Sequential sequence => Through(input, sequence.children().Cast<nn.Module<Tensor, Tensor>>()),
        BatchNorm2d norm => Normalised(input, norm),
        LayerNorm { normalized_shape.Length: 1, weight: not null, bias: not null } norm => this.LayerNorm(input, norm.weight, norm.bias, norm.eps),
        ReLU => this.Relu(input),
        SiLU => this.Silu(input),
        GELU { approximate: GELU.Approximate.none } => Node("Gelu", [input]),
        MaxPool2d { dilation: null or [1, ..] } pool => this.MaxPool(input, pool.kernel_size[0], (pool.stride ?? pool.kernel_size)[0], pool.padding is [var p, ..] ? p : 0, pool.ceil_mode),
        Flatten => Node("Flatten", [input]),
        // Nothing, outside training.
        Dropout => input,
        _ => throw new NotSupportedException($"{layer.GetType().Name} has no place in a graph yet"),
    };

    // Where a convolution comes before it, NormFolding makes one of the two.
    private string Normalised(string input, BatchNorm2d norm)
    {
        string Of(string kind, Tensor? values) => Constant(kind, OnnxTensor.Of(values!));
        return Node(
            "BatchNormalization",
            [input, Of("scale", norm.weight), Of("shift", norm.bias), Of("mean", norm.running_mean), Of("variance", norm.running_var)],
            ("epsilon", (float)norm.eps));
    }

    private string Free(string kind)
    {
        var number = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return $"{kind}_{number}";
    }
}
