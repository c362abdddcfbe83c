using DataTools.Tests;
using DataTools.Training.Torch;

namespace DataTools.Training.Tests.Models;

/// <summary>The first twenty photos; the benchmark <c>oracles</c> takes all.</summary>
public sealed class ImageNetOracleTests
{
    private const int Some = 20;

    private readonly ImageNetOracle _oracle = new(SharedFolder());

    public ImageNetOracleTests() => TorchRuntime.Use(2);

    [Fact]
    public void Published_squeezenet_weights_predict_what_the_reference_does()
    {
        var (photos, _, agreeing) = _oracle.SqueezeNet(Some);
        Assert.Equal(Some, photos);
        Assert.InRange(agreeing, Some - 1, Some);
    }

    [Fact]
    public void Published_mobilenet_weights_predict_what_the_reference_does()
    {
        var (photos, correct, agreeing) = _oracle.MobileNetV2(Some);
        Assert.Equal(Some, photos);
        Assert.InRange(agreeing, Some - 1, Some);
        Assert.InRange(correct, Some - 4, Some);
    }

    private static string SharedFolder()
    {
        SharedData.Path("data", "imagenet");
        return Path.GetDirectoryName(Path.GetDirectoryName(SharedData.Path("data", "expected_predictions.json")))!;
    }
}
