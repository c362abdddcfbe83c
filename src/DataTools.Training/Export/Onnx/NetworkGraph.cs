using DataTools.Training.Feeding;
using DataTools.Training.Models;

namespace DataTools.Training.Export.Onnx;

/// <summary>A trained network as a graph, from a picture's bytes to probabilities.</summary>
internal static class NetworkGraph
{
    /// <summary>Bytes, pictures x height x width x channels; all of the same size.</summary>
    public const string Image = "image";

    /// <summary>Pictures x classes.</summary>
    public const string Logits = "logits";

    /// <summary>Their softmax.</summary>
    public const string Probabilities = "probabilities";

    /// <param name="model">In any precision: a graph is in 32 bits.</param>
    /// <param name="preprocessing">Goes into the graph.</param>
    /// <param name="classes">Numbers of an output.</param>
    /// <param name="batch">Pictures at once; null: any number.</param>
    public static OnnxGraph Of(ImageModel model, Preprocessing preprocessing, int classes, int? batch = null)
    {
        var graph = new OnnxGraph();
        object count = batch is { } fixedCount ? (long)fixedCount : "batch";
        graph.Inputs.Add(new(Image, OnnxType.UInt8, [count, "height", "width", (long)preprocessing.Channels]));
        var features = model.AddFeatures(graph, GraphPreprocessing.Add(graph, Image, preprocessing));
        var logits = model.AddHead(graph, features);
        NormFolding.Apply(graph);
        graph.Output(logits, Logits, count, (long)classes);
        graph.Output(graph.Softmax(Logits), Probabilities, count, (long)classes);
        return graph;
    }
}
