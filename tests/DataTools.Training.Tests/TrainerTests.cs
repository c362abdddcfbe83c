using System.Text.Json;
using DataTools.Catalog;
using DataTools.Evaluation.Fusion;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Codecs;
using DataTools.Training.Checkpoints;
using DataTools.Training.Models;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Pretrained;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace DataTools.Training.Tests;

public sealed class TrainerTests : IDisposable
{
    private static readonly AugmentationPolicy None = AugmentationPolicy.Load("none", "."), Standard = AugmentationPolicy.Load("cifar", ".");

    private readonly TinyEntry _tiny = new();

    public void Dispose() => _tiny.Dispose();

    private Trainer Trainer => new(_tiny.Workspace, TimeProvider.System);

    [Fact]
    public void A_network_learns_and_its_run_holds_everything()
    {
        var result = Train("run", _tiny.Options with { Epochs = 5 }, None);
        Assert.Equal((5, false), (result.EpochsDone, result.Interrupted));
        Assert.True(result.BestValidationAccuracy > 0.8, $"{result.BestValidationAccuracy}");
        Assert.True(result.TestAccuracy > 0.8, $"{result.TestAccuracy}");

        var options = result.Run.ReadOptions();
        Assert.Equal(_tiny.Card.Fingerprint, options.EntryFingerprint);
        Assert.Equal((TinyEntry.Side, 1), (options.ImageSize, options.Channels));
        Assert.Equal(_tiny.Card.Classes, options.Classes);
        Assert.NotEqual("", options.Versions);
        var metrics = EpochMetrics.Read(result.Run.Metrics);
        Assert.Equal([1, 2, 3, 4, 5], metrics.Select(m => m.Epoch));
        Assert.True(metrics[^1].TrainLoss < metrics[0].TrainLoss);
        Assert.Equal(result.BestValidationAccuracy, metrics.Max(m => m.ValidationAccuracy));
        Assert.Single(Directory.GetFiles(Path.Combine(result.Run.Path, "predictions")));
    }

