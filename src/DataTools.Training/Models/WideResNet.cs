using DataTools.Training.Export.Onnx;
using DataTools.Training.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>
/// Zagoruyko and Komodakis, "Wide Residual Networks" (2016), for CIFAR: normalisation and activation before each
/// convolution. torchvision has none; state names are those of the common PyTorch ports (conv1, block1.layer.0.bn1,
/// ..., block2.layer.0.convShortcut, bn1, fc).
/// </summary>
internal sealed class WideResNet : ImageModel
{
    private readonly ConvolutionLayer conv1;
    private readonly Module<Tensor, Tensor> block1, block2, block3, fc;
    private readonly BatchNorm2d bn1;

    /// <param name="shape">What it is built for.</param>
    /// <param name="depth">6n + 4 layers.</param>
    /// <param name="widening">How many times as wide as a residual network of 16, 32 and 64 channels.</param>
    public WideResNet(ModelShape shape, int depth, int widening)
        : base(nameof(WideResNet))
    {
        var count = (depth - 4) / 6;
        conv1 = new ConvolutionLayer(shape.Channels, 16, 3, padding: 1, bias: false);
        block1 = new Group(count, 16, 16 * widening, 1);
        block2 = new Group(count, 16 * widening, 32 * widening, 2);
        block3 = new Group(count, 32 * widening, 64 * widening, 2);
        bn1 = BatchNorm2d(64 * widening);
        var linear = new LinearLayer(64 * widening, shape.Classes);
        fc = linear;
        RegisterComponents();
        Initialise.ConvolutionsHeFanOut(this);
        Initialise.Zero(linear.bias);
    }

    public override string HeadName => nameof(fc);

    public override IReadOnlyList<ModelStage> Stages { get; } =
    [
        new("stem", "conv1"), new("block1", "block1"), new("block2", "block2"), new("block3", "block3", "bn1"), new("head", "fc"),
    ];

    public override Tensor Features(Tensor images)
    {
        using var scope = NewDisposeScope();
        var x = block3.call(block2.call(block1.call(conv1.call(images))));
        return functional.relu(bn1.call(x), inplace: true).mean([2, 3]).MoveToOuterDisposeScope();
    }

    protected override Tensor Head(Tensor features) => fc.call(features);

    internal override string AddFeatures(OnnxGraph graph, string images) => graph.Mean(graph.Relu(graph.Through(images, conv1, block1, block2, block3, bn1)));

    internal override string AddHead(OnnxGraph graph, string features) => graph.Through(features, fc);

    private sealed class Group : Composite, IGraphLayer
    {
        private readonly Module<Tensor, Tensor> layer;

        public Group(int count, int input, int output, int stride)
            : base(nameof(Group))
        {
            layer = Sequential([.. Enumerable.Range(0, count).Select(i => (Module<Tensor, Tensor>)new Block(i == 0 ? input : output, output, i == 0 ? stride : 1))]);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => layer.call(input);

        public string AddTo(OnnxGraph graph, string input) => graph.Through(input, layer);
    }

    private sealed class Block : Composite, IGraphLayer
    {
        private readonly BatchNorm2d bn1, bn2;
        private readonly ConvolutionLayer conv1, conv2;
        private readonly ConvolutionLayer? convShortcut;

        public Block(int input, int output, int stride)
            : base(nameof(Block))
        {
            bn1 = BatchNorm2d(input);
            conv1 = new ConvolutionLayer(input, output, 3, stride: stride, padding: 1, bias: false);
            bn2 = BatchNorm2d(output);
            conv2 = new ConvolutionLayer(output, output, 3, padding: 1, bias: false);
            convShortcut = input == output ? null : new ConvolutionLayer(input, output, 1, stride: stride, bias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var activated = functional.relu(bn1.call(input), inplace: true);
            var x = functional.relu(bn2.call(conv1.call(activated)), inplace: true);
            // A projection takes what is activated already, as the paper's code does.
            var shortcut = convShortcut is null ? input : convShortcut.call(activated);
            return conv2.call(x).add_(shortcut).MoveToOuterDisposeScope();
        }

        public string AddTo(OnnxGraph graph, string input)
        {
            var activated = graph.Relu(graph.Through(input, bn1));
            var x = graph.Through(graph.Relu(graph.Through(activated, conv1, bn2)), conv2);
            return graph.Add(x, convShortcut is null ? input : graph.Through(activated, convShortcut));
        }
    }
}
