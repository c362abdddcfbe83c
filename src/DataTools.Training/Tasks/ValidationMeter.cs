using static TorchSharp.torch;

namespace DataTools.Training.Tasks;

/// <summary>Adds up what a network says of the validation samples, batch by batch.</summary>
internal abstract class ValidationMeter
{
    public abstract void Add(Tensor logits, Tensor targets);

    /// <summary>The mean loss, without what a recipe does to it, and the figure of <see cref="LabelTask.Metric"/>.</summary>
    public abstract (double Loss, double Metric) Result();
}
