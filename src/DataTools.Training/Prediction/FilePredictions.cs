using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Prediction;

/// <summary>Predicts image files, which are in no entry, with the best weights of a run.</summary>
public static class FilePredictions
{
    // As many pixels at once as 256 pictures of 64 x 64.
    private const int PixelsAtOnce = 256 * 64 * 64;

    /// <summary>The mean of the scores of several runs, which tell the same classes apart: of folds.</summary>
    public static IReadOnlyList<ImageScores> Of(IReadOnlyList<RunFolder> runs, IReadOnlyList<string> paths, IProgress<int>? progress, CancellationToken cancellation) =>
        ImageScores.Mean([.. runs.Select(run => Of(run, paths, progress, cancellation))]);

    /// <summary>The scores of each file, in order. A bad image has a fault in place of scores, and the others go on.</summary>
    public static IReadOnlyList<ImageScores> Of(RunFolder run, IReadOnlyList<string> paths, IProgress<int>? progress, CancellationToken cancellation)
    {
        var options = run.ReadOptions();
        using var model = RunPredictions.Model(run, options);
        var device = TorchRuntime.Device(options.Device);
        var view = Preprocessing.Of(options).Testing(1);
        var floats = options.Channels * options.ImageSize * options.ImageSize;
        var planes = new float[Math.Min(paths.Count, Math.Clamp(PixelsAtOnce / (options.ImageSize * options.ImageSize), 8, 256)) * floats];
        var results = new List<ImageScores>(paths.Count);
        model.eval();
        foreach (var chunk in paths.Chunk(Math.Max(1, planes.Length / floats)))
        {
            var faults = new string?[chunk.Length];
            Parallel.For(0, chunk.Length, new() { MaxDegreeOfParallelism = options.Workers, CancellationToken = cancellation }, i =>
            {
                var target = planes.AsSpan(i * floats, floats);
                faults[i] = Fault(() => ImageSource.View(Bytes(chunk[i]), chunk[i], view[0], options.Channels, planes.AsSpan(i * floats, floats)));
                // What a bad image left there, or one before it, is no number to compute with.
                if (faults[i] is not null)
                    target.Clear();
            });
            var probabilities = MemoryFaults.OfPrediction(run.Name, chunk.Length, options.ImageSize, () => Forward(model, planes, chunk.Length, options, device));
            results.AddRange(chunk.Select((path, i) => new ImageScores(path, faults[i] is null ? probabilities[i] : [], faults[i])));
            progress?.Report(results.Count);
        }
        return results;
    }

    private static double[][] Forward(ImageModel model, float[] planes, int count, TrainOptions options, Device device)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (channels, size) = (options.Channels, options.ImageSize);
        var images = frombuffer(planes, ScalarType.Float32, (long)count * channels * size * size).view(count, channels, size, size);
        var logits = model.forward(ChannelsLast.Of(images).to(device)).to(ScalarType.Float64);
        var scores = LabelTask.Of(options).Probabilities(logits).cpu().contiguous();
        var all = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(scores.bytes).ToArray();
        return [.. all.Chunk(options.Classes.Count)];
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (StorageFaults.Translate(path, e) is { } told)
        {
            throw told;
        }
    }

    private static string? Fault(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (BadSampleException e)
        {
            return e.Reason;
        }
        catch (DataToolsException e)
        {
            return e.Message;
        }
    }
}
