using DataTools.Imaging.Pixels;
using DataTools.Training.Export.Onnx;

namespace DataTools.Training.Export;

/// <summary>What a graph says of samples, in order; nothing of those that it does not take.</summary>
/// <param name="Logits">A row a sample, or null.</param>
/// <param name="Probabilities">As <paramref name="Logits"/>.</param>
internal sealed record GraphPredictions(IReadOnlyList<float[]?> Logits, IReadOnlyList<float[]?> Probabilities)
{
    // As many pixels at once as Predictor takes.
    private const int LargestBatch = 64, PixelsAtOnce = 256 * 64 * 64;

    /// <summary>Those of one size that follow each other go together; null: a picture that the graph does not take.</summary>
    public static GraphPredictions Of(OnnxSession session, IEnumerable<PixelImage?> pictures, IProgress<long>? progress, CancellationToken cancellation)
    {
        var (logits, probabilities) = (new List<float[]?>(), new List<float[]?>());
        var waiting = new List<PixelImage>();
        void Flush()
        {
            if (waiting.Count == 0)
                return;
            var rows = Rows(session, waiting);
            logits.AddRange(rows.Logits);
            probabilities.AddRange(rows.Probabilities);
            waiting.Clear();
            progress?.Report(logits.Count);
        }
        foreach (var picture in pictures)
        {
            cancellation.ThrowIfCancellationRequested();
            var most = session.InputShape[0] is > 0 and var fixedCount ? fixedCount : LargestBatch;
            if (picture is null || (waiting.Count > 0 && ((waiting[0].Width, waiting[0].Height) != (picture.Width, picture.Height)
                || waiting.Count == most || (waiting.Count + 1L) * picture.Width * picture.Height > PixelsAtOnce)))
            {
                Flush();
            }
            if (picture is not null)
            {
                waiting.Add(picture);
                continue;
            }
            logits.Add(null);
            probabilities.Add(null);
        }
        Flush();
        return new(logits, probabilities);
    }

    /// <summary>Pictures of one size. A graph for a fixed number of them gets the last one again and again.</summary>
    private static (IEnumerable<float[]> Logits, IEnumerable<float[]> Probabilities) Rows(OnnxSession session, List<PixelImage> pictures)
    {
        var count = Math.Max(pictures.Count, session.InputShape[0]);
        PixelImage[] all = [.. pictures, .. Enumerable.Repeat(pictures[^1], count - pictures.Count)];
        var found = session.Outputs(all, NetworkGraph.Logits, NetworkGraph.Probabilities);
        IEnumerable<float[]> Of(float[] values) => [.. values.Chunk(values.Length / count).Take(pictures.Count)];
        return (Of(found[0]), Of(found[1]));
    }
}
