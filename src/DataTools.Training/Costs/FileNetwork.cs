using DataTools.Training.Export;
using DataTools.Training.Models;
using DataTools.Training.Prediction;

namespace DataTools.Training.Costs;

/// <summary>An exported one in ONNX Runtime, which takes whole pictures. Libtorch is not loaded for it, unless its cost is asked for.</summary>
internal sealed class FileNetwork : LoadedNetwork
{
    public FileNetwork(RunWeights file, int threads)
        : base(file) => Network = new(file, Options, threads);

    public ExportedNetwork Network { get; }

    public override void Dispose() => Network.Dispose();

    // The file multiplies as the network does that it was made from.
    protected override ModelCost CountCost()
    {
        using var model = ModelCatalog.Find(Options.Model).Build(Shape);
        return ModelCost.Of(model, Shape);
    }
}
