using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Metrics;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;

namespace DataTools.Training.Prediction;

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
    public JudgedRun Assess(RunFolder run, Entry entry, string? split, IProgress<long>? progress, CancellationToken cancellation)
    {
        var options = run.ReadOptions();
        split ??= HasLabels(options, entry, SplitNames.Test) ? SplitNames.Test : RunPredictions.HeldOut;
        var heldOut = split == RunPredictions.HeldOut;
        var predictions = heldOut
            ? _predictions.OnHeldOut(run, crops: 1, progress, cancellation)
            : _predictions.On(run, entry, split, crops: 1, progress, cancellation);
        IReadOnlyList<EpochMetrics> epochs = File.Exists(run.Metrics) ? EpochMetrics.Read(run.Metrics) : [];
        var place = heldOut ? RunPredictions.SplitOfHeldOut(options, entry) : split;
        return options.MultiLabel
            ? new MultiLabelRun(run, options, epochs, predictions, place, MultiLabelMetrics.Of(predictions))
            : new AssessedRun(run, options, epochs, predictions, place, Assessment.Of(predictions));
    }

    private static bool HasLabels(TrainOptions options, Entry entry, string name) =>
        entry.Card.Splits.FirstOrDefault(s => s.Name == name) is { } split && LabelTask.Of(options).HasLabels(split);
}