    [Fact]
    public void A_run_begins_with_the_weights_of_a_file_and_says_what_was_done()
    {
        var file = Weights(classes: 5);
        var options = _tiny.Options with { Weights = new() { Path = file, Source = "w", Mean = [0.4, 0.5, 0.6], Std = [0.1, 0.2, 0.3] } };
        var whole = Train("whole", options, None);
        var begun = whole.Run.ReadOptions();
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file))), begun.Weights!.Sha256);
        Assert.Contains(begun.Weights.Report, n => n.StartsWith("The head fc tells 5 classes apart", StringComparison.Ordinal));
        Assert.Contains(begun.Weights.Report, n => n.Contains("summed", StringComparison.Ordinal));
        Assert.Equal((0.5, 0.2), (begun.Mean.Single(), begun.Std.Single()));
        Assert.NotEqual(File.ReadAllBytes(Train("fresh", _tiny.Options, None).Run.LastWeights), File.ReadAllBytes(whole.Run.LastWeights));

        // Stopped before there is a checkpoint: it begins with the same weights again.
        using var stop = new CancellationTokenSource();
        var stopped = Trainer.Start("stopped", options, None, new Each<TrainProgress>(_ => stop.Cancel()), stop.Token);
        File.Delete(stopped.Run.Checkpoint);
        List<string> told = [];
        var resumed = new Trainer(_tiny.Workspace, TimeProvider.System) { Talk = told.Add }.Resume(stopped.Run, null, default);
        Assert.Equal(File.ReadAllBytes(whole.Run.LastWeights), File.ReadAllBytes(resumed.Run.LastWeights));
        Assert.Equal(["stopped has no checkpoint: it begins anew, with the same options."], told);
        new Trainer(_tiny.Workspace, TimeProvider.System) { Talk = told.Add }.Resume(stopped.Run, null, default);
        Assert.Single(told);
    }

    [Fact]
    public void Weights_that_do_not_fit_leave_no_run()
    {
        var options = _tiny.Options with { Model = "resnet20", Weights = new() { Path = Weights(classes: 3), Source = "w" } };
        Assert.Contains("does not fit the model", Assert.Throws<InvalidInputException>(() => Train("run", options, None)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_tiny.Workspace.Runs) && Directory.EnumerateDirectories(_tiny.Workspace.Runs).Any());
    }

    [Fact]
    public void The_same_options_give_the_same_weights_whatever_feeds_them()
    {
        var first = Train("first", _tiny.Options with { Workers = 1 }, Standard);
        var second = Train("second", _tiny.Options with { Workers = 4 }, Standard);
        var other = Train("other", _tiny.Options with { Seed = 1 }, Standard);
        Assert.Equal(File.ReadAllBytes(first.Run.LastWeights), File.ReadAllBytes(second.Run.LastWeights));
        Assert.NotEqual(File.ReadAllBytes(first.Run.LastWeights), File.ReadAllBytes(other.Run.LastWeights));
    }

    /// <summary>Recipes of one more thing each that a checkpoint must hold.</summary>
    public static TheoryData<string> Recipes => ["plain", "adamw", "averaged", "mixed", "thawing", "accumulating", "cycles", "balanced", "dropout", "bfloat16"];

    private TrainOptions Recipe(string name) => name switch
    {
        "adamw" => _tiny.Options with { Optimizer = TrainOptions.AdamW, LearningRate = 0.01, ClipNorm = 1, LayerDecay = 0.8 },
        "averaged" => _tiny.Options with { Ema = 0.9, Swa = 0.3 },
        "mixed" => _tiny.Options with { MixUp = 0.4, CutMix = 1, FocalGamma = 2 },
        "thawing" => _tiny.Options with { Freeze = "backbone", UnfreezeEvery = 1, Schedule = LearningRate.Cosine, Warmup = 0.5 },
        "accumulating" => _tiny.Options with { Accumulate = 2, Nesterov = true },
        "cycles" => _tiny.Options with { Schedule = LearningRate.Cyclic, Cycles = 3, Keep = 2 },
        "balanced" => _tiny.Options with { Sampling = TrainOptions.Balanced, ClassWeights = TrainOptions.Balanced, Schedule = LearningRate.Step },
        "dropout" => _tiny.Options with { Model = "squeezenet1_1", ImageSize = 32, Epochs = 2, Schedule = LearningRate.Constant, LearningRate = 0.01 },
        "bfloat16" => _tiny.Options with { Precision = Precisions.BFloat16 },
        _ => _tiny.Options,
    };

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_run_that_was_stopped_anywhere_ends_with_the_weights_of_one_that_was_not(string recipe)
    {
        var options = Recipe(recipe) with { CheckpointSeconds = 0 };
        var whole = Train("whole", options, Standard).Run;
        foreach (var stopAtStep in new[] { 3, 8, 9 })
        {
            using var stop = new CancellationTokenSource();
            var steps = 0;
            var name = $"stopped-{stopAtStep}";
            var stopped = Trainer.Start(name, options, Standard, new Each<TrainProgress>(p =>
            {
                if (p.Finished is null && ++steps == stopAtStep)
                    stop.Cancel();
            }), stop.Token);
            Assert.True(stopped.Interrupted);

            var from = int.MaxValue;
            var resumed = Trainer.Resume(RunFolder.Open(_tiny.Workspace, name), new Each<TrainProgress>(p => from = Math.Min(from, ((p.Epoch - 1) * p.Steps) + p.Step)), CancellationToken.None).Run;
            Assert.InRange(from, stopAtStep - options.Accumulate + 1, stopAtStep + 1);
            Assert.Equal(KeptFiles(whole), KeptFiles(resumed));
            static IEnumerable<EpochMetrics> WithoutTime(RunFolder run) => EpochMetrics.Read(run.Metrics).Select(m => m with { Seconds = 0, ImagesPerSecond = 0, InputWait = 0 });
            Assert.Equal(WithoutTime(whole), WithoutTime(resumed));
        }
    }

    // All that a run keeps but its checkpoint, which knows how long things took.
    private static IReadOnlyList<(string, string)> KeptFiles(RunFolder run) =>
    [
        .. Directory.GetFiles(run.Path, "*.safetensors").Where(f => f != run.Checkpoint).Order(StringComparer.Ordinal)
            .Select(f => (Path.GetFileName(f), Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f))))),
    ];

    [Fact]
    public void In_bfloat16_a_network_learns_too_and_is_judged_in_32_bits()
    {
        var told = new List<string>();
        var trainer = new Trainer(_tiny.Workspace, TimeProvider.System) { Talk = told.Add };
        var result = trainer.Start("run", _tiny.Options with { Epochs = 5, Precision = Precisions.BFloat16 }, None, null, default);
        Assert.True(result.BestValidationAccuracy > 0.8, $"{result.BestValidationAccuracy}");
        Assert.Equal(Precisions.IsFastOn("cpu"), told.Count == 0);
        Assert.NotEqual(File.ReadAllBytes(result.Run.LastWeights), File.ReadAllBytes(Train("other", _tiny.Options with { Epochs = 5 }, None).Run.LastWeights));
        Assert.All(Safetensors.Load(result.Run.LastWeights).Tensors, t => Assert.NotEqual(TorchSharp.torch.ScalarType.BFloat16, t.Value.dtype));
    }

    [Fact]
    public void Which_precision_the_processor_is_good_at_is_decided_at_the_start_and_kept()
    {
        var told = new List<string>();
        var trainer = new Trainer(_tiny.Workspace, TimeProvider.System) { Talk = told.Add };
        var run = trainer.Start("run", _tiny.Options with { Epochs = 1, Precision = Precisions.Auto }, None, null, default).Run;
        Assert.Equal(Precisions.Fastest("cpu"), run.ReadOptions().Precision);
        Assert.Equal([$"--precision auto is {Precisions.Fastest("cpu")} here."], told);
        Assert.Contains("--precision half: fp32, bf16 or auto", Assert.Throws<InvalidInputException>(() => Train("r", _tiny.Options with { Precision = "half" }, None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_recipe_keeps_is_there()
    {
        IEnumerable<string> Files(string recipe) => KeptFiles(Train(recipe, Recipe(recipe), None).Run).Select(w => w.Item1);
        Assert.Equal(["best.safetensors", "last.safetensors", "swa.safetensors"], Files("averaged"));
        var kept = Files("cycles").ToList();
        Assert.Equal(["snapshot-1.safetensors", "snapshot-2.safetensors", "snapshot-3.safetensors"], kept.Where(f => f.StartsWith("snapshot", StringComparison.Ordinal)));
        Assert.Equal(2, kept.Count(f => f.StartsWith("epoch", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_frozen_stays_as_it_was_and_the_head_learns()
    {
        var before = Train("before", _tiny.Options with { Epochs = 1, Freeze = "backbone", LearningRate = 1e-12, WeightDecay = 0 }, None).Run;
        var after = Train("after", _tiny.Options with { Freeze = "backbone" }, None).Run;
        var (first, last) = (Safetensors.Load(before.LastWeights).Tensors, Safetensors.Load(after.LastWeights).Tensors);
        Assert.All(first.Keys.Where(k => !k.StartsWith("fc", StringComparison.Ordinal)), k => Assert.Equal(0, (first[k].to(TorchSharp.torch.ScalarType.Float32) - last[k].to(TorchSharp.torch.ScalarType.Float32)).abs().max().item<float>()));
        Assert.NotEqual(0, (first["fc.weight"] - last["fc.weight"]).abs().max().item<float>());
        var error = Assert.Throws<InvalidInputException>(() => Train("r", _tiny.Options with { Freeze = "until:blok4" }, None));
        Assert.Contains("Did you mean block4?", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_gets_no_better_ends_early()
    {
        var result = Train("r", _tiny.Options with { Epochs = 50, Patience = 2, LearningRate = 1e-9, WeightDecay = 0 }, None);
        Assert.False(result.Interrupted);
        Assert.InRange(result.EpochsDone, 3, 49);
    }

    [Fact]
    public void The_time_left_is_judged_by_the_whole_training()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        var started = time.GetTimestamp();
        var reports = new List<(TrainProgress Progress, TimeSpan Elapsed)>();
        new Trainer(_tiny.Workspace, time).Start(
            "run", _tiny.Options with { Epochs = 4 }, None, new Each<TrainProgress>(p => reports.Add((p, time.GetElapsedTime(started)))), CancellationToken.None);
        // Every step takes about the same time here, so at a share s of the steps about (1 - s) / s of what has passed is left.
        foreach (var (progress, elapsed) in reports)
        {
            var share = (progress.Epoch - 1 + ((double)progress.Step / progress.Steps)) / progress.Epochs;
            var expected = elapsed.TotalSeconds * (1 - share) / share;
            Assert.InRange(progress.Remaining.TotalSeconds, 0, (1.5 * expected) + 1);
        }
        Assert.Equal(TimeSpan.Zero, reports[^1].Progress.Remaining);
    }

    [Fact]
    public void Members_are_evaluated_alone_and_together_and_predict_only_once()
    {
        RunFolder[] runs = [Train("a", _tiny.Options, None).Run, Train("b", _tiny.Options with { Seed = 1 }, Standard).Run];
        var request = new EvaluationRequest([.. runs.Select(RunMember.Best)], null, SplitNames.Test, [.. FusionCatalog.All.Select(r => r.Name)], [1, 10]);
        var predicted = new List<EvaluationProgress>();
        var evaluation = new RunEvaluation(_tiny.Workspace, TimeProvider.System);
        var table = evaluation.Evaluate(request, new Each<EvaluationProgress>(predicted.Add), CancellationToken.None);
        Assert.Equal(2 * (runs.Length + FusionCatalog.All.Count), table.Rows.Count);
        Assert.NotEmpty(predicted);
        predicted.Clear();
        Assert.Equivalent(table, evaluation.Evaluate(request, new Each<EvaluationProgress>(predicted.Add), CancellationToken.None));
        Assert.Empty(predicted);
    }

    [Fact]
    public void Predictions_of_older_weights_are_never_taken_for_those_of_newer_ones()
    {
        var (a, b) = (Train("a", _tiny.Options, None).Run, Train("b", _tiny.Options with { Seed = 1 }, None).Run);
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        var predictions = new RunPredictions(_tiny.Workspace, TimeProvider.System);
        var before = predictions.On(a, entry, SplitNames.Test, 1, null, CancellationToken.None).Logits;
        File.Copy(b.BestWeights, a.BestWeights, overwrite: true);
        File.SetLastWriteTimeUtc(a.BestWeights, DateTime.UnixEpoch);
        var after = predictions.On(a, entry, SplitNames.Test, 1, null, CancellationToken.None).Logits;
        Assert.NotEqual(before, after);
        Assert.Equal(predictions.On(b, entry, SplitNames.Test, 1, null, CancellationToken.None).Logits, after);
    }

    [Fact]
    public void A_run_whose_entry_has_changed_is_not_resumed()
    {
        var run = Train("run", _tiny.Options, None).Run;
        _tiny.Store.Remove(TinyEntry.Name);
        using var other = new TinyEntry(trainPerClass: 7);
        using var replacement = other.Store.Open(TinyEntry.Name);
        _tiny.Store.Write(replacement.Card, new(replacement.Card.Classes, [.. replacement.Splits.Select(s => new SplitContent(s.Name, null, s.Samples()))]));
        var error = Assert.Throws<InvalidInputException>(() => Trainer.Resume(run, null, CancellationToken.None));
        Assert.Contains("not the one this run began with", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_trained_makes_no_run()
    {
        Assert.Throws<NotFoundException>(() => Train("r", _tiny.Options with { Entry = "bar" }, None));
        Assert.Throws<NotFoundException>(() => Train("r", _tiny.Options with { Model = "cnn" }, None));
        Assert.Throws<InvalidInputException>(() => Train("r", _tiny.Options with { Device = "tpu" }, None));
        var faults = Assert.Throws<InvalidInputException>(() => Train("r", _tiny.Options with { Epochs = 0, LearningRate = -1, BatchSize = 0 }, None)).Message;
        Assert.All(["--epochs", "--lr", "--batch-size"], o => Assert.Contains(o, faults, StringComparison.Ordinal));
        var normalising = AugmentationPolicy.Parse("operations: [normalize: { mean: [0.5], std: [0.5] }]", "test");
        Assert.Throws<InvalidInputException>(() => Train("r", _tiny.Options, normalising));
        _tiny.Store.Write(new() { Name = "one", Source = "test" }, new(["only"], [new(SplitNames.Train, null, [new("x", new byte[1], 0)])]));
        Assert.Throws<InvalidInputException>(() => Train("r", _tiny.Options with { Entry = "one" }, None));
        // 180 images of 2048 x 2048 are too many for one batch.
        var many = Enumerable.Range(0, 200).Select(i => new Sample($"{i}", ImageCodec.EncodePng(TinyEntry.Picture("x", i % 2)), i % 2));
        _tiny.Store.Write(new() { Name = "many", Source = "test" }, new(["a", "b"], [new(SplitNames.Train, null, many)]));
        var large = Assert.Throws<InvalidInputException>(() => Train("r", _tiny.Options with { Entry = "many", BatchSize = 65_536, ImageSize = 2048 }, None));
        Assert.Contains("--batch-size 65536", large.Message, StringComparison.Ordinal);
        var image = ImageCodec.EncodePng(TinyEntry.Picture("x", 0));
        var samples = Enumerable.Range(0, 20).Select(i => new Sample($"{i}", image, i % 2));
        _tiny.Store.Write(new() { Name = "unseen", Source = "test" }, new(["a", "b", "images"], [new(SplitNames.Train, null, samples)]));
        var unseen = Assert.Throws<InvalidInputException>(() => Train("r", _tiny.Options with { Entry = "unseen" }, None));
        Assert.Contains("images", unseen.Message, StringComparison.Ordinal);
        var labelled = Enumerable.Range(0, 20).Select(i => new Sample($"{i}", image, -1) { Annotations = new() { Labels = [0, 1] } });
        _tiny.Store.Write(new() { Name = "several", Source = "test" }, new(["a", "b"], [new(SplitNames.Train, null, labelled)]) { Kinds = DataTools.Catalog.Annotations.AnnotationKinds.Labels });
        Assert.Contains("several labels", Assert.Throws<InvalidInputException>(() => Train("r", _tiny.Options with { Entry = "several" }, None)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => Train(new('x', 300), _tiny.Options, None));
        Assert.False(Directory.Exists(_tiny.Workspace.Runs));
    }

    [Fact]
    public void Batches_of_one_are_refused_where_normalisation_would_get_a_single_value_and_only_there()
    {
        // Three halvings of 8 x 8 pixels leave one: told before anything is written.
        var error = Assert.Throws<InvalidInputException>(() => Train("r", _tiny.Options with { BatchSize = 1, Model = "resnet18-cifar" }, None));
        Assert.Equal("--batch-size 1: the batch normalisation layer4.0.bn1 of resnet18-cifar gets one value of a channel from an image of 8 x 8, and needs two", error.Message);
        Assert.Contains("--batch-size 2", error.Hint, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_tiny.Workspace.Runs));
        Assert.Equal(1, Train("larger maps", _tiny.Options with { BatchSize = 1, Epochs = 1, Schedule = LearningRate.Cosine, LearningRate = 0.001, MixUp = 0.2 }, None).EpochsDone);
    }

    [Fact]
    public void The_share_of_time_that_is_waited_for_images_is_measured()
    {
        var shares = new List<double>();
        var run = Trainer.Start("run", _tiny.Options, None, new Each<TrainProgress>(p => shares.Add(p.InputWait)), default).Run;
        Assert.All(shares, s => Assert.InRange(s, 0, 1));
        Assert.All(EpochMetrics.Read(run.Metrics), m => Assert.InRange(m.InputWait ?? -1, 0, 1));
        Assert.EndsWith(",input_wait", File.ReadLines(run.Metrics).First(), StringComparison.Ordinal);
        // A run of before it was measured goes on.
        File.WriteAllLines(run.Metrics, File.ReadAllLines(run.Metrics).Select(l => l[..l.LastIndexOf(',')]));
        Assert.All(EpochMetrics.Read(run.Metrics), m => Assert.Null(m.InputWait));
        Assert.Equal(3, Trainer.Resume(run, null, default).Run.EpochsDone);
        Assert.All(EpochMetrics.Read(run.Metrics), m => Assert.Null(m.InputWait));
    }

    [Fact]
    public void A_stop_before_the_first_step_makes_no_run()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => Trainer.Start("r", _tiny.Options, None, null, stop.Token));
        Assert.False(Directory.Exists(_tiny.Workspace.Runs));
    }

    [Fact]
    public void A_training_that_fails_before_its_first_epoch_is_done_leaves_no_run()
    {
        var fault = new InvalidOperationException("test");
        Assert.Same(fault, Assert.Throws<InvalidOperationException>(() =>
            Trainer.Start("r", _tiny.Options, None, new Each<TrainProgress>(_ => throw fault), CancellationToken.None)));
        Assert.Empty(Directory.GetDirectories(_tiny.Workspace.Runs));
    }

    [Fact]
    public void A_run_is_trained_by_one_process_at_a_time()
    {
        var refused = 0;
        var run = Trainer.Start("run", _tiny.Options, None, new Each<TrainProgress>(_ =>
        {
            var running = RunFolder.Open(_tiny.Workspace, "run");
            Assert.Contains("another process", Assert.Throws<InvalidInputException>(() => Trainer.Resume(running, null, CancellationToken.None)).Message, StringComparison.Ordinal);
            refused++;
        }), CancellationToken.None).Run;
        Assert.True(refused > 0);
        Assert.Equal(3, Trainer.Resume(run, null, CancellationToken.None).EpochsDone);
        Assert.Empty(Directory.GetFiles(run.Path, "*.lock"));
    }

    [Fact]
    public void Lines_of_the_metrics_that_were_cut_off_do_not_keep_a_run_from_going_on()
    {
        var run = Train("run", _tiny.Options, None).Run;
        var lines = File.ReadAllLines(run.Metrics);
        File.WriteAllText(run.Metrics, string.Join('\n', [.. lines[..3], lines[3][..20]]));
        Trainer.Resume(run, null, CancellationToken.None);
        Assert.Equal(lines[..3], File.ReadAllLines(run.Metrics));
    }

    [Fact]
    public void Weights_that_vanished_are_missed_before_anything_is_trained()
    {
        var run = Train("run", _tiny.Options, None).Run;
        File.Delete(run.BestWeights);
        var error = Assert.Throws<CorruptFileException>(() => Trainer.Resume(run, null, CancellationToken.None));
        Assert.Equal(run.BestWeights, error.Path);
        Assert.DoesNotContain("resume", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_memory_runs_out_what_did_not_fit_and_what_takes_less_is_told()
    {
        // 4 EB in the middle of it: more than any machine can address, so libtorch fails at once.
        static void Eat() => TorchSharp.torch.empty(1L << 60).Dispose();
        var error = Assert.Throws<InvalidInputException>(() => Trainer.Start("r", _tiny.Options, None, new Each<TrainProgress>(_ => Eat()), CancellationToken.None));
        Assert.Equal("there is not enough memory for cnn-small on a batch of 8 images of 8 x 8", error.Message);
        Assert.Contains("smaller --batch-size (with --accumulate K", error.Hint, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_tiny.Workspace.Runs, "r")));

        error = Assert.Throws<InvalidInputException>(() => Trainer.FindRate(_tiny.Options with { BatchSize = 1, ImageSize = 64 }, None, 20, new Each<RatePoint>(_ => Eat()), CancellationToken.None));
        Assert.Equal("there is not enough memory for cnn-small on a batch of 1 image of 64 x 64", error.Message);
        Assert.DoesNotContain("--batch-size", error.Hint, StringComparison.Ordinal);

        var run = Train("r", _tiny.Options with { Epochs = 1 }, None).Run;
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        error = Assert.Throws<InvalidInputException>(() => new RunPredictions(_tiny.Workspace, TimeProvider.System).On(run, entry, "train", crops: 1, new Each<long>(_ => Eat()), CancellationToken.None));
        Assert.StartsWith("there is not enough memory for r to predict", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_learning_rate_that_breaks_the_loss_is_named()
    {
        var error = Assert.Throws<InvalidInputException>(() => Train("r", _tiny.Options with { LearningRate = 100, WeightDecay = 1, Epochs = 20, Schedule = LearningRate.Cosine }, None));
        Assert.Contains("--lr", error.Hint, StringComparison.Ordinal);
    }

    private TrainResult Train(string name, TrainOptions options, AugmentationPolicy policy) =>
        Trainer.Start(name, options, policy, null, CancellationToken.None);

    private sealed class Each<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }

    private string Weights(int classes)
    {
        using var model = ModelCatalog.Find("cnn-small").Build(new(3, classes, 32));
        var path = Path.Combine(_tiny.Workspace.Cache, "w.safetensors");
        Safetensors.Save(path, model.state_dict());
        return path;
    }

    [Fact]
    public void Weights_of_ours_say_what_they_are_of_and_prepare_images_for_the_next_training()
    {
        var first = Train("first", _tiny.Options with { Epochs = 1, Resize = 10, Interpolation = "bicubic" }, None).Run;
        var options = first.ReadOptions();
        using (var file = WeightsFile.Read(first.BestWeights))
        {
            Assert.Equal(("pt", "cnn-small", "1"), (file.Metadata["format"], file.Metadata["model"], file.Metadata["epoch"]));
            Assert.Equal(["left", "middle", "right"], JsonSerializer.Deserialize<string[]>(file.Metadata["datatools.classes"])!);
            var said = JsonDocument.Parse(file.Metadata["datatools.preprocessing"]).RootElement;
            Assert.Equal((8, 10, "bicubic", options.Mean[0]), (said.GetProperty("inputSize").GetInt32(), said.GetProperty("resize").GetInt32(), said.GetProperty("interpolation").GetString(), said.GetProperty("mean")[0].GetDouble()));
        }
        // Converted, it says the same.
        var converted = Path.Combine(_tiny.Workspace.Cache, "c.safetensors");
        WeightsConversion.Run(first.BestWeights, converted, ModelCatalog.Find("cnn-small"));
        var next = Train("next", _tiny.Options with { Epochs = 1, ValidationSeed = 5, Weights = new() { Path = converted, Source = "c" } }, None).Run.ReadOptions();
        Assert.Equal((options.Mean[0], options.Std[0], 10, "bicubic"), (next.Mean[0], next.Std[0], next.Resize, next.Interpolation));
        Assert.Contains("Images are prepared as the file says: the shorter side to 10, bicubic, 8 x 8.", next.Weights!.Report);
    }

    [Theory]
    [InlineData(0, 16, "The images are 8 x 8: they become 16 x 16, the size that the weights were trained on, with 4 times the pixels. --image-size 8 leaves them as they are.")]
    [InlineData(0, 8, null)]
    [InlineData(8, 16, null)]
    public void Small_pictures_that_become_as_large_as_those_of_the_weights_are_told(int asked, int size, string? told)
    {
        var weights = new InitialWeights { Path = Weights(classes: 3), Source = "w" }.With(PretrainedPreprocessing.ImageNet with { InputSize = size, Resize = size }, "test");
        var said = new List<string>();
        new Trainer(_tiny.Workspace, TimeProvider.System) { Talk = said.Add }.Start("r", _tiny.Options with { Epochs = 1, Weights = weights, ImageSize = asked }, None, null, CancellationToken.None);
        Assert.Equal(told, said.Find(s => s.StartsWith("The images are ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Weights_that_say_nothing_of_images_are_told_so_and_nonsense_is_refused()
    {
        var weights = new InitialWeights { Path = Weights(classes: 3), Source = "w" };
        var run = Train("r", _tiny.Options with { Epochs = 1, Weights = weights }, None).Run.ReadOptions();
        Assert.Contains(run.Weights!.Report, n => n.Contains("--preprocessing", StringComparison.Ordinal));
        Assert.Equal((TinyEntry.Side, 0), (run.ImageSize, run.Weights.Mean.Count));

        using var model = ModelCatalog.Find("cnn-small").Build(new(3, 3, 32));
        foreach (var text in new[] { "{", "null", "{}", """{"inputSize":8,"resize":8,"interpolation":"bilinear","mean":[0.5],"std":[0]}""" })
        {
            Safetensors.Save(weights.Path, model.state_dict(), new Dictionary<string, string>(StringComparer.Ordinal) { ["datatools.preprocessing"] = text });
            Assert.Contains("--preprocessing", Assert.Throws<CorruptFileException>(() => Train("no", _tiny.Options with { Weights = weights }, None)).Hint, StringComparison.Ordinal);
        }
        // Named by the user, what the file says does not matter.
        Assert.Equal(224, Trained(weights.With(PretrainedPreprocessing.ImageNet, "imagenet")).Weights!.ImageSize);

        // Another entry's classes, of the same number.
        Safetensors.Save(weights.Path, model.state_dict(), new Dictionary<string, string>(StringComparer.Ordinal) { ["datatools.classes"] = """["a","b","c"]""" });
        Assert.Contains(Trained(weights).Weights!.Report, n => n.Contains("classes are other ones, such as a", StringComparison.Ordinal));

        TrainOptions Trained(InitialWeights begun) => Train($"t{begun.ImageSize}", _tiny.Options with { Epochs = 1, ImageSize = 8, Weights = begun }, None).Run.ReadOptions();
    }
}
