using DataTools.Training.Export.Onnx;
using DataTools.Training.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>
/// Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks" (2018), table 2, width 1, with torchvision's
/// state names; as TensorFlow trains it (padding at the right and the bottom, epsilon 0.001), and folded.
/// </summary>
internal sealed class MobileNetV2 : ImageModel
{
    // Expansion, channels, blocks, stride of the first.
    private static readonly (int Expansion, int Channels, int Blocks, int Stride)[] Table =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    private readonly Module<Tensor, Tensor> features, classifier;

    public MobileNetV2(ModelShape shape, bool tensorFlow = false)
        : base(nameof(MobileNetV2))
    {
        var style = new ConvNormStyle(Activation.Relu6)
        {
            Epsilon = tensorFlow ? 1e-3 : 1e-5,
            SamePadding = tensorFlow,
            Folded = shape.Folded,
        };
        List<Module<Tensor, Tensor>> made = [new ConvNorm(shape.Channels, 32, 3, style, stride: 2)];
        var input = 32;
        foreach (var (expansion, channels, blocks, stride) in Table)
        {
            for (var i = 0; i < blocks; i++)
            {
                made.Add(new InvertedResidual(input, channels, expansion, i == 0 ? stride : 1, style));
                input = channels;
            }
        }
        made.Add(new ConvNorm(input, 1280, 1, style));
        features = Sequential(made);
        var linear = new LinearLayer(1280, shape.Classes);
        classifier = Sequential(Dropout(0.2), linear);
        RegisterComponents();
        Initialise.ConvolutionsHeFanOut(this);
        Initialise.Normal(linear.weight, linear.bias, 0.01);
    }

    public override string HeadName => "classifier.1";

    public override IReadOnlyList<ModelStage> Stages { get; } =
    [
        new("stem", "features.0", "features.1"),
        new("stage1", "features.2", "features.3"),
        new("stage2", "features.4", "features.5", "features.6"),
        new("stage3", [.. Enumerable.Range(7, 7).Select(i => $"features.{i}")]),
        new("stage4", [.. Enumerable.Range(14, 5).Select(i => $"features.{i}")]),
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

    private sealed class InvertedResidual : Composite, IGraphLayer
    {
        private readonly Module<Tensor, Tensor> conv;
        private readonly bool _residual;

        public InvertedResidual(int input, int output, int expansion, int stride, ConvNormStyle style)
            : base(nameof(InvertedResidual))
        {
            _residual = stride == 1 && input == output;
            var hidden = input * expansion;
            List<Module<Tensor, Tensor>> made = expansion == 1 ? [] : [new ConvNorm(input, hidden, 1, style)];
            made.Add(new ConvNorm(hidden, hidden, 3, style, stride, groups: hidden));
            made.Add(new ConvolutionLayer(hidden, output, 1, bias: style.Folded));
            if (!style.Folded)
                made.Add(BatchNorm2d(output, style.Epsilon));
            conv = Sequential(made);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            var x = conv.call(input);
            return _residual ? x.add_(input) : x;
        }

        public string AddTo(OnnxGraph graph, string input)
        {
            var x = graph.Through(input, conv);
            return _residual ? graph.Add(x, input) : x;
        }
    }
}
