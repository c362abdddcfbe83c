using DataTools.Training.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>
/// Residual networks for ImageNet of He et al., "Deep Residual Learning for Image Recognition" (2015), table 1, with
/// torchvision's state names and its place of the stride (the 3x3 convolution of a bottleneck).
/// </summary>
internal sealed class ResNet : ImageModel
{
    private readonly ConvolutionLayer conv1;
    private readonly BatchNorm2d bn1;
    private readonly Module<Tensor, Tensor> layer1, layer2, layer3, layer4, fc;
    private readonly bool _small;

    /// <param name="shape">What it is built for.</param>
    /// <param name="blocks">Blocks of each of the four layers.</param>
    /// <param name="bottleneck">Blocks of three convolutions, of 50 layers on.</param>
    /// <param name="small">For pictures of CIFAR's size: a 3x3 stem without stride or pooling.</param>
    public ResNet(ModelShape shape, int[] blocks, bool bottleneck = false, bool small = false)
        : base(nameof(ResNet))
    {
        _small = small;
        conv1 = small ? new ConvolutionLayer(shape.Channels, 64, 3, padding: 1, bias: false) : new ConvolutionLayer(shape.Channels, 64, 7, stride: 2, padding: 3, bias: false);
        bn1 = BatchNorm2d(64);
        var input = 64;
        Module<Tensor, Tensor> Layer(int width, int count, int stride)
        {
            List<Module<Tensor, Tensor>> made = [];
            for (var i = 0; i < count; i++)
            {
                made.Add(new ResNetBlock(input, width, i == 0 ? stride : 1, bottleneck));
                input = width * (bottleneck ? ResNetBlock.Expansion : 1);
            }
            return Sequential(made);
        }
        layer1 = Layer(64, blocks[0], 1);
        layer2 = Layer(128, blocks[1], 2);
        layer3 = Layer(256, blocks[2], 2);
        layer4 = Layer(512, blocks[3], 2);
        fc = new LinearLayer(input, shape.Classes);
        RegisterComponents();
        Initialise.ConvolutionsHeFanOut(this);
    }

    public override string HeadName => nameof(fc);

    public override IReadOnlyList<ModelStage> Stages { get; } =
    [
        new("stem", "conv1", "bn1"), new("layer1", "layer1"), new("layer2", "layer2"), new("layer3", "layer3"), new("layer4", "layer4"), new("head", "fc"),
    ];

    public override Tensor Features(Tensor images)
    {
        using var scope = NewDisposeScope();
        var x = bn1.call(conv1.call(images));
        if (!_small)
            x = functional.max_pool2d(x, 3, 2, 1);
        // After pooling: the same numbers as before it, and a quarter of the work.
        x = functional.relu(x, inplace: true);
        x = layer4.call(layer3.call(layer2.call(layer1.call(x))));
        return x.mean([2, 3]).MoveToOuterDisposeScope();
    }

    protected override Tensor Head(Tensor features) => fc.call(features);
}

/// <summary>Two 3x3 convolutions, or 1x1, 3x3 and 1x1, and a shortcut that is a projection where sizes differ (option B).</summary>
internal sealed class ResNetBlock : Composite
{
    public const int Expansion = 4;

    private readonly ConvolutionLayer conv1, conv2;
    private readonly BatchNorm2d bn1, bn2;
    private readonly ConvolutionLayer? conv3;
    private readonly BatchNorm2d? bn3;
    private readonly Module<Tensor, Tensor>? downsample;

    public ResNetBlock(int input, int width, int stride, bool bottleneck)
        : base(nameof(ResNetBlock))
    {
        conv1 = bottleneck ? new ConvolutionLayer(input, width, 1, bias: false) : new ConvolutionLayer(input, width, 3, stride: stride, padding: 1, bias: false);
        bn1 = BatchNorm2d(width);
        conv2 = new ConvolutionLayer(width, width, 3, stride: bottleneck ? stride : 1, padding: 1, bias: false);
        bn2 = BatchNorm2d(width);
        var output = width;
        if (bottleneck)
        {
            output = width * Expansion;
            conv3 = new ConvolutionLayer(width, output, 1, bias: false);
            bn3 = BatchNorm2d(output);
        }
        if (stride != 1 || input != output)
            downsample = Sequential(new ConvolutionLayer(input, output, 1, stride: stride, bias: false), BatchNorm2d(output));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = functional.relu(bn1.call(conv1.call(input)), inplace: true);
        x = bn2.call(conv2.call(x));
        if (conv3 is not null && bn3 is not null)
            x = bn3.call(conv3.call(functional.relu(x, inplace: true)));
        var shortcut = downsample is null ? input : downsample.call(input);
        return functional.relu(x.add_(shortcut), inplace: true).MoveToOuterDisposeScope();
    }
}
