using DataTools.Training.Feeding;
using DataTools.Training.Recipes;
using static TorchSharp.torch;

namespace DataTools.Training.Distillation;

/// <summary>
/// The loss of a network that learns what a teacher says besides the labels (Hinton, Vinyals and Dean, "Distilling the
/// knowledge in a neural network", 2015): (1 - w) x the loss of the labels + w x T² x KL(teacher || network), both of these
/// softened by the temperature: softmax(ln p / T), softmax(logits / T). T² keeps the gradient, which is about as 1 / T², as
/// large as that of the labels. A mixed image counts for each of its two by its share, as with labels.
/// </summary>
internal sealed class DistillationLoss : IDisposable
{
    private readonly SoftTargets _targets;
    private readonly double _temperature, _weight;
    private readonly Tensor _softened;

    /// <param name="targets">The teacher's.</param>
    /// <param name="temperature">T.</param>
    /// <param name="weight">w.</param>
    /// <param name="device">Where the logits will be.</param>
    public DistillationLoss(SoftTargets targets, double temperature, double weight, Device device)
    {
        (_targets, _temperature, _weight) = (targets, temperature, weight);
        using var scope = NewDisposeScope();
        var answers = tensor(targets.Answers.Logits, [targets.Answers.Count, targets.Answers.Classes.Count]).to(device);
        _softened = (answers / temperature).log_softmax(1).MoveToOuterDisposeScope().DetachFromDisposeScope();
    }

    /// <summary>The mean over a batch.</summary>
    /// <param name="hard">The loss of the labels.</param>
    /// <param name="logits">The network's: count x classes.</param>
    /// <param name="batch">Which samples they are of.</param>
    public Tensor Of(Tensor hard, Tensor logits, Batch batch)
    {
        long[] rows = [.. batch.Samples.Take(batch.Count).Select(i => (long)_targets.RowOf(i))];
        var network = (logits / _temperature).log_softmax(1);
        var divergence = TrainingLoss.Mixed(
            _softened.index_select(0, tensor(rows, device: _softened.device)), batch.Mixture, teacher => (teacher.exp() * (teacher - network)).sum(1).mean());
        return (hard * (1 - _weight)) + (divergence * (_weight * _temperature * _temperature));
    }

    public void Dispose() => _softened.Dispose();
}
