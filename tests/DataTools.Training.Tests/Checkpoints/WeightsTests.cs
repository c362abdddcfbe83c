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

    /// <summary>Expected: PyTorch 1.13, interpolate(bicubic, antialias) of the 4 x 4 numbers 0, 1, 2^1.5, 3^1.5, ...; timm does that.</summary>
    [Theory]
    [InlineData(48, new[] { 1.3789129f, 3.659976f, 6.9269004f, 15.6383f, 20.778831f, 26.365993f, 38.689022f, 45.528622f, 52.713352f })]
    [InlineData(96, new[]
    {
        -0.5826669f, -0.2242503f, 0.5602352f, 1.7193208f, 3.3514309f, 4.46904f, 2.7755916f, 3.6742399f, 5.2466254f, 6.9595957f, 9.1522856f, 10.6065216f,
        9.7781696f, 11.4030781f, 14.0460138f, 16.5380383f, 19.5302525f, 21.467998f, 19.58679f, 21.5776062f, 24.7888336f, 27.7612362f, 31.2733383f, 33.5336343f,
        33.1911812f, 35.5349274f, 39.295444f, 42.7345963f, 46.7565727f, 49.3344917f, 42.4624863f, 45.0120888f, 49.0936241f, 52.8069344f, 57.1300583f, 59.8960304f,
    })]
    public void Positions_of_a_vision_transformer_are_interpolated_for_another_size_of_images(int size, float[] expected)
    {
        using var target = ModelCatalog.Find("vit_tiny").Build(new(3, 10, size));
        using var noGrad = no_grad();
        using (var source = ModelCatalog.Find("vit_tiny").Build(new(3, 10, 64)))
        {
            var positions = source.state_dict()["pos_embed"];
            positions.zero_();
            positions[0, 0, 0] = 7;
            positions[0, TensorIndex.Slice(1), 0] = arange(16, ScalarType.Float32).pow(1.5);
            using var file = Saved(source.state_dict());
            var report = Weights.Load(file, target, target.HeadName);
            Assert.Equal([$"pos_embed has learnt 4 x 4 patches: its positions are interpolated (bicubic), for {size / 16} x {size / 16}."], report.Notes);
            Assert.Equal(source.state_dict().Count, report.Loaded);
            Assert.Contains("of another shape", Assert.Throws<InvalidInputException>(() => Weights.Load(file, target)).Message, StringComparison.Ordinal);
        }
        var own = target.state_dict()["pos_embed"];
        float[] first = [.. own[0, TensorIndex.Colon, 0].data<float>()];
        Assert.Equal(7, first[0]);
        Assert.Equal(expected, first[1..], (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal(0, own[0, TensorIndex.Colon, TensorIndex.Slice(1)].abs().max().item<float>());
    }

    /// <summary>The names of timm's resnet18.a1_in1k, written down here and not taken from our own network.</summary>
    [Fact]
    public void Weights_of_timms_resnet18_need_no_map_of_names()
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        void Norm(string name, long width)
        {
            foreach (var kind in new[] { "weight", "bias", "running_mean", "running_var" })
                tensors[$"{name}.{kind}"] = full([width], 0.5);
            tensors[$"{name}.num_batches_tracked"] = tensor(1L);
        }
        tensors["conv1.weight"] = full([64, 3, 7, 7], 0.5);
        Norm("bn1", 64);
        for (var stage = 1; stage <= 4; stage++)
        {
            var (width, before) = (32L << stage, stage == 1 ? 64L : 16L << stage);
            for (var block = 0; block < 2; block++)
            {
                var name = $"layer{stage}.{block}";
                tensors[$"{name}.conv1.weight"] = full([width, block == 0 ? before : width, 3, 3], 0.5);
                tensors[$"{name}.conv2.weight"] = full([width, width, 3, 3], 0.5);
                Norm($"{name}.bn1", width);
                Norm($"{name}.bn2", width);
                if (block == 0 && stage > 1)
                {
                    tensors[$"{name}.downsample.0.weight"] = full([width, before, 1, 1], 0.5);
                    Norm($"{name}.downsample.1", width);
                }
            }
        }
        (tensors["fc.weight"], tensors["fc.bias"]) = (full([1000, 512], 0.5), full([1000], 0.5));

        using var target = ModelCatalog.Find("resnet18").Build(new(3, 10, 64));
        using var file = Saved(tensors);
        var report = Weights.Load(file, target, target.HeadName);
        Assert.Equal((122, 120, 2), (tensors.Count, report.Loaded, report.Kept.Count));
        Assert.Single(report.Notes);
        Assert.All(target.state_dict().Where(s => !s.Key.StartsWith("fc", StringComparison.Ordinal) && s.Value.dtype == ScalarType.Float32), s => Assert.Equal((0.5f, 0.5f), (s.Value.min().item<float>(), s.Value.max().item<float>())));
    }

    private static ImageModel Small(int classes) => ModelCatalog.Find("cnn-small").Build(new(3, classes, 32));

    private static double Sum(ImageModel model) => model.state_dict().Values.Sum(t => (double)t.to(ScalarType.Float32).sum().item<float>());

    private WeightsFile Saved(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        Safetensors.Save(_folder["w.safetensors"], tensors);
        return WeightsFile.Read(_folder["w.safetensors"]);
    }
}
