using DataTools.Training.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>
/// The residual networks for CIFAR of He et al., "Deep Residual Learning for Image Recognition" (2015),
/// section 4.2: 6n + 2 layers, with parameter-free shortcuts (option A). Input N x channels x H x W, output N x classes logits.
/// State names are those of the well-known PyTorch checkpoints (conv1, bn1, layer1.0.conv1, ..., linear).
/// </summary>
internal sealed class CifarResNet : ImageModel
{
    private readonly ConvolutionLayer conv1;
    private readonly BatchNorm2d bn1;
    private readonly Module<Tensor, Tensor> layer1, layer2, layer3, linear;

    /// <param name="shape">What it is built for.</param>
    /// <param name="blocks">n: blocks of each of the three layers.</param>
    public CifarResNet(ModelShape shape, int blocks)
        : base(nameof(CifarResNet))
    {
        conv1 = new ConvolutionLayer(shape.Channels, 16, 3, padding: 1, bias: false);
        bn1 = BatchNorm2d(16);
        layer1 = Layer(blocks, 16, 16, 1);
        layer2 = Layer(blocks, 16, 32, 2);
        layer3 = Layer(blocks, 32, 64, 2);
        linear = new LinearLayer(64, shape.Classes);
        RegisterComponents();
        foreach (var (name, parameter) in named_parameters())
        {
            if (parameter.dim() > 1 && name != "linear.weight")
                init.kaiming_normal_(parameter);
        }
    }

    public override string HeadName => nameof(linear);

    public override IReadOnlyList<ModelStage> Stages { get; } =
    [
        new("stem", "conv1", "bn1"), new("layer1", "layer1"), new("layer2", "layer2"), new("layer3", "layer3"), new("head", "linear"),
    ];

    public override Tensor Features(Tensor images)
    {
        using var scope = NewDisposeScope();
        var x = functional.relu(bn1.call(conv1.call(images)), inplace: true);
        return layer3.call(layer2.call(layer1.call(x))).mean([2, 3]).MoveToOuterDisposeScope();
    }

    protected override Tensor Head(Tensor features) => linear.call(features);

    private static Sequential Layer(int blocks, int input, int output, int stride) => Sequential(
        [.. Enumerable.Range(0, blocks).Select(i => (Module<Tensor, Tensor>)new ResidualBlock(i == 0 ? input : output, output, i == 0 ? stride : 1))]);

    private sealed class ResidualBlock : Composite
    {
        private readonly ConvolutionLayer conv1, conv2;
        private readonly BatchNorm2d bn1, bn2;
        private readonly int _stride, _pad;

        public ResidualBlock(int input, int output, int stride)
            : base(nameof(ResidualBlock))
        {
            conv1 = new ConvolutionLayer(input, output, 3, stride: stride, padding: 1, bias: false);
            bn1 = BatchNorm2d(output);
            conv2 = new ConvolutionLayer(output, output, 3, padding: 1, bias: false);
            bn2 = BatchNorm2d(output);
            _stride = stride;
            _pad = (output - input) / 2;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = functional.relu(bn1.call(conv1.call(input)), inplace: true);
            x = bn2.call(conv2.call(x));
            return functional.relu(x.add_(Shortcut(input)), inplace: true).MoveToOuterDisposeScope();
        }

        // Option A: every second pixel, and new channels of zeros, half of them on either side.
        private Tensor Shortcut(Tensor input)
        {
            if (_stride == 1)
                return input;
            var step = TensorIndex.Slice(null, null, _stride);
            return functional.pad(input.index(TensorIndex.Colon, TensorIndex.Colon, step, step), [0, 0, 0, 0, _pad, _pad]);
        }
    }
}
