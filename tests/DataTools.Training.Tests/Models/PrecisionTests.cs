using DataTools.Training.Models;
using DataTools.Training.Models.Layers;
using DataTools.Training.Torch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Tests.Models;

public sealed class PrecisionTests
{
    public PrecisionTests() => TorchRuntime.Use(2);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Layers_draw_and_compute_what_those_of_PyTorch_do(int groups)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var (conv, linear) = (new ConvolutionLayer(4, 6, 3, stride: 2, padding: 1, groups: groups), new LinearLayer(7, 5));
        manual_seed(5);
        var (theirConv, theirLinear) = (Conv2d(4, 6, 3, stride: 2, padding: 1, groups: groups), Linear(7, 5));
        Equal(theirConv.weight!, conv.weight);
        Equal(theirConv.bias!, conv.bias!);
        Equal(theirLinear.weight!, linear.weight);
        Equal(theirLinear.bias!, linear.bias!);
        var (images, features) = (randn(2, 4, 9, 9), randn(3, 7));
        Equal(theirConv.call(images), conv.call(images));
        Equal(theirLinear.call(features), linear.call(features));
        Assert.Equal(theirConv.state_dict().Keys, conv.state_dict().Keys);
    }

    [Theory]
    [MemberData(nameof(ModelCatalogTests.Names), MemberType = typeof(ModelCatalogTests))]
    public void Every_network_learns_in_bfloat16_with_gradients_in_32_bits(string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var size = Math.Max(16, ModelCatalog.Find(name).SmallestSize);
        using var model = ModelCatalog.Find(name).Build(new(3, 6, size));
        ChannelsLast.Apply(model);
        model.eval();
        var (images, labels) = (ChannelsLast.Of(randn(3, 3, size, size)), tensor(new long[] { 0, 1, 1 }));
        Tensor Gradient(Precision precision)
        {
            model.Precision = precision;
            model.zero_grad();
            var logits = model.call(images);
            Assert.Equal(ScalarType.Float32, logits.dtype);
            functional.cross_entropy(logits, labels).backward();
            return cat([.. model.parameters().Select(p => p.grad!.to_type(ScalarType.Float32).flatten())]);
        }
        var (exact, rounded) = (Gradient(Precision.Single), Gradient(Precision.BFloat16));
        Assert.All(model.parameters(), p => Assert.Equal(ScalarType.Float32, p.grad!.dtype));
        Assert.InRange(((rounded - exact).norm() / exact.norm()).item<float>(), 1e-5f, 0.2f);
    }

    [Fact]
    public void What_is_left_to_the_processor_is_decided()
    {
        Assert.Contains(Precisions.Fastest("cpu"), new[] { Precisions.Single, Precisions.BFloat16 });
        Assert.Equal(Precisions.Single, Precisions.Fastest("cuda:1"));
        Assert.Equal(Precisions.IsFastOn("CPU") ? Precision.BFloat16 : Precision.Single, Precisions.Of(Precisions.Fastest("CPU")));
        if (OperatingSystem.IsLinux() && File.ReadAllText("/proc/cpuinfo") is var info && info.Contains("flags", StringComparison.Ordinal))
            Assert.Equal(info.Contains("avx512_bf16", StringComparison.Ordinal), Precisions.IsFastOn("cpu"));
    }

    private static void Equal(Tensor expected, Tensor actual) => Assert.True(actual.allclose(expected, 0, 0));
}
