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
    private readonly TrainingLoss _loss;

    /// <param name="options">Of the run; what is filled in at the start is there.</param>
    /// <param name="counts">Samples to learn from, of each class.</param>
    /// <param name="begins">Whether the weights to begin with are loaded: not where a checkpoint will be.</param>
    public Learner(TrainOptions options, ClassCounts counts, bool begins)
    {
        var device = TorchRuntime.Device(options.Device);
        manual_seed((long)options.Seed);
        Model = ModelCatalog.Find(options.Model).Build(new(options.Channels, options.Classes.Count, options.ImageSize));
        if (begins)
            options.Weights?.Into(Model);
        ChannelsLast.Apply(Model);
        Model.to(device);
        Freezing = new(Model, options.Probe ? Freezing.Backbone : options.Freeze, options.UnfreezeEvery);
        Optimizer = new(Model, options);
        _loss = LabelTask.Of(options).Loss(options, counts, device);
    }

    public ImageModel Model { get; }

    public Freezing Freezing { get; }

    public RunOptimizer Optimizer { get; }

    /// <summary>What the network says of a batch, and how wrong that is.</summary>
    public (Tensor Logits, Tensor Targets, Tensor Loss) Forward(IFeed feed, Batch batch)
    {
        var (inputs, targets) = feed.Tensors(batch);
        var logits = feed.Logits(Model, inputs);
        return (logits, targets, _loss.Of(logits, targets, batch.Mixture));
    }

    public void Dispose()
    {
        _loss.Dispose();
        Optimizer.Dispose();
        Model.Dispose();
    }
}
