using DataTools.Imaging.Augmentation;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Prediction;
using DataTools.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Costs;

/// <summary>One in TorchSharp, which takes views as planes.</summary>
internal sealed class TorchNetwork : LoadedNetwork
{
    public TorchNetwork(RunWeights weights)
        : base(weights)
    {
        Model = RunPredictions.Model(weights, Options);
        Model.eval();
        Preprocessing = Preprocessing.Of(Options);
        Device = TorchRuntime.Device(Options.Device);
    }

    public ImageModel Model { get; }

    public Preprocessing Preprocessing { get; }

    public Device Device { get; }

    /// <summary>What decides about the numbers that go into the network: those with the same share them.</summary>
    public string Input(IEnumerable<AugmentationPolicy> views) =>
        string.Join('\n', views.Select(v => $"{v.ViewOffset} {v.ToJson()}").Prepend($"{Preprocessing.Channels} {Preprocessing.ImageSize}"));

    public override void Dispose() => Model.Dispose();

    protected override ModelCost CountCost() => ModelCost.Of(Model, Shape);
}
