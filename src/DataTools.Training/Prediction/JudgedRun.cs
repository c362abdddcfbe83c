using DataTools.Catalog;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Runs;

namespace DataTools.Training.Prediction;

/// <summary>A run and what it is judged by.</summary>
/// <param name="Run">Its folder.</param>
/// <param name="Options">What it was asked to do.</param>
/// <param name="Epochs">Its figures so far.</param>
/// <param name="Predictions">Of the samples that it is judged by; <see cref="PredictionSet.Split"/> says which these are.</param>
/// <param name="SplitName">The split of the entry that these samples are in.</param>
public abstract record JudgedRun(RunFolder Run, TrainOptions Options, IReadOnlyList<EpochMetrics> Epochs, PredictionSet Predictions, string SplitName)
{
    /// <summary>The epoch that did best on validation, as the training itself chooses: between equals by the loss.</summary>
    public EpochMetrics? Best => KeptEpoch.Best(Epochs.Select(e => new KeptEpoch(e.Epoch, e.ValidationAccuracy, e.ValidationLoss)), 1).FirstOrDefault() is { } best ? Epochs.First(e => e.Epoch == best.Epoch) : null;

    /// <summary>Whether what is judged is no epoch's weights but the mean of several (SWA), which did better.</summary>
    public bool IsMean { get; } = File.Exists(Run.MeanWeights) && File.Exists(Run.BestWeights) && File.ReadAllBytes(Run.MeanWeights).AsSpan().SequenceEqual(File.ReadAllBytes(Run.BestWeights));

    /// <summary>Whether it is judged by the test split, by which no choice was made. Other figures flatter.</summary>
    public bool IsTest => Predictions.Split == SplitNames.Test && Options.Soup?.Chosen is not { IsForced: true };
}

/// <summary>A run that tells classes apart, and how it does.</summary>
/// <param name="Run">See <see cref="JudgedRun"/>, as for the others.</param>
/// <param name="Options">What it was asked to do.</param>
/// <param name="Epochs">Its figures so far.</param>
/// <param name="Predictions">What it is judged by.</param>
/// <param name="SplitName">Where that is.</param>
/// <param name="Figures">What it comes to.</param>
public sealed record AssessedRun(
    RunFolder Run, TrainOptions Options, IReadOnlyList<EpochMetrics> Epochs, PredictionSet Predictions, string SplitName, Assessment Figures)
    : JudgedRun(Run, Options, Epochs, Predictions, SplitName);

/// <summary>A run that says which of the classes a sample has, and how it does.</summary>
/// <param name="Run">See <see cref="JudgedRun"/>, as for the others.</param>
/// <param name="Options">What it was asked to do.</param>
/// <param name="Epochs">Its figures so far.</param>
/// <param name="Predictions">What it is judged by.</param>
/// <param name="SplitName">Where that is.</param>
/// <param name="Figures">What it comes to.</param>
public sealed record MultiLabelRun(
    RunFolder Run, TrainOptions Options, IReadOnlyList<EpochMetrics> Epochs, PredictionSet Predictions, string SplitName, MultiLabelMetrics Figures)
    : JudgedRun(Run, Options, Epochs, Predictions, SplitName);
