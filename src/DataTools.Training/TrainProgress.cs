using DataTools.Training.Prediction;
using DataTools.Training.Runs;

namespace DataTools.Training;

/// <summary>Where training stands, after every step.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Epochs">Of how many.</param>
/// <param name="Step">Within the epoch, from 1.</param>
/// <param name="Steps">In an epoch.</param>
/// <param name="Loss">Mean of the epoch so far.</param>
/// <param name="Accuracy">Top-1 of the epoch so far, on augmented samples; see <see cref="TrainMetric"/>.</param>
/// <param name="ImagesPerSecond">Of the epoch so far.</param>
/// <param name="Remaining">Of the whole training, at this rate.</param>
/// <param name="Finished">The epoch's figures, once it is done.</param>
public sealed record TrainProgress(
    int Epoch, int Epochs, int Step, int Steps, double Loss, double Accuracy, double ImagesPerSecond, TimeSpan Remaining,
    EpochMetrics? Finished = null)
{
    /// <summary>Share of the epoch's time so far that the network waited for images.</summary>
    public double InputWait { get; init; }

    /// <summary>What the accuracy on validation is: top-1, or mAP where samples have several labels.</summary>
    public string Metric { get; init; } = "accuracy";

    /// <summary>What the accuracy in training is: top-1, or subset accuracy where samples have several labels.</summary>
    public string TrainMetric { get; init; } = "accuracy";

    /// <summary>Where the features of a probe stand, which are computed before the first epoch; null after that.</summary>
    public FeatureProgress? Features { get; init; }

    /// <summary>Where the teacher's predictions stand, which are made before the first epoch where they are not saved; null after that.</summary>
    public EvaluationProgress? Teacher { get; init; }
}

/// <summary>Where the features of a linear probe stand.</summary>
/// <param name="Done">Images whose features are computed.</param>
/// <param name="Total">Of how many.</param>
/// <param name="Length">Numbers in the features of an image.</param>
public sealed record FeatureProgress(int Done, int Total, int Length);

/// <summary>How a training ended.</summary>
/// <param name="Run">Where everything lies.</param>
/// <param name="EpochsDone">Finished epochs.</param>
/// <param name="Interrupted">Stopped on request before the end.</param>
/// <param name="BestValidationAccuracy">Top-1 of the weights in best.safetensors, or their mAP where samples have several labels.</param>
/// <param name="TestAccuracy">The same figure of the same weights on the test split; null where there is none, or before the end.</param>
public sealed record TrainResult(RunFolder Run, int EpochsDone, bool Interrupted, double BestValidationAccuracy, double? TestAccuracy);
