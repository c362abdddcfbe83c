using System.Globalization;
using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Distillation;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Prediction;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;
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

    /// <summary>Told, a sentence each, what a user should know of how a training begins, such as what was done so that weights fit.</summary>
    public Action<string>? Talk { get; init; }

    /// <summary>What paths of a teacher's files are relative to.</summary>
    public string Folder { get; init; } = Path.GetFullPath(".");

    /// <summary>
    /// Starts a run with an augmentation. Everything is checked before its folder is made. <paramref name="runName"/> is
    /// the folder's name, or null for <c>ENTRY-MODEL-sSEED</c>.
    /// </summary>
    public TrainResult Start(
        string? runName, TrainOptions options, AugmentationPolicy policy, IProgress<TrainProgress>? progress, CancellationToken cancellation)
    {
        using var prepared = Prepare(options, policy, progress is null ? null : new TeacherTold(progress, options.Epochs), cancellation);
        options = prepared.Options;
        Tell(prepared);
        var run = RunFolder.Create(workspace, runName, options);
        using var held = run.Hold();
        try
        {
            if (prepared.Teacher is { } teacher)
                options = options with { Distillation = options.Distillation! with { Sha256 = teacher.Save(run.SoftTargets) } };
            run.WriteOptions(options);
            return new TrainingLoop(workspace, time, run, options, prepared.Entry, prepared.Source, prepared.Parts, prepared.Teacher).Run(resume: false, progress, cancellation);
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
        using var prepared = Prepare(options, policy, progress: null, cancellation);
        Tell(prepared);
        return new RateFinder(prepared.Options, prepared.Entry, prepared.Source, prepared.Parts, prepared.Teacher).Run(steps, progress, cancellation);
    }

    /// <summary>The options with all that is filled in at the start, and the samples; an error where they do not fit each other.</summary>
    private Prepared Prepare(TrainOptions options, AugmentationPolicy policy, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        options.Validate();
        if (options is { Folds: > 0, Fold: 0 })
            throw new ArgumentException($"a run is one fold of {options.Folds}: {nameof(CrossValidation)} trains all", nameof(options));
        if (options.Probe && policy.Operations.Count > 0)
            throw new InvalidInputException("--probe takes no augmentation: its features are computed once", "Leave --augment out, or use --freeze backbone in place of --probe.");
        var definition = ModelCatalog.Find(options.Model);
        TorchRuntime.Use(options.Threads);
        TorchRuntime.Device(options.Device);
        var teacher = Teacher.Find(workspace, options, Folder);
        var entry = _store.Open(options.Entry);
        try
        {
            var prepared = Prepare(options, definition, policy, entry, cancellation);
            return teacher is null ? prepared : Taught(prepared, teacher, progress, cancellation);
        }
        catch
        {
            entry.Dispose();
            throw;
        }
    }

    private Prepared Taught(Prepared prepared, Teacher teacher, IProgress<EvaluationProgress>? progress, CancellationToken cancellation)
    {
        var (targets, recipe) = teacher.Teach(workspace, time, prepared.Entry, prepared.Parts, progress, cancellation);
        // Members predict with threads of their own number.
        TorchRuntime.Use(prepared.Options.Threads);
        var options = prepared.Options with { Distillation = recipe };
        return prepared with
        {
            Options = options,
            Teacher = targets,
            Notes = [.. prepared.Notes, $"The teacher is {recipe.Who(options)}: {recipe.What(options)}.", .. teacher.Notes(prepared.Entry, prepared.Parts)],
        };
    }

    private static Prepared Prepare(TrainOptions options, ModelDefinition definition, AugmentationPolicy policy, Entry entry, CancellationToken cancellation)
    {
        if (entry.Card.Classes.Count < 2)
            throw new InvalidInputException($"{options.Entry} has {entry.Card.Classes.Count} class: there is nothing to tell apart", "Training needs at least 2 classes.");

        var task = LabelTask.Of(options);
        var parts = ValidationSplit.Of(entry, options);
        if (parts.TrainIndices.Length == 0 && !options.MultiLabel && entry.Card.Annotations != AnnotationKinds.None)
        {
            throw new InvalidInputException(
                $"{options.Entry}: no image of train has a single class; it has several labels, boxes or masks",
                "With --multi-label the classes of an image's labels and objects are learnt. Boxes and masks themselves are not.");
        }
        if (parts.TrainIndices.Length < 2 || parts.ValidationIndices.Length < 1)
        {
            throw new InvalidInputException(
                $"{options.Entry}: {parts.TrainIndices.Length} samples to learn from and {parts.ValidationIndices.Length} to validate on are too few",
                "Pull more images, or hold out another share with --validation.");
        }
        var train = entry.Split(SplitNames.Train);
        var source = new ImageSource(train) { Targets = task.Targets(train, entry.Card) };
        var counts = source.Targets.Count(parts.TrainIndices, entry.Card.Classes.Count).Present;
        List<string> unseen = [.. entry.Card.Classes.Where((_, c) => counts[c] == 0)], notes = [];
        if (options.MultiLabel)
            notes.AddRange(CheckLabels(options, task, entry, parts, unseen));
        else if (unseen.Count > 0)
        {
            throw new InvalidInputException(
                $"{options.Entry}: {unseen.Count} of {entry.Card.Classes.Count} classes have no image to learn from: {string.Join(", ", unseen.Take(5))}{(unseen.Count > 5 ? " ..." : "")}",
                "Pull more images of them, hold out fewer with --validation, or pull without them if they are no classes.");
        }
        var given = options.ImageSize;
        options = options with { Weights = options.Weights?.Described() };
        var side = options.ImageSize > 0 ? options.ImageSize : options.Weights?.ImageSize ?? 0;
        var preprocessing = Preprocessing.Of(source, parts.TrainIndices, side, cancellation).For(options);
        var shape = new ModelShape(preprocessing.Channels, entry.Card.Classes.Count, preprocessing.ImageSize);
        IReadOnlyList<string> normalising;
        using (var model = definition.Build(shape))
        {
            var freezing = new Freezing(model, options.Freeze, options.UnfreezeEvery);
            normalising = options.Probe ? [] : freezing.Normalising(options.Epochs);
            if (options.BatchSize == 1 && normalising.Count > 0)
                SingleValues.Check(definition.Name, model, shape, normalising);
        }
        if (!options.Probe)
            CheckBatch(options, preprocessing, Math.Min(options.BatchSize, parts.TrainIndices.Length));
        var weights = options.Weights?.Checked(definition, shape, entry.Card.Classes);
        if (weights?.Unfolded.Intersect(normalising, StringComparer.Ordinal).Any() ?? false)
            weights = weights.Measured(Math.Min(Unfolding.MostSamples, parts.TrainIndices.Length));
        var asked = options.Precision;
        options = options with
        {
            EntryFingerprint = entry.Card.Fingerprint,
            Classes = entry.Card.Classes,
            Policy = policy.ToYaml(),
            ImageSize = preprocessing.ImageSize,
            Resize = preprocessing.Resized,
            Interpolation = preprocessing.InterpolationName,
            Channels = preprocessing.Channels,
            Mean = preprocessing.Mean,
            Std = preprocessing.Std,
            Precision = options.Precision == Precisions.Auto ? Precisions.Fastest(options.Device) : options.Precision,
            Versions = TorchRuntime.Versions,
            Weights = weights,
        };
        // Said here, not after the folder is made, where the policy does not fit.
        preprocessing.Training(policy);
        return new(options, entry, source, parts) { Notes = [.. options.Weights?.Report ?? [], .. SizeNotes(given, preprocessing), .. notes, .. PrecisionNotes(asked, options)] };
    }

    /// <summary>Goes on after the last checkpoint, and ends with the same weights as an uninterrupted run would have.</summary>
    public TrainResult Resume(RunFolder run, IProgress<TrainProgress>? progress, CancellationToken cancellation)
    {
        using var held = run.Hold();
        var options = run.ReadOptions();
        if (options.Soup is { } soup)
            throw new InvalidInputException($"{run.Name} was not trained: its weights are the mean of {string.Join(", ", soup.Taken)}", "Make another with `datatools soup`.");
        if (!File.Exists(run.Checkpoint))
            Talk?.Invoke($"{run.Name} has no checkpoint: it begins anew, with the same options.");
        TorchRuntime.Use(options.Threads);
        using var entry = RunFolder.OpenEntry(_store, options);
        var (task, train) = (LabelTask.Of(options), entry.Split(SplitNames.Train));
        var parts = ValidationSplit.Of(entry, options);
        var source = new ImageSource(train) { Targets = task.Targets(train, entry.Card) };
        var teacher = SoftTargets.Load(run, options, train, parts);
        return new TrainingLoop(workspace, time, run, options, entry, source, parts, teacher).Run(resume: true, progress, cancellation);
    }

    /// <summary>Where samples have several labels a class that is never there can be learnt as that; it has no precision, though.</summary>
    private static IEnumerable<string> CheckLabels(TrainOptions options, LabelTask task, Entry entry, ValidationSplit parts, IReadOnlyList<string> unseen)
    {
        var validation = entry.Split(parts.ValidationName);
        if (task.Targets(validation, entry.Card).Count(parts.ValidationIndices, entry.Card.Classes.Count).Present.Sum() == 0)
        {
            throw new InvalidInputException(
                $"{options.Entry}: none of the {parts.ValidationIndices.Length} samples to validate on has a class, so no epoch would be better than another",
                "Hold out another share with --validation.");
        }
        if (unseen.Count == entry.Card.Classes.Count)
            throw new InvalidInputException($"{options.Entry}: no image to learn from has a class", "Pull images with labels or objects.");
        return unseen.Count == 0 ? [] : [$"note: {unseen.Count} of {entry.Card.Classes.Count} classes have no image to learn from, so the network learns that they are never there: {string.Join(", ", unseen.Take(5))}{(unseen.Count > 5 ? " ..." : "")}"];
    }

    private void Tell(Prepared prepared)
    {
        foreach (var note in prepared.Notes)
            Talk?.Invoke(note);
    }

    // Small pictures that the weights enlarge are what nobody expects who has not read how they were trained.
    private static IEnumerable<string> SizeNotes(int given, Preprocessing p)
    {
        if (given == 0 && p.OwnSize > 0 && p.OwnSize != p.ImageSize)
            yield return string.Create(CultureInfo.InvariantCulture, $"The images are {p.OwnSize} x {p.OwnSize}: they become {p.ImageSize} x {p.ImageSize}, the size that the weights were trained on, with {Math.Pow((double)p.ImageSize / p.OwnSize, 2):0.#} times the pixels. --image-size {p.OwnSize} leaves them as they are.");
    }

    private static IEnumerable<string> PrecisionNotes(string asked, TrainOptions options)
    {
        if (asked == Precisions.Auto)
            yield return $"--precision {Precisions.Auto} is {options.Precision} here.";
        else if (options.Precision == Precisions.BFloat16 && !Precisions.IsFastOn(options.Device))
            yield return $"This processor has no instructions for bfloat16: --precision {Precisions.BFloat16} is slower here than {Precisions.Single}.";
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
        public SoftTargets? Teacher { get; init; }

        public IReadOnlyList<string> Notes { get; init; } = [];

        public void Dispose() => Entry.Dispose();
    }

    private sealed class TeacherTold(IProgress<TrainProgress> progress, int epochs) : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) => progress.Report(new(1, epochs, 0, 1, 0, 0, 0, TimeSpan.Zero) { Teacher = value });
    }
}
