using DataTools.Training.Export.Onnx;
using DataTools.Training.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>Tan and Le, "EfficientNet" (2019), B0 of table 1, with torchvision's state names.</summary>
internal sealed class EfficientNet : ImageModel
{
    private const double Dropped = 0.2;

    // Expansion, kernel, stride of the first, channels, blocks.
    private static readonly (int Expansion, int Kernel, int Stride, int Channels, int Blocks)[] Table =
        [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)];

    private readonly Module<Tensor, Tensor> features, classifier;

    public EfficientNet(ModelShape shape)
        : base(nameof(EfficientNet))
    {
        var style = new ConvNormStyle(Activation.Silu);
        var all = Table.Sum(t => t.Blocks);
        List<Module<Tensor, Tensor>> made = [new ConvNorm(shape.Channels, 32, 3, style, stride: 2)];
        var (input, done) = (32, 0);
        foreach (var (expansion, kernel, stride, channels, blocks) in Table)
        {
            List<Module<Tensor, Tensor>> stage = [];
            for (var i = 0; i < blocks; i++)
            {
                stage.Add(new MobileBlock(input, channels, expansion, kernel, i == 0 ? stride : 1, style, Dropped * done++ / all));
                input = channels;
            }
            made.Add(Sequential(stage));
        }
        made.Add(new ConvNorm(input, 1280, 1, style));
        features = Sequential(made);
        var linear = new LinearLayer(1280, shape.Classes);
        classifier = Sequential(Dropout(0.2), linear);
        RegisterComponents();
        Initialise.ConvolutionsHeFanOut(this);
        var bound = 1 / Math.Sqrt(shape.Classes);
        init.uniform_(linear.weight, -bound, bound);
        Initialise.Zero(linear.bias);
    }

    public override string HeadName => "classifier.1";

    public override IReadOnlyList<ModelStage> Stages { get; } =
    [
        new("stem", "features.0", "features.1"),
        new("stage1", "features.2"),
        new("stage2", "features.3"),
        new("stage3", "features.4", "features.5"),
        new("stage4", "features.6", "features.7", "features.8"),
        new("head", "classifier.1"),
    ];

    public override Tensor Features(Tensor images)
    {
        using var maps = features.call(images);
        return maps.mean([2, 3]);
    }

    protected override Tensor Head(Tensor features) => classifier.call(features);

    internal override string AddFeatures(OnnxGraph graph, string images) => graph.Mean(graph.Through(images, features));

    internal override string AddHead(OnnxGraph graph, string features) => graph.Through(features, classifier);

    private sealed class MobileBlock : Composite, IGraphLayer
    {
        private readonly Module<Tensor, Tensor> block;
        private readonly bool _residual;
        private readonly double _dropped;

        public MobileBlock(int input, int output, int expansion, int kernel, int stride, ConvNormStyle style, double dropped)
            : base(nameof(MobileBlock))
        {
            _residual = stride == 1 && input == output;
            _dropped = dropped;
            var hidden = input * expansion;
            List<Module<Tensor, Tensor>> made = expansion == 1 ? [] : [new ConvNorm(input, hidden, 1, style)];
            made.Add(new ConvNorm(hidden, hidden, kernel, style, stride, groups: hidden));
            made.Add(new SqueezeExcitation(hidden, input / 4));
            made.Add(new ConvNorm(hidden, output, 1, style, activate: false));
            block = Sequential(made);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = block.call(input);
            return (_residual ? StochasticDepth.Of(x, _dropped, training).add(input) : x).MoveToOuterDisposeScope();
        }

        public string AddTo(OnnxGraph graph, string input)
        {
            var x = graph.Through(input, block);
            return _residual ? graph.Add(x, input) : x;
        }
    }

    /// <summary>Hu et al., "Squeeze-and-Excitation Networks" (2018): channels are weighed by what the whole image shows.</summary>
    private sealed class SqueezeExcitation : Composite, IGraphLayer
    {
        private readonly ConvolutionLayer fc1, fc2;

        public SqueezeExcitation(int channels, int squeezed)
            : base(nameof(SqueezeExcitation))
        {
            fc1 = new ConvolutionLayer(channels, squeezed, 1);
            fc2 = new ConvolutionLayer(squeezed, channels, 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var scale = functional.silu(fc1.call(input.mean([2, 3], keepdim: true)), inplace: true);
            return (fc2.call(scale).sigmoid() * input).MoveToOuterDisposeScope();
        }

        public string AddTo(OnnxGraph graph, string input)
        {
            var scale = graph.Silu(graph.Through(graph.Mean(input, keepDimensions: true), fc1));
            return graph.Multiply(graph.Node("Sigmoid", [graph.Through(scale, fc2)]), input);
        }
    }
}
