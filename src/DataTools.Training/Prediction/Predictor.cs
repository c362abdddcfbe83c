using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Predictions;
using DataTools.Training.Feeding;
using DataTools.Training.Tasks;
using DataTools.Training.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Prediction;

/// <summary>Runs a model over samples and keeps the logits.</summary>
internal sealed class Predictor(Module<Tensor, Tensor> model, Preprocessing preprocessing, Device device, int workers, TimeProvider time, LabelTask task)
{
    private const int LargestBatch = 256;

    // As many pixels as 256 pictures of 64 x 64: what a network makes of photos would take gigabytes.
    internal static int Rows(int imageSize) => Math.Clamp(LargestBatch * 64 * 64 / (imageSize * imageSize), 10, LargestBatch);

    /// <summary>See <see cref="ImageSource.DecodesWhole"/>.</summary>
    public bool DecodesWhole { get; init; }

    /// <summary>
    /// The logits of the samples <paramref name="indices"/> under a set of views, averaged in each way that differs: one
    /// forward pass serves all. The time per image is wall-clock time of the whole road: decoding, cropping, forward, after
    /// a batch that is not counted: what a process does once would be held against the member that comes first.
    /// </summary>
    public IReadOnlyList<PredictionSet> Predict(
        string name, DatasetCard card, EntrySplit split, string splitName, int[] indices, CropSet crops,
        IProgress<long>? progress, CancellationToken cancellation) =>
        MemoryFaults.OfPrediction(name, Rows(preprocessing.ImageSize), preprocessing.ImageSize, () => All(name, card, split, splitName, indices, crops, progress, cancellation));

    private List<PredictionSet> All(
        string name, DatasetCard card, EntrySplit split, string splitName, int[] indices, CropSet crops, IProgress<long>? progress, CancellationToken cancellation)
    {
        var (classes, views, rows) = (card.Classes.Count, crops.Count, Rows(preprocessing.ImageSize));
        List<(CropsName Name, float[] Logits)> results =
            [.. Enum.GetValues<CropAverage>().Select(crops.Averaged).Distinct().Select(n => (n, new float[indices.Length * classes]))];
        var feeder = new BatchFeeder(rows, preprocessing.Channels, preprocessing.ImageSize, workers);
        var source = new ImageSource(split, keepBytes: 0) { DecodesWhole = DecodesWhole };
        var policies = preprocessing.Testing(crops);
        IEnumerable<Batch> Batches(int count) => FinalizerGate.Steps(feeder.Batches(
            source, indices.AsMemory(0, count), policies, seed: 0, epoch: 0, dropLast: false, cancellation));
        model.eval();
        foreach (var batch in Batches(Math.Min(indices.Length, Math.Max(1, rows / views))))
            Forward(batch.Images, batch.Count * views, model, preprocessing, device);
        var start = time.GetTimestamp();
        var done = 0;
        foreach (var batch in Batches(indices.Length))
        {
            var scores = Forward(batch.Images, batch.Count * views, model, preprocessing, device);
            for (var i = 0; i < batch.Count; i++)
            {
                var image = scores.AsSpan(i * views * classes, views * classes);
                foreach (var (result, logits) in results)
                {
                    var one = logits.AsSpan((done + i) * classes, classes);
                    if (result.Average == CropAverage.Logits)
                        CropFusion.AverageLogits(image, one);
                    else
                        task.Average(image, one);
                }
            }
            done += batch.Count;
            progress?.Report(done);
        }
        var perImage = time.GetElapsedTime(start).TotalMilliseconds / Math.Max(1, indices.Length);
        string[] ids = [.. indices.Select(split.Id)];
        int[] labels = [.. indices.Select(split.Label)];
        var targets = task.Targets(split, card);
        return
        [
            .. results.Select(r => task.Judged(
                new(name, card.Name, card.Fingerprint, splitName, r.Name, card.Classes, ids, labels, r.Logits, perImage) { Forwards = views }, targets, indices)),
        ];
    }

    /// <summary>The logits of images in a buffer that does not move.</summary>
    internal static float[] Forward(float[] planes, int rows, Module<Tensor, Tensor> model, Preprocessing preprocessing, Device device)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (channels, size) = (preprocessing.Channels, preprocessing.ImageSize);
        var images = frombuffer(planes, ScalarType.Float32, rows * channels * size * size).view(rows, channels, size, size);
        var scores = model.forward(ChannelsLast.Of(images).to(device)).cpu().contiguous();
        var result = new float[rows * scores.shape[1]];
        scores.bytes.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(result.AsSpan()));
        return result;
    }
}
