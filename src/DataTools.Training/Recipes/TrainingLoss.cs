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
    public Tensor Of(Tensor logits, Tensor targets, BatchMixture? mixture)
    {
        if (mixture is null)
            return One(logits, targets);
        var partners = targets.index_select(0, tensor(mixture.Partners.Select(p => (long)p).ToArray(), device: targets.device));
        return (One(logits, targets) * mixture.Lambda) + (One(logits, partners) * (1 - mixture.Lambda));
    }

    public abstract void Dispose();

    /// <summary>The mean over a batch of samples that are not mixed.</summary>
    protected abstract Tensor One(Tensor logits, Tensor targets);
}
