using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Checkpoints;
using DataTools.Training.Models;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;
using DataTools.Training.Torch;

namespace DataTools.Training.Tests;

public sealed class ProbeTests : IDisposable
{
    private static readonly AugmentationPolicy None = AugmentationPolicy.Load("none", ".");

    private readonly TinyEntry _tiny = new();
    private readonly TrainOptions _options;

    public ProbeTests()
    {
        TorchRuntime.Use(2);
        var path = Path.Combine(_tiny.Workspace.Root, "body.safetensors");
        TorchSharp.torch.manual_seed(1);
        using (var model = ModelCatalog.Find("cnn-small").Build(new(1, 5, TinyEntry.Side)))
            Safetensors.Save(path, model.state_dict());
        _options = _tiny.Options with { Probe = true, Epochs = 6, Optimizer = TrainOptions.AdamW, LearningRate = 0.02, Ema = 0.9, Weights = new() { Path = path, Source = "body" } };
    }

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void The_head_alone_learns_from_features_computed_once()
    {
        var told = new List<FeatureProgress>();
        var result = Train("probe", _options, p => told.AddRange(p.Features is { } f ? [f] : []));
        Assert.True(result.TestAccuracy > 0.6, $"{result.TestAccuracy}");
        Assert.Equal(6, EpochMetrics.Read(result.Run.Metrics).Count);
        Assert.Equal((60, 60), (told[^1].Done, told[^1].Total));

        var (began, _) = Safetensors.Load(_options.Weights!.Path);
        var (ended, _) = Safetensors.Load(result.Run.LastWeights);
        var changed = ended.Where(e => !(e.Value.shape.SequenceEqual(began[e.Key].shape) && e.Value.bytes.SequenceEqual(began[e.Key].bytes))).Select(e => e.Key);
        Assert.Equal(["fc.bias", "fc.weight"], changed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_ends_where_a_frozen_backbone_does()
    {
        var probe = Train("probe", _options with { Ema = 0 });
        var frozen = Train("frozen", _options with { Ema = 0, Probe = false, Freeze = "backbone" });
        var losses = (EpochMetrics.Read(probe.Run.Metrics)[^1].TrainLoss, EpochMetrics.Read(frozen.Run.Metrics)[^1].TrainLoss);
        Assert.Equal(losses.Item2, losses.Item1, 1e-3);
    }

    [Fact]
    public void It_goes_on_after_a_stop_and_ends_with_the_same_weights()
    {
        var whole = Train("whole", _options);
        using var stop = new CancellationTokenSource();
        var stopped = Train("stopped", _options with { CheckpointSeconds = 0 }, p =>
        {
            if (p is { Epoch: 3, Step: 2, Features: null })
                stop.Cancel();
        }, stop.Token);
        Assert.True(stopped.Interrupted);
        var resumed = new Trainer(_tiny.Workspace, TimeProvider.System).Resume(stopped.Run, null, default);
        Assert.Equal(File.ReadAllBytes(whole.Run.LastWeights), File.ReadAllBytes(resumed.Run.LastWeights));
    }

    [Fact]
    public void A_head_that_is_a_convolution_learns_from_maps()
    {
        var path = Path.Combine(_tiny.Workspace.Root, "squeeze.safetensors");
        using (var model = ModelCatalog.Find("squeezenet1_1").Build(new(1, 4, 32)))
            Safetensors.Save(path, model.state_dict());
        var told = new List<FeatureProgress>();
        Train("probe", _options with { Model = "squeezenet1_1", ImageSize = 32, Epochs = 2, Weights = new() { Path = path, Source = "body" } }, p => told.AddRange(p.Features is { } f ? [f] : []));
        Assert.Equal(0, told[^1].Length % 512);
    }

    [Fact]
    public void What_makes_no_sense_with_it_is_refused_by_name()
    {
        var message = Assert.Throws<InvalidInputException>(() => Train("probe", _options with
        {
            Augment = "cifar",
            MixUp = 0.2,
            CutMix = 1,
            UnfreezeEvery = 1,
            LayerDecay = 0.5,
            Freeze = "until:head",
            Weights = null,
        })).Message;
        Assert.All(
            ["--augment cifar", "--mixup 0.2", "--cutmix 1", "--unfreeze-every 1", "--layer-decay 0.5", "--freeze until:head", "add --pretrained or --weights"],
            part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.Contains("takes no augmentation", Assert.Throws<InvalidInputException>(
            () => new Trainer(_tiny.Workspace, TimeProvider.System).Start("p", _options, AugmentationPolicy.Load("cifar", "."), null, default)).Message, StringComparison.Ordinal);
    }

    private TrainResult Train(string run, TrainOptions options, Action<TrainProgress>? each = null, CancellationToken cancellation = default) =>
        new Trainer(_tiny.Workspace, TimeProvider.System).Start(run, options, None, each is null ? null : new Told(each), cancellation);

    private sealed class Told(Action<TrainProgress> each) : IProgress<TrainProgress>
    {
        public void Report(TrainProgress value) => each(value);
    }
}
