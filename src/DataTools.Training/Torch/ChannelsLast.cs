using static TorchSharp.torch;

namespace DataTools.Training.Torch;

/// <summary>
/// The memory order N, H, W, C behind a tensor of shape N, C, H, W: convolutions on the CPU are faster with it.
/// TorchSharp cannot pass a memory format, so it is made by permuting.
/// </summary>
internal static class ChannelsLast
{
    public static Tensor Of(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>Lays out the weights of all convolutions.</summary>
    public static void Apply(nn.Module model)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var parameter in model.parameters())
        {
            if (parameter.dim() == 4)
                parameter.set_(Of(parameter));
        }
    }
}
