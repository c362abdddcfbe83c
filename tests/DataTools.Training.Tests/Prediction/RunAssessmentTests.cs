using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests.Prediction;

public sealed class RunAssessmentTests : IDisposable
{
    private readonly TinyEntry _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void A_run_is_judged_by_the_test_split_from_what_was_saved()
    {
        var run = Train(_tiny, "r", _tiny.Options);
        File.Delete(run.LastWeights);
        var assessed = Assess(_tiny, run);
        Assert.Equal(("test", "test", true, false), (assessed.Predictions.Split, assessed.SplitName, assessed.IsTest, assessed.IsMean));
        Assert.Equal(15, assessed.Figures.Metrics.Samples);
        Assert.Equal(_tiny.Options.Epochs, assessed.Epochs.Count);
        Assert.Single(Directory.GetFiles(Path.Combine(run.Path, "predictions")));
    }

    [Fact]
    public void Without_labels_in_test_it_is_judged_by_what_was_held_out()
    {
        using var tiny = new TinyEntry(testPerClass: 0);
        var assessed = Assess(tiny, Train(tiny, "r", tiny.Options));
        Assert.Equal((RunPredictions.HeldOut, SplitNames.Train, false), (assessed.Predictions.Split, assessed.SplitName, assessed.IsTest));
        using var entry = tiny.Store.Open(TinyEntry.Name);
        var split = entry.Split(assessed.SplitName);
        Assert.Subset(Enumerable.Range(0, split.Count).Select(split.Id).ToHashSet(), assessed.Predictions.Ids.ToHashSet());
    }

    [Fact]
    public void Held_out_samples_are_those_of_the_entry_s_own_validation_split()
    {
        using var tiny = new TinyEntry(validationPerClass: 4);
        var assessed = Assess(tiny, Train(tiny, "r", tiny.Options), RunPredictions.HeldOut);
        Assert.Equal((SplitNames.Validation, 12), (assessed.SplitName, assessed.Figures.Metrics.Samples));
    }

    [Fact]
    public void An_entry_that_has_changed_is_refused()
    {
        var run = Train(_tiny, "r", _tiny.Options);
        _tiny.Store.Remove(TinyEntry.Name);
        using var other = new TinyEntry(trainPerClass: 7);
        using var replacement = other.Store.Open(TinyEntry.Name);
        _tiny.Store.Write(new() { Name = TinyEntry.Name, Source = "test" }, new(
            replacement.Card.Classes, [.. replacement.Splits.Select(s => new SplitContent(s.Name, s.Count, s.Samples()))]));
        var error = Assert.Throws<InvalidInputException>(() => new RunAssessment(_tiny.Workspace, TimeProvider.System).Open(run.ReadOptions()));
        Assert.Contains("is not the one this run began with", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_epoch_is_the_one_that_training_chose_and_a_mean_is_told()
    {
        var run = Train(_tiny, "r", _tiny.Options);
        EpochMetrics Epoch(int n, double loss, double accuracy) => new(n, 1, 0.5, loss, accuracy, 0.1, 100, 1);
        var assessed = Assess(_tiny, run) with { Epochs = [Epoch(1, 0.7, 0.5), Epoch(2, 0.6, 0.5), Epoch(3, 0.9, 0.4)] };
        Assert.Equal(2, assessed.Best!.Epoch);
        File.Copy(run.BestWeights, run.MeanWeights);
        Assert.True(Assess(_tiny, run).IsMean);
    }

    [Fact]
    public void Runs_side_by_side_tell_what_differs_and_what_it_came_to()
    {
        RunFolder[] runs = [Train(_tiny, "a", _tiny.Options), Train(_tiny, "b", _tiny.Options with { LearningRate = 0.01, Model = "resnet20" })];
        var compared = new RunComparison(_tiny.Workspace, TimeProvider.System).Compare(runs, progress: null, TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b"], compared.Select(c => c.Name));
        Assert.Equal([new("lr", "0.05")], compared[0].Settings);
        Assert.Equal([new("lr", "0.01")], compared[1].Settings);
        // 1 channel and 3 classes: the first convolution and the head are smaller than 3 and 10 make them.
        Assert.Equal(DataTools.Training.Models.ModelCatalog.Find("resnet20").Cost.Parameters - (2 * 9 * 16) - (7 * 65), compared[1].Parameters);
        Assert.All(compared, c => Assert.InRange(c.Top1!.Value, c.Top1Interval!.Value.Low, c.Top1Interval.Value.High));
        Assert.Equal(EpochMetrics.Read(runs[0].Metrics).Max(e => e.ValidationAccuracy), compared[0].BestValidation);
    }

    private static RunFolder Train(TinyEntry tiny, string name, TrainOptions options) => new Trainer(tiny.Workspace, TimeProvider.System)
        .Start(name, options, AugmentationPolicy.Load("none", "."), progress: null, TestContext.Current.CancellationToken).Run;

    private static AssessedRun Assess(TinyEntry tiny, RunFolder run, string? split = null)
    {
        var assessment = new RunAssessment(tiny.Workspace, TimeProvider.System);
        using var entry = assessment.Open(run.ReadOptions());
        return (AssessedRun)assessment.Assess(run, entry, split, progress: null, TestContext.Current.CancellationToken);
    }
}
