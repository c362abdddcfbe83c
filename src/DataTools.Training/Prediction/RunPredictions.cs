using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Checkpoints;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;
using DataTools.Training.Torch;
using TorchSharp;

namespace DataTools.Training.Prediction;

/// <summary>The logits of a run: read from its folder where they are saved, computed and saved where not. Nothing is forwarded twice.</summary>
public sealed class RunPredictions(Workspace workspace, TimeProvider time)
{
    /// <summary>The name under which the samples held out for choices are saved.</summary>
    public const string HeldOut = "held-out";

    private readonly EntryStore _store = new(workspace);

    /// <summary>The run's logits on a split of an entry with the same classes.</summary>
    public PredictionSet On(RunFolder run, Entry entry, string split, int crops, IProgress<long>? progress, CancellationToken cancellation)
    {
        var options = run.ReadOptions();
        CheckClasses(run.Name, options.Classes, entry.Card);
        var samples = entry.Split(split);
        int[] all = [.. Enumerable.Range(0, samples.Count)];
        return Get(run, options, entry, samples, split, all, crops, progress, cancellation);
    }

    /// <summary>The run's logits on the samples that its training kept for choices.</summary>
    public PredictionSet OnHeldOut(RunFolder run, int crops, IProgress<long>? progress, CancellationToken cancellation)
    {
        var options = run.ReadOptions();
        using var entry = RunFolder.OpenEntry(_store, options);
        var parts = ValidationSplit.Of(entry, options);
        return Get(run, options, entry, entry.Split(parts.ValidationName), HeldOut, parts.ValidationIndices, crops, progress, cancellation);
    }

    /// <summary>The split of the run's entry that the samples of <see cref="HeldOut"/> are in.</summary>
    public static string SplitOfHeldOut(TrainOptions options, Entry entry) =>
        ValidationSplit.Of(entry, options).ValidationName;

    private static void CheckClasses(string run, IReadOnlyList<string> trained, DatasetCard card)
    {
        // Of a thousand classes the first that differs tells more than all.
        var first = Enumerable.Range(0, Math.Min(trained.Count, card.Classes.Count)).FirstOrDefault(c => trained[c] != card.Classes[c], -1);
        if (first < 0 && trained.Count == card.Classes.Count)
            return;
        var difference = first < 0 ? "the others are the same" : $"class {first} is {trained[first]} there and {card.Classes[first]} here";
        throw new InvalidInputException(
            $"{run} was trained on {trained.Count} classes [{Submission.Some(trained)}], {card.Name} has {card.Classes.Count} [{Submission.Some(card.Classes)}]: {difference}",
            "Use an entry with the same classes in the same order.");
    }

    private PredictionSet Get(
        RunFolder run, TrainOptions options, Entry entry, EntrySplit samples, string name, int[] indices, int crops,
        IProgress<long>? progress, CancellationToken cancellation)
    {
        CheckTrained(run);
        var path = run.Predictions(entry.Card, name, crops);
        // A run whose folder was renamed predicts again, under its new name.
        if (File.Exists(path) && PredictionsFile.Load(path) is var saved && saved.Name == run.Name)
            return saved;

        using var model = Model(run, options);
        var device = TorchRuntime.Device(options.Device);
        var predictor = new Predictor(model, Preprocessing.Of(options), device, options.Workers, time, LabelTask.Of(options));
        var predictions = predictor.Predict(run.Name, entry.Card, samples, name, indices, crops, progress, cancellation);
        PredictionsFile.Save(path, predictions);
        return predictions;
    }

    /// <summary>The network of a run with its best weights, on its device; a <see cref="NotFoundException"/> before there are any.</summary>
    internal static ImageModel Model(RunFolder run, TrainOptions options)
    {
        CheckTrained(run);
        TorchRuntime.Use(options.Threads);
        var model = ModelCatalog.Find(options.Model).Build(new(options.Channels, options.Classes.Count, options.ImageSize));
        try
        {
            Weights.Load(run.BestWeights, model);
            ChannelsLast.Apply(model);
            model.to(TorchRuntime.Device(options.Device));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private static void CheckTrained(RunFolder run)
    {
        if (!File.Exists(run.BestWeights))
            throw new NotFoundException($"{run.Name} has no {Path.GetFileName(run.BestWeights)}", $"Train it until its first epoch is done: datatools resume {run.Name}");
    }
}
