using System.Runtime.InteropServices;
using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Randomness;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Metrics;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Checkpoints;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;
using DataTools.Training.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training;

/// <summary>
/// Trains a network on an entry: SGD with momentum, a schedule, label smoothing, augmentation on the way. Choices (which
/// epoch is best) are made on validation samples; the test split is only predicted at the end.
/// </summary>
public sealed class Trainer(Workspace workspace, TimeProvider time)
{
    private const long MaximalBatchBytes = 1 << 30;

    private static readonly ulong OrderStream = RandomStream.KeyOf("order of the samples");

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
        options.Validate();
        var definition = ModelCatalog.Find(options.Model);
        TorchRuntime.Use(options.Threads);
        TorchRuntime.Device(options.Device);
        using var entry = _store.Open(options.Entry);
        if (entry.Card.Classes.Count < 2)
            throw new InvalidInputException($"{options.Entry} has {entry.Card.Classes.Count} class: there is nothing to tell apart", "Training needs at least 2 classes.");

        var parts = ValidationSplit.Of(entry, options.ValidationFraction, options.ValidationSeed);
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
        definition.Check(shape);
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
            Versions = TorchRuntime.Versions,
            Weights = options.Weights?.Checked(definition, shape),
        };
        // Said here, not after the folder is made, where the policy does not fit.
        preprocessing.Training(policy);
        foreach (var note in options.Weights?.Report ?? [])
            Talk?.Invoke(note);
        var run = RunFolder.Create(workspace, runName, options);
        using var held = run.Hold();
        try
        {
            run.WriteOptions(options);
            return Run(run, options, entry, source, parts, resume: false, progress, cancellation);
        }
        catch when (!File.Exists(run.Checkpoint))
        {
            // It failed before there was anything to go on with: as if it had never begun.
            held.Dispose();
            run.Delete();
            throw;
        }
    }

    /// <summary>Goes on after the last finished epoch, and ends with the same weights as an uninterrupted run would have.</summary>
    public TrainResult Resume(RunFolder run, IProgress<TrainProgress>? progress, CancellationToken cancellation)
    {
        using var held = run.Hold();
        var options = run.ReadOptions();
        TorchRuntime.Use(options.Threads);
        using var entry = RunFolder.OpenEntry(_store, options);
        var parts = ValidationSplit.Of(entry, options.ValidationFraction, options.ValidationSeed);
        return Run(run, options, entry, new ImageSource(entry.Split(SplitNames.Train)), parts, resume: true, progress, cancellation);
    }

    private TrainResult Run(
        RunFolder run, TrainOptions options, Entry entry, ImageSource source, ValidationSplit parts, bool resume,
        IProgress<TrainProgress>? progress, CancellationToken cancellation)
    {
        var device = TorchRuntime.Device(options.Device);
        var preprocessing = new Preprocessing(options.ImageSize, options.Channels, options.Mean, options.Std);
        AugmentationPolicy[] view = [preprocessing.Training(AugmentationPolicy.Parse(options.Policy, "options.json"))];
        var validation = parts.ValidationName == SplitNames.Train ? source : new ImageSource(entry.Split(parts.ValidationName));

        manual_seed((long)options.Seed);
        using var model = ModelCatalog.Find(options.Model).Build(new(options.Channels, options.Classes.Count, options.ImageSize));
        if (!resume || !File.Exists(run.Checkpoint))
            options.Weights?.Into(model);
        ChannelsLast.Apply(model);
        model.to(device);
        using var optimizer = Optimizer(model, options);
        var done = resume && File.Exists(run.Checkpoint) ? Checkpoint.Load(run.Checkpoint, model, optimizer) : new Checkpoint(0, -1, double.MaxValue);

        if (done.Epochs > 0 && !File.Exists(run.BestWeights))
            throw new CorruptFileException(run.BestWeights, $"it is missing, though {done.Epochs} epochs are done", "Put it back, or start a new run with `datatools train`.");

        var batchSize = Math.Min(options.BatchSize, parts.TrainIndices.Length);
        var feeder = new BatchFeeder(batchSize, options.Channels, options.ImageSize, options.Workers);
        var steps = parts.TrainIndices.Length / batchSize;
        using var log = new RunLog(run, done.Epochs, time);
        var (firstEpoch, started) = (done.Epochs, time.GetTimestamp());
        try
        {
            for (var epoch = firstEpoch; epoch < options.Epochs; epoch++)
            {
                var epochStart = time.GetTimestamp();
                var (lossSum, correct, seen, step) = (0.0, 0L, 0, 0);
                var rate = 0.0;
                model.train();
                var order = Order(parts.TrainIndices, options.Seed, epoch);
                foreach (var batch in feeder.Batches(source, order, view, options.Seed, (uint)epoch, dropLast: true, cancellation))
                {
                    using var scope = NewDisposeScope();
                    rate = LearningRate.At(options.Schedule, options.LearningRate, ((long)epoch * steps) + step, (long)options.Epochs * steps);
                    foreach (var group in optimizer.ParamGroups)
                        group.LearningRate = rate;

                    var (images, labels) = Tensors(batch, preprocessing, device);
                    optimizer.zero_grad();
                    var logits = model.forward(images);
                    var loss = functional.cross_entropy(logits, labels, label_smoothing: options.LabelSmoothing);
                    loss.backward();
                    optimizer.step();

                    lossSum += loss.item<float>() * (double)batch.Count;
                    correct += logits.argmax(1).eq(labels).sum().item<long>();
                    seen += batch.Count;
                    step++;
                    var speed = seen / time.GetElapsedTime(epochStart).TotalSeconds;
                    if (double.IsNaN(lossSum))
                        throw Diverged(options, epoch, step);
                    progress?.Report(new(
                        epoch + 1, options.Epochs, step, steps, lossSum / seen, (double)correct / seen, speed,
                        Remaining(started, firstEpoch, epoch, (double)step / steps, options.Epochs)));
                }
                var trainSeconds = time.GetElapsedTime(epochStart).TotalSeconds;
                var (validationLoss, validationAccuracy) = Validate(model, preprocessing, device, feeder, validation, parts.ValidationIndices, cancellation);

                var metrics = new EpochMetrics(
                    epoch + 1, lossSum / seen, (double)correct / seen, validationLoss, validationAccuracy, rate,
                    seen / trainSeconds, time.GetElapsedTime(epochStart).TotalSeconds);
                var better = validationAccuracy > done.BestAccuracy
                    || (validationAccuracy == done.BestAccuracy && validationLoss < done.BestLoss);
                if (better)
                    SaveWeights(run.BestWeights, model, options, epoch + 1);
                SaveWeights(run.LastWeights, model, options, epoch + 1);
                done = better ? new(epoch + 1, validationAccuracy, validationLoss) : done with { Epochs = epoch + 1 };
                log.Add(metrics);
                done.Save(run.Checkpoint, model, optimizer);
                progress?.Report(new(
                    epoch + 1, options.Epochs, step, steps, metrics.TrainLoss, metrics.TrainAccuracy, metrics.ImagesPerSecond,
                    Remaining(started, firstEpoch, epoch, 1, options.Epochs), metrics));
            }
            return new(run, done.Epochs, Interrupted: false, done.BestAccuracy, Test(run, entry, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new(run, done.Epochs, Interrupted: true, done.BestAccuracy, TestAccuracy: null);
        }
        catch (ExternalException e) when (TorchRuntime.IsOutOfMemory(e))
        {
            throw new InvalidInputException(
                $"there is not enough memory for {options.Model} on batches of {batchSize} images of {options.ImageSize} x {options.ImageSize}",
                "Use a smaller --batch-size or --image-size.", e);
        }
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

    /// <summary>The best weights on the test split: its predictions are saved, and nothing is chosen by them.</summary>
    private double? Test(RunFolder run, Entry entry, CancellationToken cancellation)
    {
        if (entry.FindSplit(SplitNames.Test) is not { } test || entry.Card.Splits.First(s => s.Name == test.Name).ClassCounts.Sum() == 0)
            return null;
        var predictions = new RunPredictions(workspace, time).On(run, entry, test.Name, crops: 1, progress: null, cancellation);
        return ClassificationMetrics.Of(ClassScores.Of(predictions), predictions.Labels).Top1;
    }

    /// <summary>The order of the samples in one epoch: a function of (seed, epoch) alone.</summary>
    private static int[] Order(int[] indices, ulong seed, int epoch)
    {
        var order = (int[])indices.Clone();
        var random = new RandomStream(seed, OrderStream, (uint)epoch);
        random.Shuffle(order.AsSpan());
        return order;
    }

    // Weight decay belongs to weights of convolutions and linear layers; on biases and normalisation it only hurts.
    private static SGD Optimizer(Module<Tensor, Tensor> model, TrainOptions options)
    {
        var parameters = model.parameters().ToList();
        SGD.ParamGroup Group(bool weights, double decay) => new(
            parameters.Where(p => (p.dim() > 1) == weights), options.LearningRate, options.Momentum, weight_decay: decay);
        return optim.SGD([Group(true, options.WeightDecay), Group(false, 0)], options.LearningRate, options.Momentum);
    }

    private static (Tensor Images, Tensor Labels) Tensors(Batch batch, Preprocessing p, Device device)
    {
        // These tensors alias the batch's buffers, which stay untouched until the next batch is asked for.
        var images = frombuffer(batch.Images, ScalarType.Float32, (long)batch.Count * p.Channels * p.ImageSize * p.ImageSize)
            .view(batch.Count, p.Channels, p.ImageSize, p.ImageSize);
        var labels = frombuffer(batch.Labels, ScalarType.Int64, batch.Count);
        return (ChannelsLast.Of(images).to(device), labels.to(device));
    }

    private static (double Loss, double Accuracy) Validate(
        Module<Tensor, Tensor> model, Preprocessing preprocessing, Device device, BatchFeeder feeder, ImageSource source,
        int[] indices, CancellationToken cancellation)
    {
        var (loss, correct) = (0.0, 0L);
        model.eval();
        foreach (var batch in feeder.Batches(source, indices, preprocessing.Testing(1), 0, 0, dropLast: false, cancellation))
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var (images, labels) = Tensors(batch, preprocessing, device);
            var logits = model.forward(images);
            loss += functional.cross_entropy(logits, labels, reduction: Reduction.Sum).item<float>();
            correct += logits.argmax(1).eq(labels).sum().item<long>();
        }
        return (loss / indices.Length, (double)correct / indices.Length);
    }

    private static void SaveWeights(string path, Module<Tensor, Tensor> model, TrainOptions options, int epoch) =>
        Safetensors.Save(path, model.state_dict(), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = "pt",
            ["model"] = options.Model,
            ["epoch"] = epoch.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });

    private TimeSpan Remaining(long started, int firstEpoch, int epoch, double share, int epochs)
    {
        var progress = epoch - firstEpoch + share;
        return time.GetElapsedTime(started) * ((epochs - firstEpoch - progress) / progress);
    }

    private static InvalidInputException Diverged(TrainOptions options, int epoch, int step) => new(
        $"the loss is not a number any more (epoch {epoch + 1}, step {step})",
        $"Training diverged: try a lower learning rate than {options.LearningRate} with --lr.");
}
