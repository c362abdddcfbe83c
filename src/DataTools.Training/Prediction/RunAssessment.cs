using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Runs;

namespace DataTools.Training.Prediction;

/// <summary>A run and how it does.</summary>
/// <param name="Run">Its folder.</param>
/// <param name="Options">What it was asked to do.</param>
/// <param name="Epochs">Its figures so far.</param>
/// <param name="Predictions">Of the samples that it is judged by; <see cref="PredictionSet.Split"/> says which these are.</param>
/// <param name="SplitName">The split of the entry that these samples are in.</param>
/// <param name="Figures">What they come to.</param>
public sealed record AssessedRun(
    RunFolder Run, TrainOptions Options, IReadOnlyList<EpochMetrics> Epochs, PredictionSet Predictions, string SplitName, Assessment Figures)
{
    /// <summary>The epoch that did best on validation, as the training itself chooses: between equals by the loss.</summary>
    public EpochMetrics? Best => KeptEpoch.Best(Epochs.Select(e => new KeptEpoch(e.Epoch, e.ValidationAccuracy, e.ValidationLoss)), 1).FirstOrDefault() is { } best ? Epochs.First(e => e.Epoch == best.Epoch) : null;

    /// <summary>Whether what is judged is no epoch's weights but the mean of several (SWA), which did better.</summary>
    public bool IsMean { get; } = File.Exists(Run.MeanWeights) && File.Exists(Run.BestWeights) && File.ReadAllBytes(Run.MeanWeights).AsSpan().SequenceEqual(File.ReadAllBytes(Run.BestWeights));

    /// <summary>Whether it is judged by the test split, by which no choice was made. Other figures flatter.</summary>
    public bool IsTest => Predictions.Split == SplitNames.Test && Options.Soup is not { IsGreedy: true, Choice.IsForced: true };
}

/// <summary>Judges runs by what they predict on the entry that they were trained on, from saved predictions where there are any.</summary>
public sealed class RunAssessment(Workspace workspace, TimeProvider time)
{
    private readonly RunPredictions _predictions = new(workspace, time);
    private readonly EntryStore _store = new(workspace);

    /// <summary>
    /// Opens the entry that a run was trained on. Throws <see cref="InvalidInputException"/> where its content has changed
    /// since: pictures and figures would not belong together.
    /// </summary>
    public Entry Open(TrainOptions options) => RunFolder.OpenEntry(_store, options);

    /// <summary>
    /// Judges a run. <paramref name="split"/> is a split of its entry or <see cref="RunPredictions.HeldOut"/>; null is the
    /// test split, or, where that has no labels, what was held out.
    /// </summary>
    public AssessedRun Assess(RunFolder run, Entry entry, string? split, IProgress<long>? progress, CancellationToken cancellation)
    {
        var options = run.ReadOptions();
        split ??= HasLabels(entry, SplitNames.Test) ? SplitNames.Test : RunPredictions.HeldOut;
        var heldOut = split == RunPredictions.HeldOut;
        var predictions = heldOut
            ? _predictions.OnHeldOut(run, crops: 1, progress, cancellation)
            : _predictions.On(run, entry, split, crops: 1, progress, cancellation);
        return new(
            run, options, File.Exists(run.Metrics) ? EpochMetrics.Read(run.Metrics) : [], predictions,
            heldOut ? RunPredictions.SplitOfHeldOut(options, entry) : split, Assessment.Of(predictions));
    }

    private static bool HasLabels(Entry entry, string name) =>
        entry.Card.Splits.FirstOrDefault(s => s.Name == name) is { } split && split.ClassCounts.Sum() > 0;
}
