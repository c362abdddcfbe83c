using DataTools.Imaging.Pixels;
using DataTools.Tests;
using DataTools.Training.Checkpoints;
using DataTools.Training.Export.Onnx;
using DataTools.Training.Export.Onnx.Quantisation;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Tests.Models;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Export;

/// <summary>Published weights on real pictures; the benchmark <c>onnx</c> takes all photos.</summary>
public sealed class RealWeightsTests
{
    private static readonly double[] Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225];

    public RealWeightsTests() => TorchRuntime.Use(2);

    [Fact]
    public void Published_resnet20_weights_classify_455_of_500_real_images_in_ONNX_Runtime()
    {
        using var model = ModelCatalog.Find("resnet20").Build(new(3, 10, 32));
        Weights.Load(SharedData.Path("data", "weights", "cifar10_resnet20-12fca82f.safetensors"), model);
        model.eval();
        var (pictures, labels) = Cifar(CifarResNetTests.TestBatch(), 500);
        var graph = NetworkGraph.Of(model, new(32, 3, Mean, Std), 10);
        using var exact = Session(graph);
        Assert.Equal(455, Right(exact));

        // 8 bits, ranges by some of the same pictures; a shift of one sample in a hundred would be a mistake, not rounding.
        var (small, _) = Int8Graph.Of(graph, pictures[..32], [0, 1e-4], exact, 2, CancellationToken.None);
        Assert.Contains(small.Nodes, n => n.Operation == "QuantizeLinear");
        using var int8 = Session(small);
        Assert.InRange(Right(int8), 450, 460);

        int Right(OnnxSession session) =>
            session.Outputs(pictures, NetworkGraph.Logits)[0].Chunk(10).Zip(labels).Count(p => Array.IndexOf(p.First, p.First.Max()) == p.Second);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Photos_of_any_size_get_the_probabilities_of_TorchSharp(bool mobile)
    {
        SharedData.Path("data", "imagenet");
        var oracle = new ImageNetOracle(Path.GetDirectoryName(Path.GetDirectoryName(SharedData.Path("data", "expected_predictions.json")))!);
        using var model = mobile ? oracle.MobileNetV2Model() : oracle.SqueezeNetModel();
        model.eval();
        var preprocessing = mobile ? new Preprocessing(224, 3, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]) : new Preprocessing(224, 3, Mean, Std);
        using var session = Session(NetworkGraph.Of(model, preprocessing, 1000));
        foreach (var (photo, _) in oracle.Photos().Where(p => p.Photo.Channels == 3).OrderBy(p => Math.Min(p.Photo.Width, p.Photo.Height)).Take(6))
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            var planes = new float[3 * 224 * 224];
            preprocessing.Testing(1)[0].Draw(new(photo.Width, photo.Height), 0, 0, 0).Apply(photo, 3, planes);
            var expected = model.call(tensor(planes).view(1, 3, 224, 224)).softmax(1).data<float>().ToArray();
            var found = session.Outputs([photo], NetworkGraph.Probabilities)[0];
            Assert.InRange(expected.Zip(found, (p, q) => Math.Abs(p - q)).Max(), 0, 1e-4f);
            Assert.Equal(Array.IndexOf(expected, expected.Max()), Array.IndexOf(found, found.Max()));
        }
    }

    private static OnnxSession Session(OnnxGraph graph) => new(new OnnxModel(graph, new Dictionary<string, string>()).Bytes(), 2);

    // A label, then planes of red, green and blue.
    private static (PixelImage[] Pictures, int[] Labels) Cifar(byte[] records, int count) => (
        [.. Enumerable.Range(0, count).Select(i => new PixelImage(32, 32, 3, [.. Enumerable.Range(0, 3072).Select(k => records[(i * 3073) + 1 + (k % 3 * 1024) + (k / 3)])]))],
        [.. Enumerable.Range(0, count).Select(i => (int)records[i * 3073])]);
}
