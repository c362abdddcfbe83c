using DataTools.Catalog;
using DataTools.Tests;
using DataTools.Training.Checkpoints;
using DataTools.Training.Models;
using DataTools.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Checkpoints;

public sealed class WeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope;

    public WeightsTests()
    {
        TorchRuntime.Use(2);
        _scope = NewDisposeScope();
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("_orig_mod.module.")]
    [InlineData("model.")]
    public void Prefixes_of_wrappers_are_taken_off_and_told(string prefix)
    {
        using var source = Small(10);
        using var target = Small(10);
        using var file = Saved(source.state_dict().ToDictionary(s => prefix + s.Key, s => s.Value).Append(new("n_averaged", tensor(3L))));
        var report = Weights.Load(file, target, target.HeadName);
        Assert.Equal(source.state_dict().Count, report.Loaded);
        Assert.All(report.Notes, n => Assert.Contains("was taken off all names", n, StringComparison.Ordinal));
        Assert.Equal(Sum(source), Sum(target), 1e-4);
    }

    [Fact]
    public void Another_number_of_classes_keeps_the_models_own_head_and_says_so()
    {
        using var source = Small(10);
        using var target = Small(4);
        var before = target.state_dict()["fc.weight"].sum().item<float>();
        using var file = Saved(source.state_dict());
        var report = Weights.Load(file, target, target.HeadName);
        Assert.Equal(["fc.bias", "fc.weight"], report.Kept);
        Assert.Equal(["The head fc tells 10 classes apart in the file and 4 here: it is new, and has learnt nothing yet."], report.Notes);
        Assert.Equal(before, target.state_dict()["fc.weight"].sum().item<float>());
        Assert.Throws<InvalidInputException>(() => Weights.Load(file, target));
    }

    [Fact]
    public void Weights_for_colours_are_summed_for_one_channel()
    {
        using var source = Small(10);
        using var target = ModelCatalog.Find("cnn-small").Build(new(1, 10, 32));
        using var file = Saved(source.state_dict());
        var report = Weights.Load(file, target, target.HeadName);
        Assert.Contains("its weights are summed", Assert.Single(report.Notes), StringComparison.Ordinal);
        source.eval();
        target.eval();
        using var noGrad = no_grad();
        var gray = randn(2, 1, 32, 32);
        Assert.True(allclose(source.forward(gray.expand(2, 3, 32, 32)), target.forward(gray), 1e-4, 1e-4));
    }

    [Fact]
    public void What_is_missing_or_unexpected_is_listed_and_the_model_stays_what_it_was()
    {
        using var source = Small(10);
        using var target = Small(10);
        var before = Sum(target);
        using var file = Saved(source.state_dict().Where(s => s.Key != "fc.bias").Append(new("extra", zeros(1))));
        var error = Assert.Throws<InvalidInputException>(() => Weights.Load(file, target, target.HeadName));
        Assert.Contains("1 missing: fc.bias; 1 unexpected: extra", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Sum(target));
    }

    /// <summary>The same real weights in a network without batch normalisation, and in one that has it put back.</summary>
    [Fact]
    public void Folded_weights_give_the_same_logits_with_batch_normalisation_put_back()
    {
        var path = SharedData.Path("data", "weights", "mobilenet_v2_1.0_224_imagenet.safetensors");
        var definition = ModelCatalog.Find("mobilenet_v2_tf");
        var shape = definition.Shape with { ImageSize = 64 };
        using var folded = definition.Build(shape with { Folded = true });
        using var unfolded = definition.Build(shape);
        Assert.Single(Load(folded).Notes);
        Assert.Contains("folded into 52 convolutions", Load(unfolded).Notes[1], StringComparison.Ordinal);
        folded.eval();
        unfolded.eval();
        using var noGrad = no_grad();
        var images = rand(2, 3, 64, 64) * 2 - 1;
        Assert.Equal(0, (folded.forward(images) - unfolded.forward(images)).abs().max().item<float>(), 1e-4);

        WeightsReport Load(ImageModel model)
        {
            using var file = WeightsFile.Read(path);
            return Weights.Load(file, model, model.HeadName);
        }
    }

    [Fact]
    public void Real_weights_under_torchvisions_names_need_no_help()
    {
        using var model = ModelCatalog.Find("squeezenet1_1").Build(ModelCatalog.Find("squeezenet1_1").Shape);
        var report = Weights.Load(SharedData.Path("data", "weights", "squeezenet1_1_imagenet_rgbnorm.safetensors"), model);
        Assert.Equal((52, 0, 0), (report.Loaded, report.Notes.Count, report.Kept.Count));
    }

    [Theory]
    [InlineData("features.0.weight", "features.0.0.weight")]
    [InlineData("features.1.dw.bias", "features.1.conv.0.0.bias")]
    [InlineData("features.1.project.weight", "features.1.conv.1.weight")]
    [InlineData("features.17.expand.weight", "features.17.conv.0.0.weight")]
    [InlineData("features.17.dw.weight", "features.17.conv.1.0.weight")]
    [InlineData("features.17.project.weight", "features.17.conv.2.weight")]
    [InlineData("features.18.weight", "features.18.0.weight")]
    [InlineData("classifier.bias", "classifier.1.bias")]
    public void Names_of_another_program_become_torchvisions(string theirs, string ours) =>
        Assert.Equal(ours, KeyMap.Find("mobilenet_v2-blocks").Apply(theirs));

    [Fact]
    public void Converted_weights_are_the_same_under_torchvisions_names()
    {
        var (source, target) = (SharedData.Path("data", "weights", "orig", "resnet20-12fca82f.th"), _folder["out.safetensors"]);
        var report = WeightsConversion.Run(source, target, ModelCatalog.Find("resnet20"));
        Assert.Equal("state_dict", report.Within);
        Assert.Contains("The prefix module. was taken off all names.", report.Notes);
        using var file = WeightsFile.Read(target);
        using var original = WeightsFile.Read(source);
        Assert.Equal("resnet20", file.Metadata["model"]);
        Assert.Equal(original.Tensors.Keys.Select(k => k["module.".Length..]).Order(), file.Tensors.Keys.Order());
        Assert.Throws<InvalidInputException>(() => WeightsConversion.Run(source, _folder["no.safetensors"], ModelCatalog.Find("resnet32")));
        Assert.False(File.Exists(_folder["no.safetensors"]));
    }

    private static ImageModel Small(int classes) => ModelCatalog.Find("cnn-small").Build(new(3, classes, 32));

    private static double Sum(ImageModel model) => model.state_dict().Values.Sum(t => (double)t.to(ScalarType.Float32).sum().item<float>());

    private WeightsFile Saved(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        Safetensors.Save(_folder["w.safetensors"], tensors);
        return WeightsFile.Read(_folder["w.safetensors"]);
    }
}
