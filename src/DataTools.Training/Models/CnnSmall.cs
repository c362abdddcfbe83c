using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>
/// A plain network for small pictures: four 3x3 convolutions (32, 64, 128, 128 channels) with batch normalisation and
/// ReLU, 2x2 max pooling after the first two, global average pooling, one linear layer. 242k parameters at 1 channel
/// and 10 classes. Input N x channels x H x W with H, W of 8 or more, output N x classes logits.
/// </summary>
internal sealed class CnnSmall : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> features, fc;

    public CnnSmall(int channels, int classes)
        : base(nameof(CnnSmall))
    {
        features = Sequential(
            Block(channels, 32), MaxPool2d(2), Block(32, 64), MaxPool2d(2), Block(64, 128), Block(128, 128));
        fc = Linear(128, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => fc.forward(features.forward(input).mean([2, 3]));

    private static Module<Tensor, Tensor> Block(int input, int output) => Sequential(
        Conv2d(input, output, 3, padding: 1, bias: false), BatchNorm2d(output), ReLU(inplace: true));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            features.Dispose();
            fc.Dispose();
        }
        base.Dispose(disposing);
    }
}
