using DataTools.Training.Torch;

namespace DataTools.Training.Tests.Models;

/// <summary>torchvision's weights give torchvision's logits. The large networks are in the benchmark <c>models</c>.</summary>
public sealed class TorchvisionParityTests(TorchvisionParityTests.Answers answers) : IClassFixture<TorchvisionParityTests.Answers>
{
    [Theory]
    [InlineData("resnet18")]
    [InlineData("mobilenet_v2")]
    [InlineData("squeezenet1_1")]
    [InlineData("efficientnet_b0")]
    public void Their_weights_give_their_logits(string name)
    {
        Assert.SkipWhen(answers.Networks.Missing is not null, answers.Networks.Missing ?? "");
        TorchRuntime.Use(2);
        var (difference, largest, apart) = answers.Networks.Compare(name);
        Assert.InRange(difference, 0, 1e-4 * Math.Max(1, largest));
        // That the logits depend on the image: nothing would be compared otherwise.
        Assert.True(apart > 0.01 * largest, $"{apart} of {largest}");
    }

    /// <summary>One process for all.</summary>
    public sealed class Answers : IDisposable
    {
        internal TorchvisionNetworks Networks { get; } = new("resnet18", "mobilenet_v2", "squeezenet1_1", "efficientnet_b0");

        /// <inheritdoc/>
        public void Dispose() => Networks.Dispose();
    }
}
