using DataTools.Training.Distillation;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;
using DataTools.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Recipes;

/// <summary>A network and what makes it learn, as the options say: what a training and a search for its learning rate share.</summary>
internal sealed class Learner : IDisposable
{
    private readonly Freezing _freezing;
    private readonly TrainingLoss _loss;
    private readonly DistillationLoss? _taught;
    private readonly Precision _precision;
    private readonly IReadOnlyList<string> _unfolded;

    /// <param name="options">Of the run; what is filled in at the start is there.</param>
    /// <param name="counts">Samples to learn from, of each class.</param>
    /// <param name="teacher">What a teacher says of these samples; null: nobody teaches.</param>
    /// <param name="begins">Whether the weights to begin with are loaded: not where a checkpoint will be.</param>
    public Learner(TrainOptions options, ClassCounts counts, SoftTargets? teacher, bool begins)
    {
        var device = TorchRuntime.Device(options.Device);
        manual_seed((long)options.Seed);
        Model = ModelCatalog.Find(options.Model).Build(new(options.Channels, options.Classes.Count, options.ImageSize));
        var unfolded = begins ? options.Weights?.Into(Model).Unfolded ?? [] : [];
        ChannelsLast.Apply(Model);
        Model.to(device);
        _freezing = new(Model, options.Probe ? Freezing.Backbone : options.Freeze, options.UnfreezeEvery);
        _unfolded = options.Probe ? [] : [.. _freezing.Normalising(options.Epochs).Intersect(unfolded, StringComparer.Ordinal)];
        Optimizer = new(Model, options);
        _loss = LabelTask.Of(options).Loss(options, counts, device);
        _taught = teacher is null ? null : new(teacher, options.DistillTemperature, options.DistillWeight, device);
        _precision = Precisions.Of(options.Precision);
    }

    public ImageModel Model { get; }

    public RunOptimizer Optimizer { get; }

    /// <summary>What is done once before the first step: normalisation that was folded in the weights, and will learn, is measured.</summary>
    public void Begin(ImageFeed images, CancellationToken cancellation)
    {
        if (_unfolded.Count > 0)
            Unfolding.Measure(Model, _unfolded, images, cancellation);
    }

    /// <summary>The network as it learns at that epoch (from 0): what is frozen, and in which numbers it multiplies.</summary>
    public void Train(int epoch)
    {
        _freezing.Apply(epoch);
        Model.Precision = _precision;
    }

    /// <summary>What the network says of a batch, and how wrong that is.</summary>
    public (Tensor Logits, Tensor Targets, Tensor Loss) Forward(IFeed feed, Batch batch)
    {
        var (inputs, targets) = feed.Tensors(batch);
        var logits = feed.Logits(Model, inputs);
        var loss = _loss.Of(logits, targets, batch.Mixture);
        return (logits, targets, _taught is null ? loss : _taught.Of(loss, logits, batch));
    }

    public void Dispose()
    {
        _loss.Dispose();
        _taught?.Dispose();
        Optimizer.Dispose();
        Model.Dispose();
    }
}
