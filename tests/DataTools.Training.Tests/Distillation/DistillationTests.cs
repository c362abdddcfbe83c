using System.Security.Cryptography;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Checkpoints;
using DataTools.Training.Models;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests.Distillation;

public sealed class DistillationTests : IDisposable
{
    private static readonly AugmentationPolicy None = AugmentationPolicy.Load("none", "."), Standard = AugmentationPolicy.Load("cifar", ".");

    private readonly TinyEntry _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void A_student_of_shuffled_labels_learns_the_teachers_answers()
    {
        var teacher = Start("teacher", _tiny.Options with { Epochs = 5 });
        Shuffled("shuffled");
        var options = _tiny.Options with { Entry = "shuffled", Epochs = 6, Teacher = ["teacher"], DistillWeight = 1, DistillTemperature = 2 };
        var student = Start("student", options).Run;
        var recipe = student.ReadOptions().Distillation!;
        Assert.True(recipe.Accuracy < 0.6, $"the labels are no longer the teacher's: {recipe.Accuracy}");

        // By the last weights: which epoch is best is chosen by labels that mean nothing here.
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        var predictions = new RunPredictions(_tiny.Workspace, TimeProvider.System);
        var mine = predictions.On(new(student, "last", student.LastWeights), entry, SplitNames.Test, 1, CropAverage.Probability, null, null, default);
        var theirs = predictions.On(teacher.Run, entry, SplitNames.Test, 1, null, default);
        var agree = Enumerable.Range(0, mine.Count).Count(i => Answer(mine, i) == Answer(theirs, i));
        Assert.True(agree >= 0.9 * mine.Count, $"{agree} of {mine.Count}");

        var alone = Start("alone", options with { Teacher = [], DistillWeight = 0.9, DistillTemperature = 2 }).Run;
        var without = predictions.On(new(alone, "last", alone.LastWeights), entry, SplitNames.Test, 1, CropAverage.Probability, null, null, default);
        Assert.True(Enumerable.Range(0, mine.Count).Count(i => Answer(without, i) == Answer(theirs, i)) < agree);
    }

    /// <summary>Recipes of one more way each in which soft targets get to the loss.</summary>
    public static TheoryData<string> Recipes => ["plain", "mixed", "balanced", "probe"];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_student_that_was_stopped_ends_with_the_weights_of_one_that_was_not(string recipe)
    {
        // They predict for the first student alone, on another number of threads: it must learn on its own again.
        Start("a", _tiny.Options with { Epochs = 1, Threads = 1 });
        Start("b", _tiny.Options with { Epochs = 1, Threads = 1, Seed = 1 });
        var options = Recipe(recipe) with { Teacher = ["a", "b"], CheckpointSeconds = 0 };
        var policy = recipe == "probe" ? None : Standard;
        var whole = Start("whole", options, policy).Run;
        using var stop = new CancellationTokenSource();
        var stopped = new Trainer(_tiny.Workspace, TimeProvider.System).Start("stopped", options, policy, new Each(p =>
        {
            if (p is { Epoch: 2, Step: 3, Features: null, Teacher: null })
                stop.Cancel();
        }), stop.Token);
        Assert.True(stopped.Interrupted);
        // What the teacher says lies in the student's own folder.
        Directory.Delete(Path.Combine(_tiny.Workspace.Runs, "a"), recursive: true);
        Directory.Delete(Path.Combine(_tiny.Workspace.Runs, "b"), recursive: true);
        var resumed = Resume(stopped.Run).Run;
        Assert.Equal(Hash(whole.LastWeights), Hash(resumed.LastWeights));
        Assert.Equal(Hash(whole.BestWeights), Hash(resumed.BestWeights));
        static IEnumerable<EpochMetrics> WithoutTime(RunFolder run) => EpochMetrics.Read(run.Metrics).Select(m => m with { Seconds = 0, ImagesPerSecond = 0, InputWait = 0 });
        Assert.Equal(WithoutTime(whole), WithoutTime(resumed));
        Assert.NotEqual(Hash(whole.LastWeights), Hash(Start("untaught", options with { Teacher = [] }, policy).Run.LastWeights));
    }

