using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models.Layers;

/// <summary>Fresh weights as papers draw them; normalisation is 1 and 0 anyhow. All from torch's generator.</summary>
internal static class Initialise
{
    /// <summary>He et al. 2015, for what a convolution's output feeds: keeps the size of gradients.</summary>
    public static void HeFanOut(Conv2d conv)
    {
        init.kaiming_normal_(conv.weight!, 0, init.FanInOut.FanOut, init.NonlinearityType.ReLU);
        Zero(conv.bias);
    }

    public static void Normal(Tensor weight, Tensor? bias, double deviation)
    {
        init.normal_(weight, 0, deviation);
        Zero(bias);
    }

    /// <summary>Normal, without what is beyond 2 (not 2 deviations), as transformers and ConvNeXt have it.</summary>
    public static void TruncatedNormal(Tensor weight, Tensor? bias)
    {
        init.trunc_normal_(weight, 0, 0.02);
        Zero(bias);
    }

    public static void Zero(Tensor? bias)
    {
        if (bias is not null)
            init.zeros_(bias);
    }

    /// <summary>All convolutions of a network as <see cref="HeFanOut"/>.</summary>
    public static void ConvolutionsHeFanOut(nn.Module model)
    {
        foreach (var conv in model.modules().OfType<Conv2d>())
            HeFanOut(conv);
    }
}
