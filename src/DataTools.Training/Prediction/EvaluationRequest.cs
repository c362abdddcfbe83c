using DataTools.Evaluation.Choices;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction.Members;

namespace DataTools.Training.Prediction;

/// <summary>What is evaluated.</summary>
/// <param name="Members">Runs, folds, files.</param>
/// <param name="On">The entry to predict, or null for the one that all members were trained on.</param>
/// <param name="Split">Its split.</param>
/// <param name="Fusions">Names of <see cref="Evaluation.Fusion.FusionCatalog"/>.</param>
/// <param name="Crops">The sets of views.</param>
public sealed record EvaluationRequest(
    IReadOnlyList<Member> Members, string? On, string Split, IReadOnlyList<string> Fusions, IReadOnlyList<CropSet> Crops)
{
    /// <summary>How several views are averaged, once each.</summary>
    public IReadOnlyList<CropAverage> Averages { get; init; } = [CropAverage.Probability];

    /// <summary>Views that only undecided samples get; null: no such row.</summary>
    public CropSet? Adaptive { get; init; }

    /// <summary>Which share of the views' gain is kept on the samples to choose on; see <see cref="AdaptiveCrops"/>.</summary>
    public double Keep { get; init; } = AdaptiveCrops.UsualKeep;

    /// <summary>Whether there are rows besides with the set of <see cref="Crops"/> that does best for each member where choices are made.</summary>
    public bool ChooseCrops { get; init; }

    /// <summary>What choices are made on: <see cref="RunPredictions.HeldOut"/>, or a split of the evaluated entry.</summary>
    public string ChooseOn { get; init; } = RunPredictions.HeldOut;

    /// <summary>The member that all are compared with; null: see <see cref="Evaluation.EvaluationTable.Of"/>.</summary>
    public string? Baseline { get; init; }

    /// <summary>Whether choices may be made on what they must not be, see <see cref="ChoiceRules"/>; the result is marked.</summary>
    public bool Force { get; init; }
}

/// <summary>Where an evaluation stands.</summary>
/// <param name="Run">The member at work.</param>
/// <param name="Crops">The views of each image.</param>
/// <param name="Done">Images predicted.</param>
public sealed record EvaluationProgress(string Run, CropsName Crops, long Done);

/// <summary>Tells of one run's images as of a part of an evaluation.</summary>
internal sealed record RunProgress(IProgress<EvaluationProgress> Progress, string Run, CropsName Crops) : IProgress<long>
{
    public void Report(long value) => Progress.Report(new(Run, Crops, value));
}
