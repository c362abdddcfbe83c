using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>Fresh weights as papers draw them; normalisation is 1 and 0 anyhow. All from torch's generator.</summary>
internal static class Initialise
{
    /// <summary>He et al. 2015, for what a convolution's output feeds: keeps the size of gradients.</summary>
    public static void HeFanOut(ConvolutionLayer conv)
    {
        init.kaiming_normal_(conv.weight, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
        Zero(conv.bias);
    }

    public static void Normal(Tensor weight, Tensor? bias, double deviation)
    {
        init.normal_(weight, 0, deviation);
        Zero(bias);
    }

    /// <summary>
    /// As transformers and ConvNeXt have it. Their papers cut the normal distribution off at 2, which is 100 deviations:
    /// it never happens. (TorchSharp's trunc_normal_ gives a constant.)
    /// </summary>
    public static void Transformer(Tensor weight, Tensor? bias) => Normal(weight, bias, 0.02);

    public static void Zero(Tensor? bias)
    {
        if (bias is not null)
            init.zeros_(bias);
    }

    /// <summary>All convolutions of a network as <see cref="HeFanOut"/>.</summary>
    public static void ConvolutionsHeFanOut(nn.Module model)
    {
        foreach (var conv in model.modules().OfType<ConvolutionLayer>())
            HeFanOut(conv);
    }
}
