using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Pixels;
using DataTools.Training.Export.Onnx;
using DataTools.Training.Models;

namespace DataTools.Training.Tests.Export;

public sealed class NetworkGraphTests
{
    public static TheoryData<string, int, bool> Networks
    {
        get
        {
            var data = new TheoryData<string, int, bool>();
            foreach (var model in ModelCatalog.All)
            {
                data.Add(model.Name, 1, false);
                data.Add(model.Name, 3, false);
                if (model.Folds)
                    data.Add(model.Name, 3, true);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_network_says_the_same_in_ONNX_Runtime(string name, int channels, bool folded)
    {
        var definition = ModelCatalog.Find(name);
        using var network = new RandomNetwork(name, channels, name == "wide-resnet-28-10" ? 16 : Math.Max(definition.SmallestSize, 32), folded);
        using var session = Session(network);
        foreach (var count in (int[])[1, 3])
        {
            PixelImage[] pictures = [.. Enumerable.Range(0, count).Select(i => RandomNetwork.Picture(40, 37, channels, (ulong)i))];
            var found = session.Outputs(pictures, NetworkGraph.Logits, NetworkGraph.Probabilities);
            Assert.InRange(Difference(pictures.SelectMany(network.Probabilities), found[1]), 0, 1e-4);
            // Probabilities that are nearly equal would agree anyhow.
            var logits = pictures.SelectMany(network.Logits).ToArray();
            Assert.InRange(Difference(logits, found[0]), 0, 1e-4 * (logits.Max() - logits.Min()));
        }
    }

    [Theory]
    [InlineData("resnet20", 1)]
    [InlineData("mobilenet_v2", 1)]
    [InlineData("wide-resnet-16-4", 7)]
    public void Normalisation_is_part_of_the_convolution_before_it(string name, int left)
    {
        using var network = new RandomNetwork(name, 3, 32);
        var graph = NetworkGraph.Of(network.Model, network.Preprocessing, RandomNetwork.Classes);
        Assert.InRange(graph.Nodes.Count(n => n.Operation == "BatchNormalization"), 0, left);
    }

    // Larger and smaller than the network takes, either way up, odd; small enough to be tested whole, and not.
    [Theory]
    [InlineData(32, 32, 32)]
    [InlineData(32, 500, 375)]
    [InlineData(32, 375, 500)]
    [InlineData(32, 20, 17)]
    [InlineData(80, 500, 333)]
    [InlineData(80, 81, 240)]
    [InlineData(80, 61, 47)]
    [InlineData(80, 91, 92)]
    public void Pictures_of_any_size_are_resized_and_cropped_as_in_testing(int side, int width, int height)
    {
        foreach (var channels in (int[])[1, 3])
        {
            using var network = new RandomNetwork("cnn-small", channels, side);
            var picture = RandomNetwork.Picture(width, height, channels, 5);
            foreach (var interpolation in (Interpolation[])[Interpolation.Bilinear, Interpolation.Bicubic])
            {
                network.Preprocessing = network.Preprocessing with { Interpolation = interpolation, Resize = interpolation == Interpolation.Bicubic ? side + 5 : 0 };
                using var session = Session(network);
                var difference = Difference(network.Probabilities(picture), session.Outputs([picture], NetworkGraph.Probabilities)[0]);
                Assert.True(difference <= 1e-4, $"{channels} channels, {interpolation}: {difference}");
            }
        }
    }

    [Fact]
    public void A_batch_can_be_of_a_fixed_size()
    {
        using var network = new RandomNetwork("cnn-small", 1, 28);
        var graph = NetworkGraph.Of(network.Model, network.Preprocessing, RandomNetwork.Classes, batch: 4);
        using var session = new OnnxSession(new OnnxModel(graph, new Dictionary<string, string>()).Bytes(), 1);
        Assert.Equal([4, -1, -1, 1], session.InputShape);
    }

    private static double Difference(IEnumerable<double> expected, float[] found)
    {
        double[] all = [.. expected];
        Assert.Equal(all.Length, found.Length);
        return all.Zip(found, (p, q) => Math.Abs(p - q)).Max();
    }

    private static OnnxSession Session(RandomNetwork network) => new(
        new OnnxModel(NetworkGraph.Of(network.Model, network.Preprocessing, RandomNetwork.Classes), new Dictionary<string, string>()).Bytes(), 2);
}
