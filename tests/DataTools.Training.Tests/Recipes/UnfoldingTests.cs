using DataTools.Imaging.Augmentation;
using DataTools.Training.Checkpoints;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Models;
using DataTools.Training.Tests.Support;
using DataTools.Training.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DataTools.Training.Tests.Recipes;

public sealed class UnfoldingTests : IDisposable
{
    private const int Side = 32;

    private readonly TinyEntry _tiny = new(trainPerClass: 12);
    private readonly TrainOptions _options;
    private readonly AugmentationPolicy _policy = AugmentationPolicy.Load("none", ".");

    public UnfoldingTests()
    {
        TorchRuntime.Use(2);
        var weights = Path.Combine(_tiny.Workspace.Root, "folded.safetensors");
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        manual_seed(3);
        var shape = new ModelShape(1, TinyEntry.Classes, Side);
        using var model = ModelCatalog.Find("mobilenet_v2").Build(shape);
        using var folded = ModelCatalog.Find("mobilenet_v2").Build(shape with { Folded = true });
        model.train();
        foreach (var layer in model.modules().OfType<BatchNorm2d>())
            layer.momentum = 1;
        model.call(randn(16, 1, Side, Side).mul_(2).add_(1));
        ModelCatalogTests.Fold(model, folded, 1e-5);
        Safetensors.Save(weights, folded.state_dict());
        _options = _tiny.Options with
        {
            Model = "mobilenet_v2",
            ImageSize = Side,
            Epochs = 1,
            Weights = new() { Path = weights, Source = "folded" },
            Mean = [0.4],
            Std = [0.3],
            Channels = 1,
            Policy = _policy.ToYaml(),
            Classes = ["left", "middle", "right"],
        };
    }

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void Measured_normalisation_leaves_testing_as_it_was_and_training_near_it()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        var feed = new ImageFeed(_options, entry, new(entry.Split("train")), ValidationSplit.Of(entry, _options.ValidationFraction, _options.ValidationSeed));
        using var model = ModelCatalog.Find("mobilenet_v2").Build(new(1, TinyEntry.Classes, Side));
        using var file = WeightsFile.Read(_options.Weights!.Path);
        var unfolded = Weights.Load(file, model).Unfolded;
        Assert.Equal(52, unfolded.Count);
        var images = cat([.. feed.Some(1000, default).Select(b => feed.Tensors(b).Inputs.clone())]);
        Assert.InRange(images.shape[0], 30, 33);

        Tensor Tested()
        {
            model.eval();
            return model.call(images);
        }
        // How far what training computes is from what testing does.
        float Distance()
        {
            var tested = Tested();
            var kept = model.state_dict().ToDictionary(s => s.Key, s => s.Value.clone());
            model.train();
            foreach (var dropout in model.modules().OfType<Dropout>())
                dropout.eval();
            var distance = ((model.call(images) - tested).norm() / tested.norm()).item<float>();
            foreach (var (name, value) in model.state_dict())
                value.copy_(kept[name]);
            return distance;
        }
        var (before, far) = (Tested(), Distance());
        Unfolding.Measure(model, unfolded, feed, default);
        Assert.True(Tested().allclose(before, 1e-4, 1e-4));
        Assert.True(far > 0.5, $"{far}");
        Assert.InRange(Distance(), 0, 0.02);
        // Removed again: what goes through now is counted by nobody.
        var mean = model.get_buffer("features.0.1.running_mean")!.clone();
        Tested();
        Assert.True(mean.allclose(model.get_buffer("features.0.1.running_mean")!, 0, 0));
    }

    [Fact]
    public void It_is_measured_where_it_learns_once_and_said()
    {
        var told = new List<string>();
        var trainer = new Trainer(_tiny.Workspace, TimeProvider.System) { Talk = told.Add };
        trainer.Start("frozen", _options with { Freeze = "backbone" }, _policy, null, default);
        Assert.DoesNotContain(told, t => t.StartsWith("Before the first step", StringComparison.Ordinal));
        var whole = trainer.Start("whole", _options, _policy, null, default).Run;
        Assert.Contains(told, t => t.StartsWith("Before the first step it is given", StringComparison.Ordinal) && t.Contains("over 33 training images", StringComparison.Ordinal));
        using var stop = new CancellationTokenSource();
        var stopped = trainer.Start("stopped", _options with { CheckpointSeconds = 0 }, _policy, new Stop(stop), stop.Token);
        Assert.True(stopped.Interrupted);
        Assert.Equal(File.ReadAllBytes(whole.LastWeights), File.ReadAllBytes(trainer.Resume(stopped.Run, null, default).Run.LastWeights));
    }

    private sealed class Stop(CancellationTokenSource stop) : IProgress<TrainProgress>
    {
        public void Report(TrainProgress value) => stop.Cancel();
    }
}
