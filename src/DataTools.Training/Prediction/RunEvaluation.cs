using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Runs;

namespace DataTools.Training.Prediction;

/// <summary>What is evaluated.</summary>
/// <param name="Runs">The members.</param>
/// <param name="On">The entry to predict, or null for the one that all members were trained on.</param>
/// <param name="Split">Its split.</param>
/// <param name="Fusions">Names of <see cref="FusionCatalog"/>.</param>
/// <param name="Crops">1, 10 or both.</param>
public sealed record EvaluationRequest(
    IReadOnlyList<RunFolder> Runs, string? On, string Split, IReadOnlyList<string> Fusions, IReadOnlyList<int> Crops);

/// <summary>Where an evaluation stands.</summary>
/// <param name="Run">The member at work.</param>
/// <param name="Crops">Crops of each image.</param>
/// <param name="Done">Images predicted.</param>
public sealed record EvaluationProgress(string Run, int Crops, long Done);

/// <summary>Evaluates trained runs alone and together: each member predicts once, fusions cost no further forward pass.</summary>
public sealed class RunEvaluation(Workspace workspace, TimeProvider time)
{
    private readonly RunPredictions _predictions = new(workspace, time);

    /// <summary>Whether the runs give a sample several labels; an <see cref="InvalidInputException"/> where some do and others not.</summary>
    public static bool AreMultiLabel(IReadOnlyList<RunFolder> runs)
    {
        var several = runs.ToLookup(r => r.ReadOptions().MultiLabel);
        return several.Count == 1 ? several.Contains(true) : throw new InvalidInputException(
            $"{several[true].First().Name} gives a sample several labels (--multi-label), {several[false].First().Name} one", "Evaluate the ones and the others by themselves.");
    }

    /// <summary>Predicts what is not yet saved and measures everything, for runs that give a sample one label.</summary>
    public EvaluationTable Evaluate(EvaluationRequest request, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        List<FusionRule> rules = [.. request.Fusions.Select(FusionCatalog.Find)];
        using var entry = new EntryStore(workspace).Open(request.On ?? TrainedOn(request.Runs));
        return EvaluationTable.Of(
            [.. Predictions(request, entry, progress, cancellation)],
            rules,
            crops => [.. request.Runs.Select(run => _predictions.OnHeldOut(run, crops, Of(progress, run, crops), cancellation))]);
    }

    /// <summary>The same for runs that give a sample several labels. Fusions that make no sense of them are refused before anything is predicted.</summary>
    public MultiLabelTable EvaluateMultiLabel(EvaluationRequest request, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        var rules = MultiLabelTable.Check([.. request.Fusions.Select(FusionCatalog.Find)]);
        using var entry = new EntryStore(workspace).Open(request.On ?? TrainedOn(request.Runs));
        return MultiLabelTable.Of([.. Predictions(request, entry, progress, cancellation)], rules);
    }

    private IEnumerable<PredictionSet> Predictions(EvaluationRequest request, Entry entry, IProgress<EvaluationProgress>? progress, CancellationToken cancellation) =>
        from crops in request.Crops from run in request.Runs select _predictions.On(run, entry, request.Split, crops, Of(progress, run, crops), cancellation);

    private static RunProgress? Of(IProgress<EvaluationProgress>? progress, RunFolder run, int crops) => progress is null ? null : new(progress, run.Name, crops);

    private static string TrainedOn(IReadOnlyList<RunFolder> runs)
    {
        var entries = runs.Select(r => r.ReadOptions().Entry).Distinct(StringComparer.Ordinal).ToList();
        return entries.Count == 1 ? entries[0] : throw new InvalidInputException(
            $"the runs were trained on different entries: {string.Join(", ", entries)}", "Say which one to evaluate on with --on NAME.");
    }
}

/// <summary>Tells of one run's images as of a part of an evaluation.</summary>
internal sealed record RunProgress(IProgress<EvaluationProgress> Progress, string Run, int Crops) : IProgress<long>
{
    public void Report(long value) => Progress.Report(new(Run, Crops, value));
}