    [Fact]
    public void Soft_targets_that_are_not_those_it_began_with_are_not_learnt()
    {
        Start("a", _tiny.Options with { Epochs = 1 });
        using var stop = new CancellationTokenSource();
        var run = new Trainer(_tiny.Workspace, TimeProvider.System).Start(
            "student", _tiny.Options with { Teacher = ["a"] }, None, new Each(p =>
            {
                if (p.Teacher is null)
                    stop.Cancel();
            }), stop.Token).Run;
        var bytes = File.ReadAllBytes(run.SoftTargets);
        Assert.Equal(run.ReadOptions().Distillation!.Sha256, Hash(run.SoftTargets));
        var answers = PredictionsFile.Load(run.SoftTargets);
        // Whole by itself, but another one.
        PredictionsFile.Save(run.SoftTargets, answers.Select([1, 0, .. Enumerable.Range(2, answers.Count - 2)]));
        var error = Assert.Throws<CorruptFileException>(() => Resume(run));
        Assert.Contains("the run began with other soft targets", error.Message, StringComparison.Ordinal);
        File.Delete(run.SoftTargets);
        Assert.Contains("it is missing", Assert.Throws<CorruptFileException>(() => Resume(run)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(run.SoftTargets, bytes);
        Assert.Equal(3, Resume(run).EpochsDone);
    }

    [Fact]
    public void A_rate_is_found_for_a_student_too_and_nothing_is_written()
    {
        Start("a", _tiny.Options with { Epochs = 1 });
        var trainer = new Trainer(_tiny.Workspace, TimeProvider.System);
        double First(TrainOptions options) => trainer.FindRate(options, None, 20, null, default).Points[0].Loss;
        Assert.NotEqual(First(_tiny.Options), First(_tiny.Options with { Teacher = ["a"] }));
        Assert.Equal(["a"], Directory.GetDirectories(_tiny.Workspace.Runs).Select(Path.GetFileName));
    }

    private TrainOptions Recipe(string name)
    {
        switch (name)
        {
            case "mixed":
                return _tiny.Options with { MixUp = 0.4, CutMix = 1, Accumulate = 2 };
            case "balanced":
                return _tiny.Options with { Sampling = TrainOptions.Balanced, FocalGamma = 1 };
            case "probe":
                var path = Path.Combine(_tiny.Workspace.Root, "body.safetensors");
                TorchSharp.torch.manual_seed(1);
                using (var model = ModelCatalog.Find("cnn-small").Build(new(1, 5, TinyEntry.Side)))
                    Safetensors.Save(path, model.state_dict());
                return _tiny.Options with { Probe = true, Weights = new() { Path = path, Source = "body" } };
            default:
                return _tiny.Options;
        }
    }

    // The same images; of train and validation any label.
    private void Shuffled(string name)
    {
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        _tiny.Store.Write(new() { Name = name, Source = "test" }, new(entry.Card.Classes, [.. entry.Splits.Select(s => new SplitContent(s.Name, null, s.Samples().Index()
            .Select(x => s.Name == SplitNames.Train ? x.Item with { Label = x.Index / 3 % TinyEntry.Classes } : x.Item)))]));
    }

    private static int Answer(PredictionSet set, int i) => set.Row(i).ToArray().Index().MaxBy(x => x.Item).Index;

    private TrainResult Start(string run, TrainOptions options, AugmentationPolicy? policy = null) =>
        new Trainer(_tiny.Workspace, TimeProvider.System).Start(run, options, policy ?? None, null, default);

    private TrainResult Resume(RunFolder run) => new Trainer(_tiny.Workspace, TimeProvider.System).Resume(run, null, default);

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private sealed class Each(Action<TrainProgress> action) : IProgress<TrainProgress>
    {
        public void Report(TrainProgress value) => action(value);
    }
}
