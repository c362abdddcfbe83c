using DataTools.Training.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>
/// A plain network for small pictures: four 3x3 convolutions (32, 64, 128, 128 channels) with batch normalisation and
/// ReLU, 2x2 max pooling after the first two, global average pooling, one linear layer. 242k parameters at 1 channel
/// and 10 classes. Input N x channels x H x W with H, W of 8 or more, output N x classes logits.
/// </summary>
internal sealed class CnnSmall : ImageModel
{
    private readonly Module<Tensor, Tensor> features, fc;

    public CnnSmall(ModelShape shape)
        : base(nameof(CnnSmall))
    {
        features = Sequential(
            Block(shape.Channels, 32), Pool(), Block(32, 64), Pool(), Block(64, 128, ReLU(inplace: true)), Block(128, 128, ReLU(inplace: true)));
        fc = new LinearLayer(128, shape.Classes);
        RegisterComponents();
    }

    public override string HeadName => nameof(fc);

    public override IReadOnlyList<ModelStage> Stages { get; } =
    [
        new("block1", "features.0"), new("block2", "features.2"), new("block3", "features.4"), new("block4", "features.5"), new("head", "fc"),
    ];

    public override Tensor Features(Tensor images) => features.call(images).mean([2, 3]);

    protected override Tensor Head(Tensor features) => fc.call(features);

    private static Module<Tensor, Tensor> Block(int input, int output, params ReadOnlySpan<Module<Tensor, Tensor>> activation) => Sequential(
        [new ConvolutionLayer(input, output, 3, padding: 1, bias: false), BatchNorm2d(output), .. activation]);

    // ReLU after pooling gives the same numbers as before it, and has a quarter of the work.
    private static Step Pool() => new(x => functional.relu(functional.max_pool2d(x, 2), inplace: true));
}
