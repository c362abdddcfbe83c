using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>A convolution with a square kernel, N x input x H x W to N x output x H' x W'.</summary>
internal sealed class ConvolutionLayer(int input, int output, int kernel, int stride = 1, int padding = 0, int groups = 1, bool bias = true)
    : WeightLayer(nameof(ConvolutionLayer), [output, input / groups, kernel, kernel], bias)
{
    private readonly long[] _stride = [stride, stride], _padding = [padding, padding];

    protected override Tensor Multiply(Tensor input, Tensor weights, Tensor? shift) =>
        functional.conv2d(input, weights, shift, strides: _stride, padding: _padding, groups: groups);
}
