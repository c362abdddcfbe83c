using DataTools.Catalog;
using DataTools.Evaluation.Metrics;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests;

public sealed class CrossValidationTests : IDisposable
{
    private const int K = 2;

    private static readonly AugmentationPolicy None = AugmentationPolicy.Load("none", ".");

    private readonly TinyEntry _tiny = new(trainPerClass: 7);

    public void Dispose() => _tiny.Dispose();

    private TrainOptions Options => _tiny.Options with { Folds = K, Epochs = 1, BatchSize = 8 };

    [Fact]
    public void Every_sample_gets_its_logits_from_the_one_run_that_did_not_see_it()
    {
        var result = Run("cv", Options with { Folds = 3, Epochs = 2 });
        Assert.Equal([1, 2, 3], result.Group.Done.Select(d => d.Fold));
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        var train = entry.Split(SplitNames.Train);
        var all = result.OutOfFold!;
        Assert.Equal(Enumerable.Range(0, train.Count).Select(train.Id), all.Ids);
        Assert.Equal(Enumerable.Range(0, train.Count).Select(train.Label), all.Labels);
        Assert.Equal(("cv", FoldPredictions.OutOfFoldName), (all.Name, all.Split));

        var seen = 0;
        foreach (var run in result.Group.Runs())
        {
            var own = new RunPredictions(_tiny.Workspace, TimeProvider.System).OnHeldOut(run, 1, null, CancellationToken.None);
            for (var i = 0; i < own.Count; i++, seen++)
                Assert.Equal(own.Row(i).ToArray(), all.Row(all.Ids.ToList().IndexOf(own.Ids[i])).ToArray());
        }
        Assert.Equal(all.Count, seen);
        Assert.Equal(ClassificationMetrics.Of(ClassScores.Of(all), all.Labels).Top1, result.OutOfFoldAccuracy);
        // The folds are of nearly one size, so their mean is nearly the whole.
        Assert.Equal(result.Group.Done.Average(d => d.ValidationAccuracy), result.OutOfFoldAccuracy!.Value, 0.05);
    }

    [Fact]
    public void On_other_samples_the_folds_are_the_mean_of_their_probabilities()
    {
        var group = Run("cv", Options).Group;
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        var together = new FoldPredictions(_tiny.Workspace, TimeProvider.System).On(group, entry, SplitNames.Test, 1, null, CancellationToken.None);
        var each = group.Runs().Select(r => new RunPredictions(_tiny.Workspace, TimeProvider.System).On(r, entry, SplitNames.Test, 1, null, CancellationToken.None)).ToList();
        double[] Probabilities(Evaluation.Predictions.PredictionSet set, int i)
        {
            var result = new double[TinyEntry.Classes];
            set.Probabilities(i, result);
            return result;
        }
        for (var i = 0; i < together.Count; i++)
        {
            for (var c = 0; c < TinyEntry.Classes; c++)
                Assert.Equal(each.Average(e => Probabilities(e, i)[c]), Probabilities(together, i)[c], 1e-6);
        }
        Assert.Equal(each[0].Ids, together.Ids);
    }

