using DataTools.Imaging.Augmentation;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;
using DataTools.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Costs;

/// <summary>A network with its weights, ready to be run.</summary>
internal sealed class LoadedNetwork : IDisposable
{
    private readonly Lazy<ModelCost> _cost;

    public LoadedNetwork(RunWeights weights)
    {
        Options = weights.Run.ReadOptions();
        Model = RunPredictions.Model(weights, Options);
        Model.eval();
        Path = System.IO.Path.GetFullPath(weights.Path);
        Bytes = new FileInfo(Path).Length;
        Preprocessing = Preprocessing.Of(Options);
        Task = LabelTask.Of(Options);
        Device = TorchRuntime.Device(Options.Device);
        _cost = new(() => ModelCost.Of(Model, new(Options.Channels, Options.Classes.Count, Options.ImageSize)));
    }

    public TrainOptions Options { get; }

    public ImageModel Model { get; }

    /// <summary>The file of weights.</summary>
    public string Path { get; }

    /// <summary>Its size.</summary>
    public long Bytes { get; }

    public Preprocessing Preprocessing { get; }

    public LabelTask Task { get; }

    public Device Device { get; }

    /// <summary>Of one view.</summary>
    public ModelCost Cost => _cost.Value;

    /// <summary>What decides about the numbers that go into the network: those with the same share them.</summary>
    public string Input(IEnumerable<AugmentationPolicy> views) =>
        string.Join('\n', views.Select(v => $"{v.ViewOffset} {v.ToJson()}").Prepend($"{Preprocessing.Channels} {Preprocessing.ImageSize}"));

    public void Dispose() => Model.Dispose();
}
