using DataTools.Catalog;
using DataTools.Training.Models;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Models;

public sealed class ModelCatalogTests
{
    public ModelCatalogTests() => TorchRuntime.Use(2);

    public static TheoryData<string> Names => [.. ModelCatalog.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_model_maps_images_to_logits_at_any_size(string name)
    {
        foreach (var (channels, classes, size) in new[] { (1, 10, 28), (3, 5, 32), (3, 2, 67) })
        {
            using var scope = NewDisposeScope();
            using var model = ModelCatalog.Find(name).Build(new(channels, classes, size));
            Assert.Equal([4, classes], model.forward(randn(4, channels, size, size)).shape);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_parameter_learns(string name)
    {
        using var scope = NewDisposeScope();
        using var model = ModelCatalog.Find(name).Build(new(3, 4, 32));
        model.forward(randn(4, 3, 32, 32)).pow(2).sum().backward();
        foreach (var (parameter, value) in model.named_parameters())
            Assert.True(value.grad is { } g && g.abs().sum().item<float>() > 0, parameter);
    }

    [Theory]
    [InlineData("cnn-small", 1, 241_898)]
    [InlineData("resnet20", 3, 269_722)]
    public void Parameters_are_as_documented(string name, int channels, long expected)
    {
        using var model = ModelCatalog.Find(name).Build(new(channels, 10, 32));
        Assert.Equal(expected, model.parameters().Sum(p => p.numel()));
    }

    [Fact]
    public void A_mistyped_model_is_suggested() =>
        Assert.Equal("Did you mean resnet20?", Assert.Throws<NotFoundException>(() => ModelCatalog.Find("resnet-20")).Hint);
}
