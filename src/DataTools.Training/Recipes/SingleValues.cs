using DataTools.Catalog;
using DataTools.Training.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DataTools.Training.Recipes;

/// <summary>
/// Batch normalisation subtracts the mean of a channel over the batch: of a single value nothing is left, and libtorch
/// refuses it in the middle of a step.
/// </summary>
internal static class SingleValues
{
    /// <summary>
    /// Throws <see cref="InvalidInputException"/> where one of the layers that go by the batch would see one value a channel,
    /// with one image in a batch.
    /// </summary>
    /// <param name="name">The network's, for the message.</param>
    /// <param name="model">The network.</param>
    /// <param name="shape">What it was built for.</param>
    /// <param name="layers">The batch normalisations that go by the batch.</param>
    public static void Check(string name, ImageModel model, ModelShape shape, IReadOnlyCollection<string> layers)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var single = new List<string>();
        foreach (var (layer, module) in model.named_modules().Where(m => layers.Contains(m.name)))
        {
            ((BatchNorm2d)module).register_forward_pre_hook((_, input) =>
            {
                if (input.numel() == input.shape[1])
                    single.Add(layer);
                return input;
            });
        }
        model.eval();
        model.call(zeros(1, shape.Channels, shape.ImageSize, shape.ImageSize));
        if (single.Count > 0)
        {
            throw new InvalidInputException(
                $"--batch-size 1: the batch normalisation {single[0]} of {name} gets one value of a channel from an image of {shape.ImageSize} x {shape.ImageSize}, and needs two",
                "Use --batch-size 2 or more, a larger --image-size, a network without batch normalisation, or --freeze backbone.");
        }
    }
}
