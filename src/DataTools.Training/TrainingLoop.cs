using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Training.Checkpoints;
using DataTools.Training.Distillation;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Prediction;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;
using DataTools.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training;

/// <summary>
/// The training itself, from the first step to the prediction of the test split. Choices (which epoch is best) are made on
/// validation samples. The weights after a step depend on the options and the entry alone, and a checkpoint holds all that
/// the next step needs: a run that was killed and resumed ends as one that was not.
/// </summary>
internal sealed class TrainingLoop(
    Workspace workspace, TimeProvider time, RunFolder run, TrainOptions options, Entry entry, ImageSource source, ValidationSplit parts, SoftTargets? teacher)
{
    private readonly LabelTask _task = LabelTask.Of(options);
    private readonly ImageFeed _images = new(options, entry, source, parts);

    public TrainResult Run(bool resume, IProgress<TrainProgress>? progress, CancellationToken cancellation) =>
        MemoryFaults.OfTraining(options.Model, _images.BatchSize, options.ImageSize, () => Train(resume, progress, cancellation));

    private TrainResult Train(bool resume, IProgress<TrainProgress>? progress, CancellationToken cancellation)
    {
        var steps = _images.Steps;
        double Rate(int epoch, int step) => LearningRate.At(
            options.Schedule, options.LearningRate, ((long)epoch * steps) + step, (long)options.Epochs * steps, (long)(options.Warmup * steps), options.Cycles);

        var goesOn = resume && File.Exists(run.Checkpoint);
        using var learner = new Learner(options, _images.ClassCounts, teacher, begins: !goesOn);
        var (model, optimizer) = (learner.Model, learner.Optimizer);
        using var ema = new WeightAverage(model, "ema/");
        using var swa = new WeightAverage(model, "swa/");
        var state = goesOn ? Checkpoint.Load(run.Checkpoint, model, optimizer, ema, swa) : new(0, 0);
        if (state.Epochs > 0 && !File.Exists(run.BestWeights))
            throw new CorruptFileException(run.BestWeights, $"it is missing, though {state.Epochs} epochs are done", "Put it back, or start a new run with `datatools train`.");

        // Before there can be a checkpoint: what is stopped here begins anew.
        if (!goesOn)
            learner.Begin(_images, cancellation);
        using var log = new RunLog(run, state.Epochs, time, _task);
        var saved = time.GetTimestamp();
        try
        {
            // Features are a function of the frozen body: a resumed run computes the same ones.
            IFeed feed = options.Probe ? FeatureFeed.Of(model, _images, options, parts, Features(progress), cancellation) : _images;
            var pace = new Pace(time, options.Epochs, steps, state, _task);
            while (state.Epochs < options.Epochs && !IsOver(state))
            {
                var epoch = state.Epochs;
                learner.Train(epoch);
                optimizer.ZeroGradients();
                var (epochStart, before) = (time.GetTimestamp(), state.Seconds);
                var waitedBefore = feed.Waited.TotalSeconds - state.Waited;
                foreach (var batch in FinalizerGate.Steps(feed.Training(epoch, state.Steps, cancellation)))
                {
                    using var scope = NewDisposeScope();
                    optimizer.Rate = Rate(epoch, state.Steps);
                    var (logits, targets, batchLoss) = learner.Forward(feed, batch);
                    // The last group of batches of an epoch may be a short one: then it is the mean of fewer.
                    var group = Math.Min(options.Accumulate, steps - (state.Steps / options.Accumulate * options.Accumulate));
                    (group > 1 ? batchLoss / group : batchLoss).backward();
                    var stepped = (state.Steps + 1) % options.Accumulate == 0 || state.Steps + 1 == steps;
                    if (stepped)
                    {
                        optimizer.Step();
                        optimizer.ZeroGradients();
                        if (options.Ema > 0)
                            ema.Follow(options.Ema);
                    }
                    state = state with
                    {
                        Steps = state.Steps + 1,
                        Seen = state.Seen + batch.Count,
                        Seconds = before + time.GetElapsedTime(epochStart).TotalSeconds,
                        Waited = feed.Waited.TotalSeconds - waitedBefore,
                        LossSum = state.LossSum + (batchLoss.item<float>() * (double)batch.Count),
                        Correct = state.Correct + _task.Right(logits, targets),
                    };
                    if (double.IsNaN(state.LossSum))
                        throw Diverged(epoch, state.Steps);
                    progress?.Report(pace.Of(state));
                    // Between the batches of one step there are gradients that no checkpoint holds.
                    if (stepped && state.Steps < steps && time.GetElapsedTime(saved).TotalSeconds >= options.CheckpointSeconds)
                    {
                        state.Save(run.Checkpoint, model, optimizer, ema, swa);
                        saved = time.GetTimestamp();
                    }
                }
                var (validationLoss, accuracy) = Averaged(ema, () => Validate(model, feed, cancellation));
                var metrics = new EpochMetrics(
                    epoch + 1, state.LossSum / state.Seen, (double)state.Correct / state.Seen, validationLoss, accuracy, Rate(epoch, steps - 1), state.Seen / state.Seconds,
                    before + time.GetElapsedTime(epochStart).TotalSeconds, state.InputWait);
                if (options.Swa > 0 && epoch >= options.Swa * options.Epochs)
                    swa.Add();
                state = KeepEpoch(model, ema, state, metrics);
                log.Add(metrics);
                state.Save(run.Checkpoint, model, optimizer, ema, swa);
                saved = time.GetTimestamp();
                progress?.Report(pace.Of(state, metrics));
            }
            state = AddMean(model, swa, state, feed, cancellation);
            return new(run, state.Epochs, Interrupted: false, state.BestAccuracy, Test(cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            if (state.Steps % options.Accumulate == 0)
                state.Save(run.Checkpoint, model, optimizer, ema, swa);
            return new(run, state.Epochs, Interrupted: true, state.BestAccuracy, TestAccuracy: null);
        }
    }

    private Action<FeatureProgress>? Features(IProgress<TrainProgress>? progress) => progress is null
        ? null
        : f => progress.Report(new(1, options.Epochs, 0, _images.Steps, 0, 0, 0, TimeSpan.Zero) { Features = f });

    private bool IsOver(Checkpoint state) => options.Patience > 0 && state.BestEpoch > 0 && state.Epochs - state.BestEpoch >= options.Patience;

    private T Averaged<T>(WeightAverage ema, Func<T> action) => options.Ema > 0 ? ema.With(action) : action();

    /// <summary>Weights of this epoch where they are wanted: as the last, as the best, among the best few, at the end of a cycle.</summary>
    private Checkpoint KeepEpoch(ImageModel model, WeightAverage ema, Checkpoint state, EpochMetrics metrics)
    {
        var epoch = metrics.Epoch;
        List<KeptEpoch> kept = [.. KeptEpoch.Best([.. state.Kept, new(epoch, metrics.ValidationAccuracy, metrics.ValidationLoss)], options.Keep)];
        Averaged(ema, () =>
        {
            if (kept[0].Epoch == epoch)
                SaveWeights(run.BestWeights, model, epoch);
            if (options.Keep > 1 && kept.Exists(k => k.Epoch == epoch))
                SaveWeights(run.EpochWeights(epoch), model, epoch);
            if (options.Cycles > 1 && (long)epoch * options.Cycles % options.Epochs < options.Cycles)
                SaveWeights(run.SnapshotWeights((int)((long)epoch * options.Cycles / options.Epochs)), model, epoch);
            SaveWeights(run.LastWeights, model, epoch);
            return true;
        });
        foreach (var gone in state.Kept.Where(k => !kept.Contains(k)))
            File.Delete(run.EpochWeights(gone.Epoch));
        return new(epoch, 0) { Kept = kept };
    }

    /// <summary>The mean of the last epochs' weights, as one more candidate for the best.</summary>
    private Checkpoint AddMean(ImageModel model, WeightAverage swa, Checkpoint state, IFeed feed, CancellationToken cancellation)
    {
        if (swa.Count == 0)
            return state;
        return swa.With(() =>
        {
            if (!options.Probe)
                BatchStatistics.Estimate(model, _images, cancellation);
            var (meanLoss, accuracy) = Validate(model, feed, cancellation);
            SaveWeights(run.MeanWeights, model, state.Epochs);
            if (accuracy <= state.BestAccuracy)
                return state;
            SaveWeights(run.BestWeights, model, state.Epochs);
            return state with { Kept = [new(state.Epochs, accuracy, meanLoss), .. state.Kept] };
        });
    }

    /// <summary>The best weights on the test split: its predictions are saved, and nothing is chosen by them.</summary>
    private double? Test(CancellationToken cancellation)
    {
        if (entry.FindSplit(SplitNames.Test) is not { } test || !_task.HasLabels(entry.Card.Splits.First(s => s.Name == test.Name)))
            return null;
        var predictions = new RunPredictions(workspace, time).On(run, entry, test.Name, crops: 1, progress: null, cancellation);
        return _task.Measure(predictions);
    }

    private (double Loss, double Accuracy) Validate(ImageModel model, IFeed feed, CancellationToken cancellation)
    {
        var meter = _task.Meter();
        model.eval();
        model.Precision = Precision.Single;
        foreach (var batch in FinalizerGate.Steps(feed.Validation(cancellation)))
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var (inputs, targets) = feed.Tensors(batch);
            meter.Add(feed.Logits(model, inputs), targets);
        }
        return meter.Result();
    }

    // With what a stranger to this run needs, so that the file alone can be used.
    private void SaveWeights(string path, ImageModel model, int epoch) => Safetensors.Save(
        path, model.state_dict(), new Dictionary<string, string>(WeightsMetadata.Of(options.Model, options.Classes, Preprocessing.Of(options).Described), StringComparer.Ordinal)
        {
            ["epoch"] = epoch.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });

    private InvalidInputException Diverged(int epoch, int step) => new(
        $"the loss is not a number any more (epoch {epoch + 1}, step {step})",
        $"Training diverged: try a lower learning rate than {options.LearningRate} with --lr.");
}
