using DataTools.Training.Models;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Models;

public sealed class ModelCostTests
{
    public ModelCostTests() => TorchRuntime.Use(2);

    /// <summary>Parameters as papers, torchvision and timm publish them; multiply-adds to the precision of theirs.</summary>
    [Theory]
    [InlineData("cnn-small", 242_474, 0)]
    [InlineData("resnet20", 269_722, 0.0408e9)]
    [InlineData("resnet32", 464_154, 0.0689e9)]
    [InlineData("resnet44", 658_586, 0)]
    [InlineData("resnet56", 853_018, 0.1254e9)]
    [InlineData("resnet18-cifar", 11_173_962, 0.556e9)]
    [InlineData("wide-resnet-16-4", 2_748_890, 0)]
    [InlineData("wide-resnet-28-10", 36_479_194, 5.25e9)]
    [InlineData("resnet18", 11_689_512, 1.814e9)]
    [InlineData("resnet34", 21_797_672, 3.664e9)]
    [InlineData("resnet50", 25_557_032, 4.089e9)]
    [InlineData("mobilenet_v2", 3_504_872, 0.301e9)]
    [InlineData("mobilenet_v2_tf", 3_504_872, 0.301e9)]
    [InlineData("squeezenet1_1", 1_235_496, 0.349e9)]
    [InlineData("efficientnet_b0", 5_288_548, 0.386e9)]
    [InlineData("convnext_tiny", 28_589_128, 4.456e9)]
    [InlineData("vit_tiny", 5_717_416, 1.26e9)]
    [InlineData("vit_small", 22_050_664, 4.61e9)]
    public void Costs_are_the_published_ones(string name, long parameters, double multiplyAdds)
    {
        var definition = ModelCatalog.Find(name);
        using var model = definition.Build(definition.Shape);
        var cost = ModelCost.Of(model, definition.Shape);
        Assert.Equal(definition.Cost, cost);
        Assert.Equal(parameters, cost.Parameters);
        if (multiplyAdds > 0)
            Assert.Equal(1, cost.MultiplyAdds / multiplyAdds, 0.01);
    }

    [Fact]
    public void Every_model_is_counted() => Assert.Equal(
        ModelCatalog.All.Select(m => m.Name).Order(),
        typeof(ModelCostTests).GetMethod(nameof(Costs_are_the_published_ones))!.GetCustomAttributes(inherit: false).OfType<InlineDataAttribute>().Select(d => (string)d.Data[0]!).Order());

    [Fact]
    public void Counting_leaves_a_model_as_it_was()
    {
        using var scope = NewDisposeScope();
        using var model = ModelCatalog.Find("resnet20").Build(new(1, 2, 16));
        model.train();
        var first = ModelCost.Of(model, new(1, 2, 16));
        Assert.Equal(first, ModelCost.Of(model, new(1, 2, 16)));
        Assert.True(model.training);
        Assert.Equal(0, model.state_dict()["bn1.num_batches_tracked"].item<long>());
    }
}
