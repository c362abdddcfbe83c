using System.Formats.Tar;
using System.IO.Compression;
using DataTools.Benchmarks.Papers;
using DataTools.Imaging.Pixels;
using DataTools.Training.Checkpoints;
using DataTools.Training.Export.Onnx;
using DataTools.Training.Export.Onnx.Quantisation;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Tests.Models;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Benchmarks.Onnx;

/// <summary>Exported networks in ONNX Runtime beside TorchSharp, from a picture's bytes to probabilities, both with two threads.</summary>
internal static class OnnxSpeed
{
    private const int Threads = 2, Turns = 21, Calibrated = 64;

    private static readonly double[] Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225];

    public static void Run(Report report)
    {
        TorchRuntime.Use(Threads);
        var shared = Path.GetDirectoryName(PaperRanking.Shared)!;
        if (!Directory.Exists(Path.Combine(shared, "data", "imagenet")))
        {
            report.Note("Not run: the shared material data/imagenet is not on this machine.");
            return;
        }
        var oracle = new ImageNetOracle(shared);
        var photos = oracle.Photos().Select(p => (Picture: Colour(p.Photo), p.Label)).ToList();
        var cifar = Cifar(Path.Combine(shared, "data", "cifar10", "cifar-10-binary.tar.gz")).ToList();

        using (var small = ModelCatalog.Find("cnn-small").Build(new(3, 10, 32)))
            Compare(report, "cnn-small, random weights, 32 x 32", small, new(32, 3, Mean, Std), cifar, counts: false);
        using (var resnet = ModelCatalog.Find("resnet20").Build(new(3, 10, 32)))
        {
            Weights.Load(Path.Combine(shared, "data", "weights", "cifar10_resnet20-12fca82f.safetensors"), resnet);
            Compare(report, "resnet20, CIFAR-10", resnet, new(32, 3, Mean, Std), cifar, counts: true);
        }
        using (var mobile = oracle.MobileNetV2Model())
            Compare(report, "mobilenet_v2 (folded, tf), photos", mobile, new(224, 3, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]), photos, counts: true);
        using (var mobile = oracle.MobileNetV2Model())
            OtherResize(report, mobile, new(224, 3, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]), photos);
        using (var squeeze = oracle.SqueezeNetModel())
            Compare(report, "squeezenet1_1, photos", squeeze, new(224, 3, Mean, Std), photos, counts: true);
        using (var large = ModelCatalog.Find("resnet18").Build(new(3, 1000, 224)))
            Compare(report, "resnet18, random weights, photos", large, new(224, 3, Mean, Std), photos, counts: false);
        // Of these, parts stay in 32 bits.
        foreach (var name in (string[])["efficientnet_b0", "convnext_tiny", "vit_tiny"])
        {
            using var other = ModelCatalog.Find(name).Build(new(3, 1000, 224));
            Compare(report, $"{name}, random weights, photos", other, new(224, 3, Mean, Std), [.. photos.Take(12)], counts: false);
        }
    }

    private static void Compare(Report report, string name, ImageModel model, Preprocessing preprocessing, IReadOnlyList<(PixelImage Picture, int Label)> samples, bool counts)
    {
        ChannelsLast.Apply(model);
        model.eval();
        using var first = Torch(model, preprocessing, [samples[0].Picture]);
        var graph = NetworkGraph.Of(model, preprocessing, (int)first.shape[1]);
        var bytes = new OnnxModel(graph, new Dictionary<string, string>()).Bytes();
        using var exact = new OnnxSession(bytes, Threads);
        // Every third picture gives the ranges, and the others are counted.
        var learnt = samples.Where((_, i) => i % 3 == 0).Take(Calibrated).Select(s => s.Picture).ToList();
        var (quantised, beyond) = Int8Graph.Of(graph, learnt, [0, 1e-4], exact, Threads, CancellationToken.None);
        var smaller = new OnnxModel(quantised, new Dictionary<string, string>()).Bytes();
        using var int8 = new OnnxSession(smaller, Threads);

        Agree(report, name, model, preprocessing, samples, exact, "ONNX Runtime", counts);
        Agree(report, name, model, preprocessing, [.. samples.Where((_, i) => i % 3 != 0)], int8, $"8 bits ({beyond:0.####%} beyond)", counts);
        report.Row($"{name}: size in 8 bits", smaller.Length / 1e6, "MB", bytes.Length / 1e6, "32 bits");
        foreach (var count in (int[])[1, 8])
        {
            PixelImage[] same = [.. Enumerable.Repeat(samples[0].Picture, count)];
            Action[] ways =
            [
                () => Torch(model, preprocessing, same).Dispose(),
                () => exact.Outputs(same, NetworkGraph.Probabilities),
                () => int8.Outputs(same, NetworkGraph.Probabilities),
            ];
            // In turns, so that what else the machine does falls on all alike.
            var seconds = Enumerable.Range(0, Turns).Select(_ => ways.Select(Report.Once).ToArray()).ToList();
            double Median(int way) => 1e3 * seconds.Skip(1).Select(s => s[way]).Order().ElementAt((Turns - 1) / 2);
            report.Row($"{name}: batch {count}, ONNX Runtime", Median(1), "ms", Median(0), "TorchSharp");
            report.Row($"{name}: batch {count}, 8 bits", Median(2), "ms", Median(1), "32 bits");
        }
    }

    private static void Agree(
        Report report, string name, ImageModel model, Preprocessing preprocessing, IReadOnlyList<(PixelImage Picture, int Label)> samples, OnnxSession session, string what, bool counts)
    {
        var (largest, flips, right, torchRight) = (0.0, 0, 0, 0);
        foreach (var (picture, label) in samples)
        {
            using var probabilities = Torch(model, preprocessing, [picture]);
            var expected = probabilities.data<float>().ToArray();
            var found = session.Outputs([picture], NetworkGraph.Probabilities)[0];
            largest = Math.Max(largest, expected.Zip(found, (p, q) => Math.Abs(p - q)).Max());
            var (a, b) = (Array.IndexOf(expected, expected.Max()), Array.IndexOf(found, found.Max()));
            (flips, right, torchRight) = (flips + (a == b ? 0 : 1), right + (b == label ? 1 : 0), torchRight + (a == label ? 1 : 0));
        }
        report.Note($"{name}, {what}: {samples.Count} pictures, largest difference of a probability {largest:0.0e+0}, {flips} answers differ{(counts ? $"; {right} right, TorchSharp {torchRight}" : "")}");
    }

    // Why GraphPreprocessing has a filter of its own: ONNX's resize of the whole picture, then the crop.
    private static void OtherResize(Report report, ImageModel model, Preprocessing preprocessing, IReadOnlyList<(PixelImage Picture, int Label)> samples)
    {
        model.eval();
        var (graph, side) = (new OnnxGraph(), (long)preprocessing.ImageSize);
        graph.Inputs.Add(new(NetworkGraph.Image, OnnxType.UInt8, ["batch", "height", "width", 3L]));
        var size = graph.Node("Shape", [NetworkGraph.Image], ("start", 1L), ("end", 3L));
        var resized = graph.Node("Div", [graph.Node("Mul", [size, graph.Wholes(preprocessing.Resized)]), graph.Node("ReduceMin", [size])]);
        var half = graph.Node("Div", [graph.Node("Cast", [graph.Node("Sub", [resized, graph.Wholes(side)])], ("to", (long)OnnxType.Double)), graph.Constant("two", OnnxTensor.Of([], [2.0]))]);
        var corner = graph.Node("Cast", [graph.Node("Round", [half])], ("to", (long)OnnxType.Int64));
        var planes = graph.Transpose(graph.Node("Cast", [NetworkGraph.Image], ("to", (long)OnnxType.Float)), 0, 3, 1, 2);
        var enlarged = graph.Node("Resize", [planes, "", "", resized], ("mode", "linear"), ("antialias", 1L), ("axes", new long[] { 2, 3 }));
        var square = graph.Node("Slice", [enlarged, corner, graph.Node("Add", [corner, graph.Wholes(side)]), graph.Wholes(2, 3)]);
        // Mean and deviation are 0.5.
        var normal = graph.Add(graph.Multiply(square, graph.Constant("scale", OnnxTensor.Of([], [2 / 255f]))), graph.Constant("shift", OnnxTensor.Of([], [-1f])));
        graph.Output(graph.Softmax(model.AddHead(graph, model.AddFeatures(graph, normal))), NetworkGraph.Probabilities, "batch", 1000L);
        using var session = new OnnxSession(new OnnxModel(graph, new Dictionary<string, string>()).Bytes(), Threads);
        Agree(report, "mobilenet_v2, photos", model, preprocessing, samples, session, "with ONNX's own resize", counts: true);
    }

    private static Tensor Torch(ImageModel model, Preprocessing preprocessing, IReadOnlyList<PixelImage> pictures)
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
        return model.call(ChannelsLast.Of(tensor(planes).view(pictures.Count, channels, side, side))).softmax(1).contiguous().MoveToOuterDisposeScope();
    }

    // One of the photos is gray.
    private static PixelImage Colour(PixelImage photo) => photo.Channels == 3 ? photo : new(photo.Width, photo.Height, 3, [.. photo.Pixels.SelectMany(p => new[] { p, p, p })]);

    // A label, then planes of red, green and blue.
    private static IEnumerable<(PixelImage Picture, int Label)> Cifar(string path)
    {
        using var tar = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (!entry.Name.EndsWith("test_batch.bin", StringComparison.Ordinal))
                continue;
            var record = new byte[3073];
            while (entry.DataStream!.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) == record.Length)
            {
                var pixels = new byte[3072];
                for (var k = 0; k < pixels.Length; k++)
                    pixels[k] = record[1 + (k % 3 * 1024) + (k / 3)];
                yield return (new(32, 32, 3, pixels), record[0]);
            }
        }
    }
}
