using DataTools.Training.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Models;

/// <summary>What a network takes.</summary>
/// <param name="Parameters">Numbers that are learnt.</param>
/// <param name="MultiplyAdds">
/// Multiplications with an addition for one image, of convolutions, linear layers and attention: what papers call FLOPs
/// or MACs. Normalisation, activations and additions are left out, as there.
/// </param>
public sealed record ModelCost(long Parameters, long MultiplyAdds)
{
    /// <summary>Counts by sending one image through.</summary>
    public static ModelCost Of(ImageModel model, ModelShape shape)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var counted = 0L;
        List<Action> remove = [];
        var training = model.training;
        model.eval();
        try
        {
            foreach (var module in model.modules())
            {
                if (module is Module<Tensor, Tensor> layer && Counts(layer))
                {
                    remove.Add(layer.register_forward_hook((_, input, output) =>
                    {
                        counted += MultiplyAddsOf(layer, input, output);
                        return output;
                    }).remove);
                }
            }
            model.call(zeros(1, shape.Channels, shape.ImageSize, shape.ImageSize));
        }
        finally
        {
            remove.ForEach(r => r());
            model.train(training);
        }
        return new(model.parameters().Sum(p => p.numel()), counted);
    }

    private static bool Counts(nn.Module module) => module is WeightLayer or SelfAttention;

    private static long MultiplyAddsOf(nn.Module layer, Tensor input, Tensor output) => layer switch
    {
        // Each number of the output takes one row of the weights.
        WeightLayer weighted => output.numel() * (weighted.weight.numel() / weighted.weight.shape[0]),
        // Queries by keys, then weights by values; its linear layers count themselves.
        SelfAttention => 2 * input.shape[1] * input.shape[1] * input.shape[2],
        _ => 0,
    };
}
