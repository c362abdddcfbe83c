using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Metrics;
using DataTools.Training.Models;
using DataTools.Training.Runs;

namespace DataTools.Training.Prediction;

/// <summary>One run beside others.</summary>
/// <param name="Name">Its folder's name.</param>
/// <param name="Entry">What it was trained on.</param>
/// <param name="Model">The network.</param>
/// <param name="Parameters">Numbers that are learnt, with the entry's classes.</param>
/// <param name="Weights">What it began with; null: fresh weights.</param>
/// <param name="Settings">Those in which the runs differ, as they are written in a configuration.</param>
/// <param name="Epochs">Finished epochs.</param>
/// <param name="Seconds">Of all of them.</param>
/// <param name="BestValidation">Top-1, or mAP where samples have several labels, on validation after the best epoch; null before the first is done.</param>
/// <param name="Split">What it is judged by: test, or held-out where test has no labels.</param>
/// <param name="Samples">Labelled samples of that.</param>
/// <param name="Top1">Share of them that is right; this and what follows is null where samples have several labels.</param>
/// <param name="Top1Interval">Where the true share lies (95 %).</param>
/// <param name="NegativeLogLikelihood">In nats.</param>
/// <param name="ExpectedCalibrationError">See <see cref="Calibration.ExpectedError"/>.</param>
public sealed record ComparedRun(
    string Name, string Entry, string Model, long Parameters, string? Weights, IReadOnlyDictionary<string, string> Settings, int Epochs, double Seconds,
    double? BestValidation, string Split, int Samples, double? Top1, Interval? Top1Interval, double? NegativeLogLikelihood, double? ExpectedCalibrationError)
{
    /// <summary>How it does where samples have several labels; null where they have one.</summary>
    public MultiLabelMetrics? MultiLabel { get; init; }

    /// <summary>Whether it is what it is by a choice on samples that nothing may be chosen on: its figures there prove nothing.</summary>
    public bool IsForced { get; init; }
}

/// <summary>Puts runs side by side.</summary>
public sealed class RunComparison(Workspace workspace, TimeProvider time)
{
    private readonly RunAssessment _assessment = new(workspace, time);

    /// <summary>The runs in the order in which they were given; only what is not yet saved is predicted.</summary>
    public IReadOnlyList<ComparedRun> Compare(IReadOnlyList<RunFolder> runs, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        List<TrainOptions> options = [.. runs.Select(r => r.ReadOptions())];
        // The network has a column of its own.
        List<TrainSetting> differing = [.. TrainSettings.All.Where(s => s.Name != TrainSettings.Model && options.Select(s.Get).Distinct(StringComparer.Ordinal).Count() > 1)];
        return [.. runs.Select(run => Of(run, differing, progress is null ? null : new RunProgress(progress, run.Name, Crops: 1), cancellation))];
    }

    private ComparedRun Of(RunFolder run, IReadOnlyList<TrainSetting> differing, IProgress<long>? progress, CancellationToken cancellation)
    {
        var options = run.ReadOptions();
        using var entry = _assessment.Open(options);
        var assessed = _assessment.Assess(run, entry, split: null, progress, cancellation);
        var (figures, several) = ((assessed as AssessedRun)?.Figures, (assessed as MultiLabelRun)?.Figures);
        using var model = ModelCatalog.Find(options.Model).Build(new(options.Channels, options.Classes.Count, options.ImageSize));
        return new(
            run.Name, options.Entry, options.Model, model.parameters().Sum(p => p.numel()), options.Pretrained ?? options.Weights?.Source,
            differing.ToDictionary(s => s.Name, s => s.Show(options), StringComparer.Ordinal),
            assessed.Epochs is [.., var last] ? last.Epoch : 0, assessed.Epochs.Sum(e => e.Seconds), assessed.Best?.ValidationAccuracy,
            assessed.Predictions.Split, figures?.Metrics.Samples ?? several!.Samples, figures?.Metrics.Top1, figures?.Top1, figures?.Metrics.NegativeLogLikelihood,
            figures?.Calibration.ExpectedError)
        {
            MultiLabel = several,
            IsForced = options.Soup?.Chosen is { IsForced: true },
        };
    }
}
