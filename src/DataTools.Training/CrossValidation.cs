using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;

namespace DataTools.Training;

/// <summary>How a cross-validation ended.</summary>
/// <param name="Group">Where everything lies, with the figures of each fold.</param>
/// <param name="Interrupted">Stopped on request before the end.</param>
/// <param name="OutOfFold">What each training sample got from the one network that did not see it; null before the end.</param>
/// <param name="OutOfFoldAccuracy">Top-1 of that.</param>
/// <param name="TestAccuracy">Top-1 of the mean of the folds' probabilities on the test split; null without labels there, or before the end.</param>
public sealed record CrossValidationResult(FoldGroup Group, bool Interrupted, PredictionSet? OutOfFold = null, double? OutOfFoldAccuracy = null, double? TestAccuracy = null);

/// <summary>
/// Trains a run for each part of the training samples that it holds out, one after another. Every one is a run like any
/// other; what was finished stays, what was begun goes on.
/// </summary>
public sealed class CrossValidation(Workspace workspace, TimeProvider time)
{
    private readonly EntryStore _store = new(workspace);

    /// <summary>Told, a sentence each, what a user should know besides.</summary>
    public Action<string>? Talk { get; init; }

    /// <summary>
    /// Trains the folds of <paramref name="options"/>, or goes on with them where they were begun under this name with the
    /// same options. Throws where they do not fit the entry, before anything is written.
    /// </summary>
    /// <param name="name">Of the folds' folder; null: <c>ENTRY-MODEL-sSEED-Kfold</c>.</param>
    /// <param name="options">Of all folds: <see cref="TrainOptions.Folds"/> says how many.</param>
    /// <param name="policy">The augmentation.</param>
    /// <param name="progress">Gives for each fold what is told of its training.</param>
    /// <param name="cancellation">Stops it; it can go on.</param>
    public CrossValidationResult Run(string? name, TrainOptions options, AugmentationPolicy policy, Func<int, IProgress<TrainProgress>>? progress, CancellationToken cancellation)
    {
        options.Validate();
        using (var entry = _store.Open(options.Entry))
        {
            ValidationSplit.Of(entry, options with { Fold = 1 });
            options = options with { Policy = policy.ToYaml(), EntryFingerprint = entry.Card.Fingerprint, Precision = Decided(options), Weights = options.Weights?.Hashed() };
            if (entry.FindSplit(SplitNames.Validation) is { } own)
                Talk?.Invoke($"The split {own.Name} of {options.Entry} takes no part: folds are of {SplitNames.Train}. It stays for choices between models and ensembles.");
        }
        return Go(FoldGroup.Begin(workspace, name, options), progress, cancellation);
    }

    /// <summary>Goes on with folds that were begun.</summary>
    public CrossValidationResult Resume(FoldGroup group, Func<int, IProgress<TrainProgress>>? progress, CancellationToken cancellation) => Go(group, progress, cancellation);

    // For all folds at once: one that goes on on another machine must not go on in other numbers.
    private string Decided(TrainOptions options)
    {
        if (options.Precision != Precisions.Auto)
            return options.Precision;
        var fastest = Precisions.Fastest(options.Device);
        Talk?.Invoke($"--precision {Precisions.Auto} is {fastest} here.");
        return fastest;
    }

    private CrossValidationResult Go(FoldGroup group, Func<int, IProgress<TrainProgress>>? progress, CancellationToken cancellation)
    {
        using (var held = group.Hold())
        {
            // What is to be known of the weights to begin with is the same for all.
            var talk = Talk;
            for (var fold = 1; fold <= group.Options.Folds; fold++)
            {
                if (group.Done.Any(d => d.Fold == fold) && Begun(group.RunName(fold)) is { } run && File.Exists(run.BestWeights))
                    continue;
                TrainResult result;
                try
                {
                    result = Train(group, fold, talk, progress?.Invoke(fold), cancellation);
                }
                catch when (fold == 1 && Begun(group.RunName(fold)) is null)
                {
                    // As if it had never begun: so does a run.
                    held.Dispose();
                    group.Delete();
                    throw;
                }
                if (result.Interrupted)
                    return new(group, Interrupted: true);
                group.Add(new(fold, result.EpochsDone, result.BestValidationAccuracy, result.TestAccuracy));
                talk = null;
            }
        }
        return Together(group, cancellation);
    }

    private TrainResult Train(FoldGroup group, int fold, Action<string>? talk, IProgress<TrainProgress>? progress, CancellationToken cancellation)
    {
        var (trainer, name) = (new Trainer(workspace, time) { Talk = talk }, group.RunName(fold));
        if (Begun(name) is not { } run)
        {
            RunFolder.DeleteUnbegun(workspace, name);
            var policy = AugmentationPolicy.Parse(group.Options.Policy, group.Name);
            return trainer.Start(name, group.Options with { Fold = fold }, policy, progress, cancellation);
        }
        return group.Owns(run.ReadOptions(), fold) ? trainer.Resume(run, progress, cancellation) : throw new InvalidInputException(
            $"there is already a run '{name}', and it is not fold {fold} of {group.Name}", "Delete its folder, or choose another name for the folds with --run.");
    }

    private CrossValidationResult Together(FoldGroup group, CancellationToken cancellation)
    {
        static double Top1(PredictionSet set) => ClassificationMetrics.Of(ClassScores.Of(set), set.Labels).Top1;
        var predictions = new FoldPredictions(workspace, time);
        var outOfFold = predictions.OutOfFold(group, crops: 1, progress: null, cancellation);
        using var entry = RunFolder.OpenEntry(_store, group.Options);
        double? test = group.Done.All(d => d.TestAccuracy is not null) ? Top1(predictions.On(group, entry, SplitNames.Test, crops: 1, progress: null, cancellation)) : null;
        return new(group, Interrupted: false, outOfFold, Top1(outOfFold), test);
    }

    private RunFolder? Begun(string name) => RunFolder.Find(workspace, name);
}
