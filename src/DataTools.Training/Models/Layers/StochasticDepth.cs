using static TorchSharp.torch;

namespace DataTools.Training.Models.Layers;

/// <summary>
/// Huang et al., "Deep Networks with Stochastic Depth" (2016), for each image by itself: in training a residual branch
/// is dropped with some probability, and what is kept is enlarged so that the mean stays.
/// </summary>
internal static class StochasticDepth
{
    /// <summary>The branch as it is added, drawn from torch's generator.</summary>
    public static Tensor Of(Tensor branch, double dropped, bool training)
    {
        if (!training || dropped == 0)
            return branch;
        var shape = branch.shape.Select((d, i) => i == 0 ? d : 1).ToArray();
        using var kept = rand(shape, device: branch.device).ge(dropped).to_type(branch.dtype);
        return branch * kept / (1 - dropped);
    }
}
