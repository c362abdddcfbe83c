using DataTools.Training.Models;
using DataTools.Training.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Models;

public sealed class StatisticsTests
{
    public StatisticsTests() => TorchRuntime.Use(2);

    [Theory]
    [InlineData("resnet20")]
    [InlineData("resnet18-cifar")]
    [InlineData("mobilenet_v2")]
    public void A_network_that_has_taken_over_a_batchs_statistics_evaluates_that_batch_as_it_trained_on_it(string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var model = ModelCatalog.Find(name).Build(new(3, 5, 64));
        ChannelsLast.Apply(model);
        var images = ChannelsLast.Of(randn(32, 3, 64, 64));
        using var noGrad = no_grad();
        model.train();
        foreach (var layer in model.modules().OfType<BatchNorm>())
            layer.momentum = 1;
        foreach (var layer in model.modules().OfType<Dropout>())
            layer.eval();
        var trained = model.forward(images);
        model.eval();
        var evaluated = model.forward(images);
        // Not the same: statistics to keep are unbiased.
        Assert.InRange(((trained - evaluated).norm() / trained.norm()).item<float>(), 0, 0.2f);
    }
}
