using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Checkpoints;
using DataTools.Training.Export;
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

    /// <summary>Whether saved logits are read and new ones saved. Where not, everything is forwarded anew: for proofs.</summary>
    internal bool IsSaving { get; init; } = true;

    /// <summary>Views that were forwarded so far; what was saved counts nothing, nor does the batch that warms up.</summary>
    public long Forwards { get; private set; }

    /// <summary>The run's logits on a split of an entry with the same classes, by its best weights.</summary>
    public PredictionSet On(RunFolder run, Entry entry, string split, CropSet crops, IProgress<long>? progress, CancellationToken cancellation) =>
        On(RunWeights.Best(run), entry, split, crops, CropAverage.Probability, only: null, progress, cancellation);

    /// <summary>The run's logits on the samples that its training kept for choices, by its best weights.</summary>
    public PredictionSet OnHeldOut(RunFolder run, CropSet crops, IProgress<long>? progress, CancellationToken cancellation) =>
        OnHeldOut(RunWeights.Best(run), crops, CropAverage.Probability, progress, cancellation);

    /// <summary>
    /// The logits of any weights of a run on a split of an entry with the same classes; where <paramref name="only"/> is
    /// given, of the samples at these places alone.
    /// </summary>
    public PredictionSet On(
        RunWeights weights, Entry entry, string split, CropSet crops, CropAverage average, int[]? only, IProgress<long>? progress, CancellationToken cancellation)
    {
        var asked = Asked(weights, entry, split, crops, average, only);
        return Saved(asked) ?? Compute(asked, progress, cancellation);
    }

    /// <summary>The same where they are saved; else null.</summary>
    public PredictionSet? Saved(RunWeights weights, Entry entry, string split, CropSet crops, CropAverage average) =>
        Saved(Asked(weights, entry, split, crops, average, only: null));

    /// <summary>The logits of any weights of a run on the samples that its training kept for choices.</summary>
    public PredictionSet OnHeldOut(RunWeights weights, CropSet crops, CropAverage average, IProgress<long>? progress, CancellationToken cancellation)
    {
        var options = weights.Run.ReadOptions();
        using var entry = RunFolder.OpenEntry(_store, options);
        var parts = ValidationSplit.Of(entry, options);
        var asked = new Request(weights, options, entry, entry.Split(parts.ValidationName), HeldOut, parts.ValidationIndices, crops, average);
        return Saved(asked) ?? Compute(asked, progress, cancellation);
    }

    /// <summary>The split of the run's entry that the samples of <see cref="HeldOut"/> are in.</summary>
    public static string SplitOfHeldOut(TrainOptions options, Entry entry) =>
        ValidationSplit.Of(entry, options).ValidationName;

    private static Request Asked(RunWeights weights, Entry entry, string split, CropSet crops, CropAverage average, int[]? only)
    {
        var options = weights.Run.ReadOptions();
        if (entry.Card.Classes.Count > 0)
            CheckClasses(weights.Run.Name, options.Classes, entry.Card);
        var samples = entry.Split(split);
        return new(weights, options, entry, samples, split, only ?? [.. Enumerable.Range(0, samples.Count)], crops, average);
    }

    internal static void CheckClasses(string run, IReadOnlyList<string> trained, DatasetCard card)
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

    private PredictionSet Compute(Request asked, IProgress<long>? progress, CancellationToken cancellation)
    {
        var all = asked.Weights.Form is not null ? [Exported(asked, progress, cancellation)] : Forwarded(asked, progress, cancellation);
        Forwards += (long)asked.Indices.Length * asked.Crops.Count;
        foreach (var set in IsSaving ? all : [])
        {
            var key = asked.Key(set.Crops);
            PredictionsFile.Save(asked.Path(key), set with { Key = key });
        }
        var wanted = asked.Key(asked.Name);
        return all.First(set => set.Crops == wanted.Crops) with { Key = wanted };
    }

    private IReadOnlyList<PredictionSet> Forwarded(Request asked, IProgress<long>? progress, CancellationToken cancellation)
    {
        using var model = Model(asked.Weights, asked.Options);
        var predictor = new Predictor(model, asked.Preprocessing, TorchRuntime.Device(asked.Options.Device), asked.Options.Workers, time, LabelTask.Of(asked.Options));
        return predictor.Predict(
            asked.Weights.Name, asked.Card, asked.Samples, asked.Split, asked.Indices, asked.Crops, progress, cancellation);
    }

    private PredictionSet? Saved(Request asked)
    {
        if (!IsSaving || asked.Saved() is not { } saved)
            return null;
        // What is saved is of this file; whether it is still the run's is another question.
        if (asked.Weights.Form is not null)
            new ExportedNetwork(asked.Weights, asked.Options, asked.Options.Threads).Dispose();
        return saved;
    }

    private PredictionSet Exported(Request asked, IProgress<long>? progress, CancellationToken cancellation)
    {
        ExportedNetwork.CheckViews(asked.Weights, asked.Crops);
        var (card, split) = (asked.Card, asked.Samples);
        using var network = new ExportedNetwork(asked.Weights, asked.Options, asked.Options.Threads);
        var start = time.GetTimestamp();
        var logits = network.Logits(asked.Indices.Select(i => ExportSamples.Picture(split, i, asked.Options.Channels)), i => split.Id(asked.Indices[i]), progress, cancellation);
        var perImage = time.GetElapsedTime(start).TotalMilliseconds / Math.Max(1, asked.Indices.Length);
        return new(
            asked.Weights.Name, card.Name, card.Fingerprint, asked.Split, asked.Name, card.Classes,
            [.. asked.Indices.Select(split.Id)], [.. asked.Indices.Select(split.Label)], logits, perImage)
        {
            Forwards = 1,
        };
    }

    /// <summary>The network of a run with its best weights, on its device; a <see cref="NotFoundException"/> before there are any.</summary>
    internal static ImageModel Model(RunFolder run, TrainOptions options) => Model(RunWeights.Best(run), options);

    internal static ImageModel Model(RunWeights weights, TrainOptions options)
    {
        weights.RequireFile();
        TorchRuntime.Use(options.Threads);
        var model = ModelCatalog.Find(options.Model).Build(new(options.Channels, options.Classes.Count, options.ImageSize));
        try
        {
            Weights.Load(weights.Path, model);
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

    /// <summary>Which logits are wanted.</summary>
    private sealed record Request(
        RunWeights Weights, TrainOptions Options, Entry Entry, EntrySplit Samples, string Split, int[] Indices, CropSet Crops, CropAverage Average)
    {
        private readonly Lazy<string> _weights = new(Weights.Sha256);

        public CropsName Name => Crops.Averaged(Average);

        /// <summary>What is to be predicted. Images of no class, whose entry has none, are predicted in the run's.</summary>
        public DatasetCard Card => Entry.Card.Classes.Count > 0 ? Entry.Card : Entry.Card with { Classes = Options.Classes };

        public Preprocessing Preprocessing => Preprocessing.Of(Options);

        public PredictionKey Key(CropsName crops) => new(
            Options.MultiLabel ? $"{Options.Model}, several labels" : Options.Model, _weights.Value, Hash(Preprocessing.Testing(CropSet.Single)), Entry.Card.Fingerprint, Split,
            Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<int>(Indices))), crops, Hash(Preprocessing.Testing(Crops)), Precisions.Single);

        public string Path(PredictionKey key) => Weights.Run.Predictions(Entry.Card.Name, key);

        /// <summary>A copy of the weights has the same logits under another name.</summary>
        public PredictionSet? Saved()
        {
            var key = Key(Name);
            return File.Exists(Path(key)) && PredictionsFile.Load(Path(key)) is var saved && saved.Key == key ? saved.Named(Weights.Name) : null;
        }

        private string Hash(IEnumerable<AugmentationPolicy> views) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', views.Select(v => $"{v.ViewOffset} {v.ToJson()}").Prepend($"{Options.Channels}")))));
    }
}
