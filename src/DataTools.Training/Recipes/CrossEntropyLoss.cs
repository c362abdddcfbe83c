using DataTools.Training.Runs;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Recipes;

/// <summary>Cross-entropy or focal loss, with label smoothing and class weights, of one class a sample.</summary>
internal sealed class CrossEntropyLoss : TrainingLoss
{
    private readonly double _smoothing, _gamma;
    private readonly Tensor? _weights;

    /// <param name="options">Label smoothing, focal loss, class weights.</param>
    /// <param name="classCounts">Samples to learn from, of each class.</param>
    /// <param name="device">Where the logits will be.</param>
    public CrossEntropyLoss(TrainOptions options, IReadOnlyList<long> classCounts, Device device)
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

    public override void Dispose() => _weights?.Dispose();

    // Focal loss (Lin et al. 2017): samples that are already right count less.
    protected override Tensor One(Tensor logits, Tensor targets)
    {
        if (_gamma == 0)
            return functional.cross_entropy(logits, targets, _weights, label_smoothing: _smoothing);
        var each = functional.cross_entropy(logits, targets, _weights, reduction: Reduction.None, label_smoothing: _smoothing);
        var right = logits.softmax(1).gather(1, targets.unsqueeze(1)).squeeze(1);
        return (each * (1 - right).pow(_gamma)).mean();
    }
}
