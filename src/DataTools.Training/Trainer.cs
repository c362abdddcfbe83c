using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using DataTools.Training.Torch;

namespace DataTools.Training;

/// <summary>
/// Trains a network on an entry. Everything is checked before anything is written; what is done then is
/// <see cref="TrainingLoop"/>.
/// </summary>
public sealed class Trainer(Workspace workspace, TimeProvider time)
{
    private const long MaximalBatchBytes = 1 << 30;

    private readonly EntryStore _store = new(workspace);

    /// <summary>Told, a sentence each, what was done so that weights to begin with fit.</summary>
    public Action<string>? Talk { get; init; }

    /// <summary>
    /// Starts a run with an augmentation. Everything is checked before its folder is made. <paramref name="runName"/> is
    /// the folder's name, or null for <c>ENTRY-MODEL-sSEED</c>.
    /// </summary>
    public TrainResult Start(
        string? runName, TrainOptions options, AugmentationPolicy policy, IProgress<TrainProgress>? progress, CancellationToken cancellation)
    {
        using var prepared = Prepare(options, policy, cancellation);
        Tell(asked: options, prepared.Options);
        options = prepared.Options;
        var run = RunFolder.Create(workspace, runName, options);
        using var held = run.Hold();
        try
        {
            run.WriteOptions(options);
            return new TrainingLoop(workspace, time, run, options, prepared.Entry, prepared.Source, prepared.Parts).Run(resume: false, progress, cancellation);
        }
        catch when (!File.Exists(run.Checkpoint))
        {
            // It failed before there was anything to go on with: as if it had never begun.
            held.Dispose();
            run.Delete();
            throw;
        }
    }

    /// <summary>
    /// Searches a learning rate for such a training: the rate rises over <paramref name="steps"/> steps until the loss
    /// runs away. Nothing is written.
    /// </summary>
    public RateSearch FindRate(TrainOptions options, AugmentationPolicy policy, int steps, IProgress<RatePoint>? progress, CancellationToken cancellation)
    {
        RateSearch.CheckSteps(steps);
        // The folds are alike: what is a good rate for the first is one for all.
        options = options is { Folds: > 0, Fold: 0 } ? options with { Fold = 1 } : options;
        using var prepared = Prepare(options, policy, cancellation);
        Tell(asked: options, prepared.Options);
        return new RateFinder(prepared.Options, prepared.Entry, prepared.Source, prepared.Parts).Run(steps, progress, cancellation);
    }

    /// <summary>The options with all that is filled in at the start, and the samples; an error where they do not fit each other.</summary>
    private Prepared Prepare(TrainOptions options, AugmentationPolicy policy, CancellationToken cancellation)
    {
        options.Validate();
        if (options is { Folds: > 0, Fold: 0 })
            throw new ArgumentException($"a run is one fold of {options.Folds}: {nameof(CrossValidation)} trains all", nameof(options));
        if (options.Probe && policy.Operations.Count > 0)
            throw new InvalidInputException("--probe takes no augmentation: its features are computed once", "Leave --augment out, or use --freeze backbone in place of --probe.");
        var definition = ModelCatalog.Find(options.Model);
        TorchRuntime.Use(options.Threads);
        TorchRuntime.Device(options.Device);
        var entry = _store.Open(options.Entry);
        try
        {
            return Prepare(options, definition, policy, entry, cancellation);
        }
        catch
        {
            entry.Dispose();
            throw;
        }
    }

