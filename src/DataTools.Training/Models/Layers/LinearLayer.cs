using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>A linear layer over the last dimension.</summary>
internal sealed class LinearLayer(int input, int output) : WeightLayer(nameof(LinearLayer), [output, input], hasBias: true)
{
    protected override Tensor Multiply(Tensor input, Tensor weights, Tensor? shift) => functional.linear(input, weights, shift);
}
