using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DataTools.Training.Recipes;

/// <summary>
/// The statistics of batch normalisation for averaged weights, which are nobody's average: estimated anew, as the mean over
/// all batches of the training views (Izmailov et al. 2018, section 3.2).
/// </summary>
internal static class BatchStatistics
{
    public static void Estimate(ImageModel model, ImageFeed images, CancellationToken cancellation)
    {
        var layers = model.modules().OfType<BatchNorm>().Select(l => (Layer: l, Momentum: l.momentum)).ToList();
        if (layers.Count == 0)
            return;
        model.train();
        foreach (var (layer, _) in layers)
            layer.reset_running_stats();
        var done = 0;
        foreach (var batch in FinalizerGate.Steps(images.InOrder(cancellation)))
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            done++;
            foreach (var (layer, _) in layers)
                layer.momentum = 1.0 / done;
            model.forward(images.Tensors(batch).Inputs);
        }
        foreach (var (layer, momentum) in layers)
            layer.momentum = momentum;
    }
}
