using DataTools.Training.Models.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>
/// Iandola et al., "SqueezeNet" (2016), version 1.1, with torchvision's state names. Its head is a 1x1 convolution with
/// ReLU, averaged over the image: logits are never negative.
/// </summary>
internal sealed class SqueezeNet : ImageModel
{
    private readonly Module<Tensor, Tensor> features, classifier;

    public SqueezeNet(ModelShape shape)
        : base(nameof(SqueezeNet))
    {
        features = Sequential(
            new ConvolutionLayer(shape.Channels, 64, 3, stride: 2), Pool(), ReLU(inplace: true),
            new Fire(64, 16, 64), new Fire(128, 16, 64), Pool(),
            new Fire(128, 32, 128), new Fire(256, 32, 128), Pool(),
            new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), new Fire(512, 64, 256));
        var last = new ConvolutionLayer(512, shape.Classes, 1);
        classifier = Sequential(Dropout(0.5), last, ReLU(inplace: true));
        RegisterComponents();
        foreach (var conv in modules().OfType<ConvolutionLayer>())
        {
            if (ReferenceEquals(conv, last))
                init.normal_(conv.weight, 0, 0.01);
            else
                init.kaiming_uniform_(conv.weight);
            Initialise.Zero(conv.bias);
        }
    }

    public override string HeadName => "classifier.1";

    public override IReadOnlyList<ModelStage> Stages { get; } =
    [
        new("stem", "features.0"),
        new("stage1", "features.3", "features.4"),
        new("stage2", "features.6", "features.7"),
        new("stage3", "features.9", "features.10", "features.11", "features.12"),
        new("head", "classifier.1"),
    ];

    public override Tensor Features(Tensor images) => features.call(images);

    protected override Tensor Head(Tensor features)
    {
        using var maps = classifier.call(features);
        return maps.mean([2, 3]);
    }

    private static MaxPool2d Pool() => MaxPool2d(3, stride: 2, ceil_mode: true);

    private sealed class Fire : Composite
    {
        private readonly ConvolutionLayer squeeze, expand1x1, expand3x3;

        public Fire(int input, int squeezed, int expanded)
            : base(nameof(Fire))
        {
            squeeze = new ConvolutionLayer(input, squeezed, 1);
            expand1x1 = new ConvolutionLayer(squeezed, expanded, 1);
            expand3x3 = new ConvolutionLayer(squeezed, expanded, 3, padding: 1);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = functional.relu(squeeze.call(input), inplace: true);
            return functional.relu(cat([expand1x1.call(x), expand3x3.call(x)], 1), inplace: true).MoveToOuterDisposeScope();
        }
    }
}
