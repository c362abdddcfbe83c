using System.Globalization;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Pixels;
using DataTools.Training.Export.Onnx;
using DataTools.Training.Export.Onnx.Quantisation;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Export;

/// <summary>
/// A trained run as an ONNX file that needs nothing else: pictures in, probabilities out. The file is kept only if ONNX Runtime
/// says of the samples of the split what TorchSharp says.
/// </summary>
public sealed class RunExport(Workspace workspace, TimeProvider time)
{
    /// <summary>Samples that an export is checked on, at most.</summary>
    public const int MostChecked = 2000;

    // Ranges hardly change with more.
    private const int MostCalibrated = 128;

    // Golden pictures of 8 bits: processors differ in how they add up.
    private const double Int8Tolerance = 0.05;

    // All values, or all but one in ten thousand at either end.
    internal IReadOnlyList<double> Beyond { get; init; } = [0, 1e-4];

    /// <summary>A place for tests to make the graph wrong, before it is checked.</summary>
    internal Action<OnnxGraph> Tamper { get; init; } = _ => { };

    /// <summary>
    /// Exports the best weights of a run. Throws <see cref="ExportMismatchException"/> where the file would not say what the
    /// network says, or where 8 bits cost too much; then nothing is written.
    /// </summary>
    public ExportReport Export(RunFolder run, ExportRequest request, IProgress<long>? progress, CancellationToken cancellation)
    {
        Check(request);
        var options = run.ReadOptions();
        var file = request.File ?? run.Export(request.Int8);
        var golden = request.Golden > 0 ? Path.ChangeExtension(file, ".golden") : null;
        if (golden is not null)
            GoldenImages.Check(golden);
        if (options.MultiLabel)
            throw new InvalidInputException($"{run.Name} was trained with --multi-label, and exports give each image one class", "Its weights are in best.safetensors; `datatools predict` uses them.");
        using var model = RunPredictions.Model(run, options);
        using var entry = RunFolder.OpenEntry(new(workspace), options);
        var preprocessing = Preprocessing.Of(options);
        var samples = ExportSamples.Of(options, entry, MostChecked);
        var predictor = new Predictor(model, preprocessing, TorchRuntime.Device(options.Device), options.Workers, time, LabelTask.SingleLabel) { DecodesWhole = true };
        var torch = predictor.Predict(run.Name, entry.Card, samples.Split, samples.Name, samples.Indices, CropSet.Single, progress, cancellation)[0];

        var metadata = ExportMetadata.Of(run, options, entry.Card, preprocessing, torch, samples);
        var graph = NetworkGraph.Of(model, preprocessing, options.Classes.Count, request.Batch);
        Tamper(graph);
        var bytes = new OnnxModel(graph, metadata).Bytes();
        using var session = new OnnxSession(bytes, options.Threads);
        var found = GraphPredictions.Of(session, samples.Pictures, progress, cancellation);
        var agreement = Agreement.Between(torch, found, samples);
        Refuse(run, agreement);

        var some = Enumerable.Repeat(Some(samples), request.Batch ?? 1).ToList();
        var speed = SpeedRatio.Of(time, () => Forward(model, preprocessing, options, some), () => session.Outputs(some, NetworkGraph.Probabilities));
        (byte[] Bytes, GraphPredictions Predictions, Int8Report Report)? int8 = request.Int8 ? Quantised(run, options, entry, graph, metadata, session, request, torch, samples, some, progress, cancellation) : null;

        var predictions = int8?.Predictions ?? found;
        StorageFaults.Explain(file, () => AtomicFile.WriteAllBytes(file, int8?.Bytes ?? bytes));
        if (golden is not null)
        {
            GoldenImages.Write(
                golden, Path.GetFileName(file), samples, options.Classes, i => Expected(torch, predictions, i, request.Int8), torch, request.Golden, request.Int8 ? Int8Tolerance : Agreement.Tolerance);
        }
        return new(file, golden, bytes.Length, agreement, speed, int8?.Report);
    }

