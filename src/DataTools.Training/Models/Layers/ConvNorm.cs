using DataTools.Training.Export.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>
/// A convolution that keeps the size (divided by its stride), batch normalisation, an activation: torchvision's
/// <c>Conv2dNormActivation</c>, whose state names are <c>0</c> for the convolution and <c>1</c> for the normalisation.
/// </summary>
internal sealed class ConvNorm : Composite, IGraphLayer
{
    private readonly ConvolutionLayer _conv;
    private readonly BatchNorm2d? _norm;
    private readonly Activation? _activation;
    private readonly int _kernel, _stride;
    private readonly bool _pads;

    public ConvNorm(int input, int output, int kernel, ConvNormStyle style, int stride = 1, int groups = 1, bool activate = true)
        : base(nameof(ConvNorm))
    {
        (_kernel, _stride) = (kernel, stride);
        _pads = style.SamePadding && stride > 1;
        _activation = activate ? style.Activation : null;
        _conv = new ConvolutionLayer(input, output, kernel, stride, _pads ? 0 : (kernel - 1) / 2, groups: groups, bias: style.Folded);
        register_module("0", _conv);
        _norm = style.Folded ? null : BatchNorm2d(output, style.Epsilon);
        if (_norm is not null)
            register_module("1", _norm);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = _conv.call(_pads ? Padded(input) : input);
        if (_norm is not null)
            x = _norm.call(x);
        return (_activation is null ? x : _activation.Of(x)).MoveToOuterDisposeScope();
    }

    public string AddTo(OnnxGraph graph, string input)
    {
        var x = _pads ? _conv.AddTo(graph, input, samePadding: true) : graph.Through(input, _conv);
        if (_norm is not null)
            x = graph.Through(x, _norm);
        return _activation is null ? x : _activation.AddTo(graph, x);
    }

    // TensorFlow's "SAME": as little as gives ceil(size / stride), the odd pixel at the right and the bottom.
    private Tensor Padded(Tensor input)
    {
        var (height, width) = (Missing(input.shape[2]), Missing(input.shape[3]));
        return functional.pad(input, [width / 2, width - (width / 2), height / 2, height - (height / 2)]);
    }

    private long Missing(long size) => Math.Max(0, ((((size + _stride - 1) / _stride) - 1) * _stride) + _kernel - size);
}

/// <summary>What all convolutions of a network have in common.</summary>
/// <param name="Activation">After normalisation.</param>
internal sealed record ConvNormStyle(Activation Activation)
{
    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>Convolutions with a bias instead of normalisation.</summary>
    public bool Folded { get; init; }

    /// <summary>TensorFlow's padding instead of the same on all sides.</summary>
    public bool SamePadding { get; init; }
}
