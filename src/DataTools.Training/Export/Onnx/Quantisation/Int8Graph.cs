using DataTools.Imaging.Pixels;

namespace DataTools.Training.Export.Onnx.Quantisation;

/// <summary>A graph in 8 bits, with the ranges that change the least.</summary>
internal static class Int8Graph
{
    /// <summary>
    /// Ranges are those of <paramref name="pictures"/>; how much is left beyond them is chosen by how far the probabilities of
    /// the same pictures are from those in 32 bits, on average.
    /// </summary>
    public static (OnnxGraph Graph, double Beyond) Of(
        OnnxGraph graph, IReadOnlyList<PixelImage> pictures, IReadOnlyList<double> beyond, OnnxSession exact, int threads, CancellationToken cancellation)
    {
        var tensors = new QuantisedTensors(graph);
        var calibration = Calibration.Of(graph, tensors.Observed, pictures, threads, cancellation);
        var expected = pictures.Select(p => exact.Outputs([p], NetworkGraph.Probabilities)[0]).ToList();
        return beyond.Select(share =>
        {
            var made = Quantiser.Apply(graph, tensors, calibration.Ranges(share));
            using var session = new OnnxSession(new OnnxModel(made, new Dictionary<string, string>()).Bytes(), threads);
            var distance = pictures.Zip(expected).Sum(p =>
            {
                cancellation.ThrowIfCancellationRequested();
                return session.Outputs([p.First], NetworkGraph.Probabilities)[0].Zip(p.Second, (a, b) => Math.Abs(a - b)).Sum();
            });
            return (Graph: made, Beyond: share, Distance: distance);
        }).MinBy(t => t.Distance) is var best ? (best.Graph, best.Beyond) : default;
    }
}
