using DataTools.Imaging.Pixels;

namespace DataTools.Training.Export.Onnx.Quantisation;

/// <summary>What values results of a graph take on pictures: a histogram of each.</summary>
internal sealed class Calibration
{
    private const int Bins = 2048;

    private readonly Dictionary<string, (float Low, float High, long[] Counts)> _seen;

    private Calibration(Dictionary<string, (float Low, float High, long[] Counts)> seen) => _seen = seen;

    /// <summary>Runs the graph on each picture twice: for the extremes, then for the histogram between them.</summary>
    public static Calibration Of(OnnxGraph graph, IReadOnlyList<string> results, IReadOnlyList<PixelImage> pictures, int threads, CancellationToken cancellation)
    {
        var watched = graph.Copy();
        foreach (var result in results)
            watched.Outputs.Add(new(result, OnnxType.Float, null));
        using var session = new OnnxSession(new OnnxModel(watched, new Dictionary<string, string>()).Bytes(), threads);
        IEnumerable<(string Name, float[] Values)> Values()
        {
            foreach (var picture in pictures)
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (var seen in results.Zip(session.Outputs([picture], results)))
                    yield return seen;
            }
        }
        // A range holds 0: what is padded must be told exactly.
        var ends = results.ToDictionary(r => r, _ => (Low: 0f, High: 0f), StringComparer.Ordinal);
        foreach (var (name, values) in Values())
            ends[name] = (Math.Min(ends[name].Low, values.Min()), Math.Max(ends[name].High, values.Max()));
        var histograms = results.ToDictionary(r => r, r => (ends[r].Low, ends[r].High, Counts: new long[Bins]), StringComparer.Ordinal);
        foreach (var (name, values) in Values())
        {
            var (low, high, counts) = histograms[name];
            var scale = high > low ? Bins / (high - low) : 0;
            foreach (var value in values)
                counts[Math.Clamp((int)((value - low) * scale), 0, Bins - 1)]++;
        }
        return new(histograms);
    }

    /// <summary>For each result the range that holds all values but <paramref name="beyond"/> of them at either end; 0: all.</summary>
    public IReadOnlyDictionary<string, (float Low, float High)> Ranges(double beyond) =>
        _seen.ToDictionary(s => s.Key, s => Range(s.Value.Low, s.Value.High, s.Value.Counts, beyond), StringComparer.Ordinal);

    private static (float Low, float High) Range(float low, float high, long[] counts, double beyond)
    {
        var most = (long)(counts.Sum() * beyond);
        var (first, end) = (0, Bins);
        for (var cut = 0L; first < Bins - 1 && (cut += counts[first]) <= most; first++)
        {
        }
        for (var cut = 0L; end > first + 1 && (cut += counts[end - 1]) <= most; end--)
        {
        }
        var width = (high - low) / Bins;
        return (Math.Min(0, low + (first * width)), Math.Max(0, end == Bins ? high : low + (end * width)));
    }
}