    [Fact]
    public void Stopped_in_the_second_fold_it_goes_on_there_and_ends_as_one_that_was_not()
    {
        var whole = Run("whole", Options);
        Assert.Equal(K, whole.Group.Done.Count);
        using var stop = new CancellationTokenSource();
        var stopped = new CrossValidation(_tiny.Workspace, TimeProvider.System).Run("stopped", Options, None, fold => new Each(p =>
        {
            if (fold == 2)
                stop.Cancel();
        }), stop.Token);
        Assert.True(stopped.Interrupted);
        Assert.Equal([1], stopped.Group.Done.Select(d => d.Fold));
        Assert.Throws<NotFoundException>(() => stopped.Group.Runs());

        List<int> trained = [];
        var first = File.GetLastWriteTimeUtc(RunFolder.Open(_tiny.Workspace, "stopped-f1").BestWeights);
        var resumed = new CrossValidation(_tiny.Workspace, TimeProvider.System).Run("stopped", Options with { Workers = 1 }, None, fold => new Each(_ => trained.Add(fold)), CancellationToken.None);
        Assert.Equal([2], trained.Distinct());
        Assert.Equal(first, File.GetLastWriteTimeUtc(RunFolder.Open(_tiny.Workspace, "stopped-f1").BestWeights));
        Assert.Equal(whole.OutOfFold!.Logits, resumed.OutOfFold!.Logits);

        // Finished: nothing is trained again, whether by the same command or by resume.
        trained.Clear();
        Assert.Equal(whole.OutOfFold.Logits, new CrossValidation(_tiny.Workspace, TimeProvider.System).Resume(FoldGroup.Find(_tiny.Workspace, "stopped")!, fold => new Each(_ => trained.Add(fold)), CancellationToken.None).OutOfFold!.Logits);
        Assert.Empty(trained);
    }

