using DataTools.Training.Runs;
using DataTools.Training.Tasks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Recipes;

/// <summary>
/// Binary cross-entropy or focal loss of each class by itself, the mean over the (sample, class) pairs that are judged.
/// Label smoothing moves a target by half its share towards the other: 0.1 makes 0.05 and 0.95.
/// </summary>
internal sealed class BinaryLoss : TrainingLoss
{
    private readonly double _smoothing, _gamma;
    private readonly Tensor? _weights;

    /// <param name="options">Label smoothing, focal loss, class weights.</param>
    /// <param name="counts">Samples to learn from, of each class.</param>
    /// <param name="device">Where the logits will be.</param>
    public BinaryLoss(TrainOptions options, ClassCounts counts, Device device)
    {
        (_smoothing, _gamma) = (options.LabelSmoothing, options.FocalGamma);
        if (options.ClassWeights == TrainOptions.Balanced)
            _weights = tensor(Balanced(counts), device: device).DetachFromDisposeScope();
    }

    /// <summary>Weights of the samples that have a class, by which they count as much as those that do not.</summary>
    public static float[] Balanced(ClassCounts counts) =>
        [.. counts.Present.Zip(counts.Absent, (present, absent) => present == 0 || absent == 0 ? 1f : (float)((double)absent / present))];

    public override void Dispose() => _weights?.Dispose();

    protected override Tensor One(Tensor logits, Tensor targets)
    {
        var judged = targets.ge(0).to(logits.dtype);
        var truth = targets.clamp_min(0).to(logits.dtype);
        var smooth = (truth * (1 - _smoothing)) + (_smoothing / 2);
        var each = functional.binary_cross_entropy_with_logits(logits, smooth, reduction: Reduction.None, pos_weights: _weights);
        // The probability of what is wrong, by its own logit: 1 - p would come to 0, where a root has no slope.
        if (_gamma > 0)
            each *= (logits * (1 - (2 * truth))).sigmoid().pow(_gamma);
        return (each * judged).sum() / judged.sum().clamp_min(1);
    }
}
