using DataTools.Catalog;
using DataTools.Training.Models;
using DataTools.Training.Models.Layers;
using DataTools.Training.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DataTools.Training.Tests.Models;

public sealed class ModelCatalogTests
{
    public ModelCatalogTests() => TorchRuntime.Use(2);

    // Of networks that differ only in how many blocks they have, the smaller.
    public static TheoryData<string> Names =>
        [.. ModelCatalog.All.Select(m => m.Name).Except(["resnet32", "resnet44", "resnet56", "wide-resnet-28-10", "resnet34", "vit_small"])];

    public static TheoryData<string> Folding => [.. ModelCatalog.All.Where(m => m.Folds).Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_model_maps_images_to_features_and_logits_at_any_size(string name)
    {
        var definition = ModelCatalog.Find(name);
        foreach (var (channels, classes, size) in new[] { (1, 10, definition.SmallestSize), (3, 5, definition.SizeStep > 1 ? 48 : 43) })
        {
            using var scope = NewDisposeScope();
            using var noGrad = no_grad();
            using var model = definition.Build(new(channels, classes, size));
            model.eval();
            var images = randn(2, channels, size, size);
            var embedding = model.Embedding(images);
            Assert.Equal([2, classes], model.call(images).shape);
            Assert.Equal([2, model.state_dict()[$"{model.HeadName}.weight"].shape[1]], embedding.shape);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_parameter_learns(string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var size = Math.Max(16, ModelCatalog.Find(name).SmallestSize);
        using var model = ModelCatalog.Find(name).Build(new(3, 2, size));
        model.train();
        // Residual branches that are dropped at random learn nothing in that step.
        for (var i = 0; i < 3; i++)
            functional.cross_entropy(model.call(randn(3, 3, size, size)), tensor(new long[] { 0, 1, 1 })).backward();
        foreach (var (parameter, value) in model.named_parameters())
            Assert.True(value.grad is { } g && g.abs().sum().item<float>() > 0, parameter);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_state_belongs_to_one_stage_and_the_last_stage_is_the_head(string name)
    {
        using var model = ModelCatalog.Find(name).Build(new(3, 4, 32));
        var names = model.state_dict().Keys.ToList();
        Assert.All(names, n => Assert.Single(model.Stages, s => s.Contains(n)));
        Assert.All(model.Stages, s => Assert.All(s.Prefixes, p => Assert.Contains(names, n => new ModelStage("", p).Contains(n))));
        Assert.Equal([$"{model.HeadName}.weight", $"{model.HeadName}.bias"], names.Where(n => model.StageOf(n) == model.Stages.Count - 1));
        Assert.Equal("head", model.Stages[^1].Name);
        Assert.Equal(model.Stages.Count, model.Stages.Select(s => s.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Weights_decay_but_biases_norms_tokens_and_scales_do_not(string name)
    {
        using var model = ModelCatalog.Find(name).Build(new(3, 4, 32));
        var decaying = model.modules().SelectMany(m => m is WeightLayer layer ? [layer.weight] : Array.Empty<Tensor>()).ToHashSet(ReferenceEqualityComparer.Instance);
        Assert.All(model.named_parameters(), p => Assert.Equal(decaying.Contains(p.parameter), ImageModel.Decays(p.name, p.parameter)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_disposed_of_is_gone(string name)
    {
        var model = ModelCatalog.Find(name).Build(new(1, 2, 32));
        var parameters = model.parameters().ToList();
        model.Dispose();
        Assert.All(parameters, p => Assert.True(p.IsInvalid));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Equal_seeds_give_equal_weights(string name)
    {
        using var scope = NewDisposeScope();
        ImageModel Seeded()
        {
            manual_seed(7);
            return ModelCatalog.Find(name).Build(new(1, 2, 32));
        }
        using var one = Seeded();
        using var other = Seeded();
        foreach (var (parameter, value) in one.named_parameters())
            Assert.True(value.allclose(other.get_parameter(parameter)!, 0, 0), parameter);
    }

    [Theory]
    [MemberData(nameof(Folding))]
    public void Folded_it_has_biases_instead_of_normalisation_and_computes_the_same(string name)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var shape = new ModelShape(3, 5, 33);
        using var model = ModelCatalog.Find(name).Build(shape);
        using var folded = ModelCatalog.Find(name).Build(shape with { Folded = true });
        // A few steps in training, so that statistics are not 0 and 1.
        model.train();
        for (var i = 0; i < 3; i++)
            model.call(randn(4, 3, 33, 33).mul_(2).add_(0.5)).Dispose();
        model.eval();
        folded.eval();
        Fold(model, folded, epsilon: name.EndsWith("_tf", StringComparison.Ordinal) ? 1e-3 : 1e-5);
        var images = randn(2, 3, 33, 33);
        Assert.True(model.call(images).allclose(folded.call(images), 1e-4, 1e-5));
    }

    [Theory]
    [InlineData("convnext_tiny", 28, "convnext_tiny takes images of 32 pixels or more, not 28", "Enlarge them with --image-size 64, or choose a smaller network: `datatools models`.")]
    [InlineData("vit_tiny", 100, "vit_tiny takes images whose side is a multiple of 16, not 100", "Use --image-size 96 or 112.")]
    public void A_size_that_does_not_fit_is_refused(string name, int size, string message, string hint)
    {
        var e = Assert.Throws<InvalidInputException>(() => ModelCatalog.Find(name).Build(new(3, 2, size)));
        Assert.Equal((message, hint), (e.Message, e.Hint));
    }

    [Fact]
    public void Only_some_networks_are_built_folded() =>
        Assert.Throws<InvalidInputException>(() => ModelCatalog.Find("resnet18").Build(new ModelShape(3, 2, 32) { Folded = true }));

    [Fact]
    public void A_mistyped_model_is_suggested() =>
        Assert.Equal("Did you mean resnet20?", Assert.Throws<NotFoundException>(() => ModelCatalog.Find("resnet-20")).Hint);

    [Theory]
    [InlineData("stem", 0)]
    [InlineData("layer3", 3)]
    [InlineData("layer3.0", 3)]
    [InlineData("conv1", 0)]
    [InlineData("fc", 5)]
    public void A_layer_is_found_by_the_name_of_its_stage_or_its_own(string layer, int stage)
    {
        using var model = ModelCatalog.Find("resnet18").Build(new(3, 2, 32));
        Assert.Equal(stage, model.FindStage(layer));
    }

    [Fact]
    public void A_mistyped_layer_is_suggested()
    {
        using var model = ModelCatalog.Find("resnet18").Build(new(3, 2, 32));
        Assert.Contains("layer3", Assert.Throws<NotFoundException>(() => model.FindStage("layer33")).Hint, StringComparison.Ordinal);
    }

    /// <summary>Of each convolution and the normalisation after it, by the order in which both come.</summary>
    internal static void Fold(ImageModel model, ImageModel folded, double epsilon)
    {
        var convolutions = model.modules().OfType<ConvolutionLayer>().ToList();
        var norms = model.modules().OfType<BatchNorm2d>().ToList();
        var targets = folded.modules().OfType<ConvolutionLayer>().ToList();
        Assert.Equal(convolutions.Count, norms.Count);
        for (var i = 0; i < convolutions.Count; i++)
        {
            var scale = norms[i].weight! / (norms[i].running_var! + epsilon).sqrt();
            targets[i].weight.copy_(convolutions[i].weight * scale.view(-1, 1, 1, 1));
            targets[i].bias!.copy_(norms[i].bias! - (norms[i].running_mean! * scale));
        }
        var head = folded.state_dict();
        foreach (var (name, value) in model.state_dict().Where(s => s.Key.StartsWith(model.HeadName, StringComparison.Ordinal)))
            head[name].copy_(value);
        Assert.DoesNotContain(folded.modules(), m => m is BatchNorm2d);
    }
}
