using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using static TorchSharp.torch;

namespace DataTools.Training.Tasks;

/// <summary>What a network learns of a sample: its one class, or which of the classes it has. All that depends on it is here.</summary>
internal abstract class LabelTask
{
    public static LabelTask SingleLabel { get; } = new SingleLabelTask();

    public static LabelTask MultiLabel { get; } = new MultiLabelTask();

    /// <summary>What decides which epoch is the best: for figures of <see cref="EpochMetrics.ValidationAccuracy"/>.</summary>
    public abstract string Metric { get; }

    /// <summary>What <see cref="EpochMetrics.TrainAccuracy"/> is.</summary>
    public abstract string TrainMetric { get; }

    public static LabelTask Of(TrainOptions options) => options.MultiLabel ? MultiLabel : SingleLabel;

    /// <summary>What the samples of a split are.</summary>
    public abstract SampleTargets Targets(EntrySplit split, DatasetCard card);

    /// <summary>Whether anything is known of a split's samples.</summary>
    public abstract bool HasLabels(SplitCard split);

    /// <summary>Those among <paramref name="indices"/> that are held out for choices.</summary>
    public abstract IReadOnlySet<int> HoldOut(Entry entry, EntrySplit split, SampleTargets targets, IReadOnlyList<int> indices, double fraction, ulong seed);

    /// <summary>What a step makes smaller.</summary>
    public abstract TrainingLoss Loss(TrainOptions options, ClassCounts counts, Device device);

    /// <summary>How many of a batch are right.</summary>
    public abstract long Right(Tensor logits, Tensor targets);

    /// <summary>Measures a pass over the validation samples.</summary>
    public abstract ValidationMeter Meter();

    /// <summary>A probability a class, from logits: count x classes.</summary>
    public abstract Tensor Probabilities(Tensor logits);

    /// <summary>The probabilities of one image, from its logits.</summary>
    public abstract void Probabilities(ReadOnlySpan<float> logits, Span<double> result);

    /// <summary>The logits of several crops of one image as one.</summary>
    public abstract void Average(ReadOnlySpan<float> cropLogits, Span<float> result);

    /// <summary>The predictions with what is true of the samples.</summary>
    public abstract PredictionSet Judged(PredictionSet predictions, SampleTargets targets, IReadOnlyList<int> indices);

    /// <summary>The figure of <see cref="Metric"/> that saved predictions come to.</summary>
    public abstract double Measure(PredictionSet predictions);
}
