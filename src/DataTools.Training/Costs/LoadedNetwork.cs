using DataTools.Training.Models;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;

namespace DataTools.Training.Costs;

/// <summary>A network with its weights, ready to be run.</summary>
internal abstract class LoadedNetwork : IDisposable
{
    private readonly Lazy<ModelCost> _cost;

    protected LoadedNetwork(RunWeights weights)
    {
        weights.RequireFile();
        Options = weights.Run.ReadOptions();
        Path = System.IO.Path.GetFullPath(weights.Path);
        Bytes = new FileInfo(Path).Length;
        Task = LabelTask.Of(Options);
        _cost = new(CountCost);
    }

    public TrainOptions Options { get; }

    /// <summary>The file of weights.</summary>
    public string Path { get; }

    /// <summary>Its size.</summary>
    public long Bytes { get; }

    public LabelTask Task { get; }

    /// <summary>Of one view.</summary>
    public ModelCost Cost => _cost.Value;

    protected ModelShape Shape => new(Options.Channels, Options.Classes.Count, Options.ImageSize);

    public abstract void Dispose();

    protected abstract ModelCost CountCost();
}