    private static Prepared Prepare(TrainOptions options, ModelDefinition definition, AugmentationPolicy policy, Entry entry, CancellationToken cancellation)
    {
        if (entry.Card.Classes.Count < 2)
            throw new InvalidInputException($"{options.Entry} has {entry.Card.Classes.Count} class: there is nothing to tell apart", "Training needs at least 2 classes.");

        var parts = ValidationSplit.Of(entry, options);
        if (parts.TrainIndices.Length == 0 && entry.Card.Annotations != AnnotationKinds.None)
        {
            throw new InvalidInputException(
                $"{options.Entry}: no image of train has a single class; it has several labels, boxes or masks, which are not learnt yet", "Train on an entry for classification.");
        }
        if (parts.TrainIndices.Length < 2 || parts.ValidationIndices.Length < 1)
        {
            throw new InvalidInputException(
                $"{options.Entry}: {parts.TrainIndices.Length} samples to learn from and {parts.ValidationIndices.Length} to validate on are too few",
                "Pull more images, or hold out another share with --validation.");
        }
        var train = entry.Split(SplitNames.Train);
        if (entry.Card.Classes.Except(parts.TrainIndices.Select(i => entry.Card.Classes[train.Label(i)])).ToList() is { Count: > 0 } unseen)
        {
            throw new InvalidInputException(
                $"{options.Entry}: {unseen.Count} of {entry.Card.Classes.Count} classes have no image to learn from: {string.Join(", ", unseen.Take(5))}{(unseen.Count > 5 ? " ..." : "")}",
                "Pull more images of them, hold out fewer with --validation, or pull without them if they are no classes.");
        }
        var source = new ImageSource(train);
        var side = options.ImageSize > 0 ? options.ImageSize : options.Weights?.ImageSize ?? 0;
        var preprocessing = Preprocessing.Of(source, parts.TrainIndices, side, cancellation).For(options.Weights);
        var shape = new ModelShape(preprocessing.Channels, entry.Card.Classes.Count, preprocessing.ImageSize);
        using (var model = definition.Build(shape))
            Freezing.FirstStage(model, options.Freeze);
        if (!options.Probe)
            CheckBatch(options, preprocessing, Math.Min(options.BatchSize, parts.TrainIndices.Length));
        options = options with
        {
            EntryFingerprint = entry.Card.Fingerprint,
            Classes = entry.Card.Classes,
            Policy = policy.ToYaml(),
            ImageSize = preprocessing.ImageSize,
            Channels = preprocessing.Channels,
            Mean = preprocessing.Mean,
            Std = preprocessing.Std,
            Precision = options.Precision == Precisions.Auto ? Precisions.Fastest(options.Device) : options.Precision,
            Versions = TorchRuntime.Versions,
            Weights = options.Weights?.Checked(definition, shape),
        };
        // Said here, not after the folder is made, where the policy does not fit.
        preprocessing.Training(policy);
        return new(options, entry, source, parts);
    }

    /// <summary>Goes on after the last checkpoint, and ends with the same weights as an uninterrupted run would have.</summary>
    public TrainResult Resume(RunFolder run, IProgress<TrainProgress>? progress, CancellationToken cancellation)
    {
        using var held = run.Hold();
        var options = run.ReadOptions();
        if (options.Soup is { } soup)
            throw new InvalidInputException($"{run.Name} was not trained: its weights are the mean of {string.Join(", ", soup.Taken)}", "Make another with `datatools soup`.");
        TorchRuntime.Use(options.Threads);
        using var entry = RunFolder.OpenEntry(_store, options);
        var parts = ValidationSplit.Of(entry, options);
        return new TrainingLoop(workspace, time, run, options, entry, new(entry.Split(SplitNames.Train)), parts).Run(resume: true, progress, cancellation);
    }

    private void Tell(TrainOptions asked, TrainOptions options)
    {
        foreach (var note in options.Weights?.Report ?? [])
            Talk?.Invoke(note);
        if (asked.Precision == Precisions.Auto)
            Talk?.Invoke($"--precision {Precisions.Auto} is {options.Precision} here.");
        else if (options.Precision == Precisions.BFloat16 && !Precisions.IsFastOn(options.Device))
            Talk?.Invoke($"This processor has no instructions for bfloat16: --precision {Precisions.BFloat16} is slower here than {Precisions.Single}.");
    }

    private static void CheckBatch(TrainOptions options, Preprocessing p, int count)
    {
        var bytes = sizeof(float) * (long)count * p.Channels * p.ImageSize * p.ImageSize;
        if (bytes > MaximalBatchBytes)
        {
            throw new InvalidInputException(
                $"--batch-size {options.BatchSize}: {count} images of {p.ImageSize} x {p.ImageSize} x {p.Channels} take {bytes / 1e9:F1} GB, and a batch may take {MaximalBatchBytes / 1e9:F1} GB",
                "Use a smaller --batch-size or --image-size.");
        }
    }

    private sealed record Prepared(TrainOptions Options, Entry Entry, ImageSource Source, ValidationSplit Parts) : IDisposable
    {
        public void Dispose() => Entry.Dispose();
    }
}
