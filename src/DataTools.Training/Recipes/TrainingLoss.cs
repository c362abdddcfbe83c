using DataTools.Imaging.Augmentation.Batches;
using DataTools.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Recipes;

/// <summary>What a step makes smaller: cross-entropy or focal loss, with label smoothing and class weights, over labels that may be mixed.</summary>
internal sealed class TrainingLoss : IDisposable
{
    private readonly double _smoothing, _gamma;
    private readonly Tensor? _weights;

    /// <param name="options">Label smoothing, focal loss, class weights.</param>
    /// <param name="classCounts">Samples to learn from, of each class.</param>
    /// <param name="device">Where the logits will be.</param>
    public TrainingLoss(TrainOptions options, IReadOnlyList<long> classCounts, Device device)
    {
        (_smoothing, _gamma) = (options.LabelSmoothing, options.FocalGamma);
        if (options.ClassWeights == TrainOptions.Balanced)
            _weights = tensor(Balanced(classCounts), device: device).DetachFromDisposeScope();
    }

    /// <summary>Weights by which every class counts the same, 1 on average over the samples.</summary>
    public static float[] Balanced(IReadOnlyList<long> classCounts)
    {
        var (all, present) = (classCounts.Sum(), classCounts.Count(c => c > 0));
        return [.. classCounts.Select(c => c == 0 ? 0f : (float)((double)all / present / c))];
    }

    /// <summary>The mean over a batch.</summary>
    /// <param name="logits">Count x classes.</param>
    /// <param name="labels">Count class indices.</param>
    /// <param name="mixture">What was mixed into each image, if anything was.</param>
    public Tensor Of(Tensor logits, Tensor labels, BatchMixture? mixture)
    {
        if (mixture is null)
            return One(logits, labels);
        var partners = labels.index_select(0, tensor(mixture.Partners.Select(p => (long)p).ToArray(), device: labels.device));
        return (One(logits, labels) * mixture.Lambda) + (One(logits, partners) * (1 - mixture.Lambda));
    }

    public void Dispose() => _weights?.Dispose();

    // Focal loss (Lin et al. 2017): samples that are already right count less.
    private Tensor One(Tensor logits, Tensor labels)
    {
        if (_gamma == 0)
            return functional.cross_entropy(logits, labels, _weights, label_smoothing: _smoothing);
        var each = functional.cross_entropy(logits, labels, _weights, reduction: Reduction.None, label_smoothing: _smoothing);
        var right = logits.softmax(1).gather(1, labels.unsqueeze(1)).squeeze(1);
        return (each * (1 - right).pow(_gamma)).mean();
    }
}