    private (byte[] Bytes, GraphPredictions Predictions, Int8Report Report) Quantised(
        RunFolder run, TrainOptions options, Entry entry, OnnxGraph graph, IReadOnlyDictionary<string, string> metadata, OnnxSession session, ExportRequest request,
        PredictionSet torch, ExportSamples samples, List<PixelImage> some, IProgress<long>? progress, CancellationToken cancellation)
    {
        // Calibration asks for one picture after the other.
        if (request.Batch is > 1)
            throw new InvalidInputException($"--batch {request.Batch}: not with --int8", "Leave one of them out: a file in 8 bits takes any number of pictures.");
        var learnt = ExportSamples.Learnt(options, entry, MostCalibrated);
        var (small, beyond) = Int8Graph.Of(graph, learnt, Beyond, session, options.Threads, cancellation);
        var bytes = new OnnxModel(small, new Dictionary<string, string>(metadata) { [ExportMetadata.Quantisation] = $"static, 8 bits, ranges of {learnt.Count} training samples" }).Bytes();
        using var quantised = new OnnxSession(bytes, options.Threads);
        var predictions = GraphPredictions.Of(quantised, samples.Pictures, progress, cancellation);
        var agreement = Agreement.Between(torch, predictions, samples);
        var lost = 100.0 * (agreement.Correct - agreement.ExportCorrect) / Math.Max(1, agreement.Samples);
        if (lost > request.MaxLoss)
        {
            throw new ExportMismatchException(
                string.Create(CultureInfo.InvariantCulture, $"{run.Name} in 8 bits is right about {agreement.ExportCorrect} of {agreement.Samples} samples of {agreement.Split}, in 32 bits about {agreement.Correct}: {lost:F2} points are lost, and {request.MaxLoss:0.##} may be"),
                "Nothing was written. Export without --int8, or allow more with --max-loss.");
        }
        var speed = SpeedRatio.Of(time, () => session.Outputs(some, NetworkGraph.Probabilities), () => quantised.Outputs(some, NetworkGraph.Probabilities));
        return (bytes, predictions, new(bytes.Length, agreement, learnt.Count, beyond, speed));
    }

    // Of 32 bits TorchSharp's word; of 8 bits the file's own, since it differs.
    private static (float[], double[])? Expected(PredictionSet torch, GraphPredictions predictions, int sample, bool own)
    {
        if (predictions.Logits[sample] is not { } logits)
            return null;
        if (own)
            return (logits, [.. predictions.Probabilities[sample]!.Select(p => (double)p)]);
        var probabilities = new double[torch.Classes.Count];
        torch.Probabilities(sample, probabilities);
        return (torch.Row(sample).ToArray(), probabilities);
    }

    private static PixelImage Some(ExportSamples samples) => samples.Pictures.OfType<PixelImage>().FirstOrDefault()
        ?? throw new InvalidInputException($"no sample of {samples.Name} can be compared: the network is for gray pictures, and all are in colour", "Train on an entry like those that the network is for.");

    private static void Forward(ImageModel model, Preprocessing preprocessing, TrainOptions options, List<PixelImage> pictures)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var (side, channels) = (preprocessing.ImageSize, preprocessing.Channels);
        var planes = new float[pictures.Count * channels * side * side];
        foreach (var (i, picture) in pictures.Index())
        {
            preprocessing.Testing(1)[0].Draw(new(picture.Width, picture.Height), 0, 0, 0)
                .Apply(picture, channels, planes.AsSpan(i * channels * side * side, channels * side * side));
        }
        model.call(ChannelsLast.Of(tensor(planes).view(pictures.Count, channels, side, side)).to(TorchRuntime.Device(options.Device))).softmax(1).cpu();
    }

    private static void Check(ExportRequest request)
    {
        if (request.Golden < 0)
            throw new InvalidInputException($"--golden {request.Golden}: 0 or more pictures");
        if (request.Batch is < 1 or > 4096)
            throw new InvalidInputException($"--batch {request.Batch}: 1 to 4096 pictures, or leave it out for any number");
        if (!(request.MaxLoss is >= 0 and <= 100))
            throw new InvalidInputException($"--max-loss {request.MaxLoss}: 0 to 100 points");
        if (request.File is { } file && !file.EndsWith(RunFolder.ExportEnding, StringComparison.OrdinalIgnoreCase))
            throw new InvalidInputException($"{file} is no name of an ONNX file", "Let it end in .onnx.");
        if (Directory.Exists(request.File))
            throw new InvalidInputException($"{request.File} is a folder", "Name a file, as in model.onnx.");
    }

    private static void Refuse(RunFolder run, Agreement agreement)
    {
        if (agreement.IsGood)
            return;
        const int shown = 3;
        var flips = agreement.Flips.Count == 0 ? "no answer differs" : $"{agreement.Flips.Count} answers differ: {string.Join(", ", agreement.Flips.Take(shown))}{(agreement.Flips.Count > shown ? ", ..." : "")}";
        throw new ExportMismatchException(
            string.Create(CultureInfo.InvariantCulture, $"{run.Name} says something else in ONNX Runtime than in TorchSharp: of {agreement.Samples} samples of {agreement.Split} a probability differs by up to {agreement.Largest:G3} ({agreement.Worst}), and {Agreement.Tolerance} may be; {flips}"),
            "Nothing was written. Samples of which two classes are equally likely can differ by rounding alone; otherwise please report this with the run's options.json.");
    }
}
