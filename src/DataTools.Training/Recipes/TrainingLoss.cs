using DataTools.Imaging.Augmentation.Batches;
using static TorchSharp.torch;

namespace DataTools.Training.Recipes;

/// <summary>What a step makes smaller, over samples that may be mixed.</summary>
internal abstract class TrainingLoss : IDisposable
{
    /// <summary>The mean over a batch.</summary>
    /// <param name="logits">Count x classes.</param>
    /// <param name="targets">What is true of each sample, as the task has it.</param>
    /// <param name="mixture">What was mixed into each image, if anything was.</param>
    public Tensor Of(Tensor logits, Tensor targets, BatchMixture? mixture) => Mixed(targets, mixture, t => One(logits, t));

    /// <summary>The mean over a batch, given what it is where each image is of its own targets alone: each counts by its share of the image.</summary>
    public static Tensor Mixed(Tensor targets, BatchMixture? mixture, Func<Tensor, Tensor> mean)
    {
        if (mixture is null)
            return mean(targets);
        var partners = targets.index_select(0, tensor(mixture.Partners.Select(p => (long)p).ToArray(), device: targets.device));
        return (mean(targets) * mixture.Lambda) + (mean(partners) * (1 - mixture.Lambda));
    }

    public abstract void Dispose();

    /// <summary>The mean over a batch of samples that are not mixed.</summary>
    protected abstract Tensor One(Tensor logits, Tensor targets);
}