    [Fact]
    public void A_precision_that_was_chosen_here_is_that_of_all_folds_and_they_go_on()
    {
        using var stop = new CancellationTokenSource();
        List<string> told = [];
        var folds = new CrossValidation(_tiny.Workspace, TimeProvider.System) { Talk = told.Add };
        var options = Options with { Precision = "auto", Epochs = 2 };
        var group = folds.Run("cv", options, None, _ => new Each(_ => stop.Cancel()), stop.Token).Group;
        Assert.Equal($"--precision auto is {group.Options.Precision} here.", Assert.Single(told));
        Assert.NotEqual("auto", group.Options.Precision);
        // As it was written before: undecided, and decided by each run for itself.
        var path = Path.Combine(group.Path, "folds.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace($"\"precision\": \"{group.Options.Precision}\"", "\"precision\": \"auto\"", StringComparison.Ordinal));
        Assert.False(folds.Resume(FoldGroup.Find(_tiny.Workspace, "cv")!, null, CancellationToken.None).Interrupted);
    }

    [Fact]
    public void Folds_begin_with_the_same_bytes_of_weights_or_not_at_all()
    {
        var first = new Trainer(_tiny.Workspace, TimeProvider.System).Start("first", _tiny.Options with { Epochs = 1 }, None, null, CancellationToken.None).Run;
        var options = Options with { Weights = new() { Path = Path.Combine(_tiny.Workspace.Root, "w.safetensors"), Source = "w" } };
        File.Copy(first.BestWeights, options.Weights.Path);
        using var stop = new CancellationTokenSource();
        new CrossValidation(_tiny.Workspace, TimeProvider.System).Run("cv", options, None, fold => new Each(_ => stop.Cancel()), stop.Token);
        var other = new Trainer(_tiny.Workspace, TimeProvider.System).Start("other", _tiny.Options with { Epochs = 1, Seed = 1 }, None, null, CancellationToken.None).Run;
        File.Copy(other.BestWeights, options.Weights.Path, overwrite: true);
        Assert.Contains($"other weights in {options.Weights.Path}", Fault("cv", options), StringComparison.Ordinal);
        Assert.Throws<CorruptFileException>(() => new CrossValidation(_tiny.Workspace, TimeProvider.System).Resume(FoldGroup.Find(_tiny.Workspace, "cv")!, null, CancellationToken.None));
        File.Copy(first.BestWeights, options.Weights.Path, overwrite: true);
        Assert.False(Run("cv", options).Interrupted);
    }

    [Fact]
    public void A_folder_that_a_kill_left_empty_is_no_hindrance()
    {
        Directory.CreateDirectory(Path.Combine(_tiny.Workspace.Runs, "cv-f1"));
        File.WriteAllText(Path.Combine(_tiny.Workspace.Runs, "cv-f1", "training.lock"), "");
        Assert.False(Run("cv", Options).Interrupted);
    }

    [Fact]
    public void What_lies_there_under_the_name_and_is_something_else_is_refused()
    {
        Run("cv", Options);
        Assert.Contains("begun with other options: lr 0.05, not 0.01", Fault("cv", Options with { LearningRate = 0.01 }), StringComparison.Ordinal);
        Assert.Contains("another augmentation", Assert.Throws<InvalidInputException>(() =>
            new CrossValidation(_tiny.Workspace, TimeProvider.System).Run("cv", Options, AugmentationPolicy.Load("cifar", "."), null, CancellationToken.None)).Message, StringComparison.Ordinal);

        new Trainer(_tiny.Workspace, TimeProvider.System).Start("other-f1", _tiny.Options with { Epochs = 1 }, None, null, CancellationToken.None);
        Assert.Contains("is not fold 1 of other", Fault("other", Options), StringComparison.Ordinal);
        Assert.Contains("cv-f1 to cv-f2", Assert.Throws<NotFoundException>(() => RunFolder.Open(_tiny.Workspace, "cv")).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_folded_is_said_before_anything_is_written()
    {
        Assert.Contains("--folds 1: 2 to 1000", Fault(null, Options with { Folds = 1 }), StringComparison.Ordinal);
        Assert.Contains("has 7 labelled images of the class left in train, and every fold needs one", Fault(null, Options with { Folds = 8 }), StringComparison.Ordinal);
        Assert.Contains("--validation 0.2: not with --folds", Fault(null, Options with { ValidationFraction = 0.2 }), StringComparison.Ordinal);
        Assert.Contains("--fold 2: only with --folds", Fault(null, Options with { Folds = 0, Fold = 2 }), StringComparison.Ordinal);
        Assert.Contains("--fold 4: 1 to 2", Fault(null, Options with { Fold = 4 }), StringComparison.Ordinal);
        // What only a training finds out leaves nothing either.
        Assert.Contains("multiple of 16", Fault("cv", Options with { Model = "vit_tiny", ImageSize = 40 }), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_tiny.Workspace.Runs) && Directory.EnumerateDirectories(_tiny.Workspace.Runs).Any());
    }

    [Fact]
    public void A_single_fold_is_a_run_that_says_which_it_is()
    {
        var run = new Trainer(_tiny.Workspace, TimeProvider.System).Start("one", Options with { Fold = 2 }, None, null, CancellationToken.None).Run;
        Assert.Equal((K, 2), (run.ReadOptions().Folds, run.ReadOptions().Fold));
        var whole = Run("cv", Options).Group.Runs()[1];
        Assert.Equal(File.ReadAllBytes(whole.BestWeights), File.ReadAllBytes(run.BestWeights));
    }

    [Fact]
    public void A_damaged_file_of_folds_is_told_as_such()
    {
        var group = Run("cv", Options).Group;
        var path = Path.Combine(group.Path, "folds.json");
        foreach (var text in new[] { "{", "{}", File.ReadAllText(path).Replace("\"done\": [", "\"done\": [null, ", StringComparison.Ordinal), File.ReadAllText(path).Replace("\"optimizer\": \"sgd\"", "\"optimizer\": null", StringComparison.Ordinal), File.ReadAllText(path).Replace("\"fold\": 2", "\"fold\": 9", StringComparison.Ordinal), File.ReadAllText(path).Replace("\"folds\": 2", "\"folds\": 0", StringComparison.Ordinal) })
        {
            File.WriteAllText(path, text);
            Assert.Equal(path, Assert.Throws<CorruptFileException>(() => FoldGroup.Find(_tiny.Workspace, "cv")).Path);
        }
    }

    private CrossValidationResult Run(string? name, TrainOptions options) =>
        new CrossValidation(_tiny.Workspace, TimeProvider.System).Run(name, options, None, null, CancellationToken.None);

    private string Fault(string? name, TrainOptions options) => Assert.Throws<InvalidInputException>(() => Run(name, options)).Message;

    private sealed class Each(Action<TrainProgress> action) : IProgress<TrainProgress>
    {
        public void Report(TrainProgress value) => action(value);
    }
}
