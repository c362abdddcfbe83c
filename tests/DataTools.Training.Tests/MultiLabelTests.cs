using DataTools.Catalog;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Codecs;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests;

public sealed class MultiLabelTests : IDisposable
{
    private static readonly AugmentationPolicy None = AugmentationPolicy.Load("none", ".");

    private readonly TinyShapes _shapes = new();

    public void Dispose() => _shapes.Dispose();

    [Fact]
    public void Several_classes_an_image_are_learnt_and_judged_by_their_average_precision()
    {
        var result = Train("r", _shapes.Options);
        Assert.True(result.BestValidationAccuracy > 0.9, $"{result.BestValidationAccuracy}");
        Assert.True(result.TestAccuracy > 0.9, $"{result.TestAccuracy}");
        Assert.StartsWith("epoch,train_loss,train_subset_accuracy,validation_loss,validation_mAP,", File.ReadAllText(result.Run.Metrics), StringComparison.Ordinal);

        using var entry = _shapes.Store.Open(TinyShapes.Name);
        var judged = Assert.IsType<MultiLabelRun>(new RunAssessment(_shapes.Workspace, TimeProvider.System).Assess(result.Run, entry, null, null, default));
        Assert.Equal((result.TestAccuracy!.Value, 40), (judged.Figures.MeanAveragePrecision, judged.Figures.Samples));
        Assert.InRange(judged.Figures.MicroF1, 0.85, 1);
        var saved = PredictionsFile.Load(Directory.GetFiles(Path.Combine(result.Run.Path, "predictions")).Single());
        Assert.Equal(entry.Split(SplitNames.Test).Annotations(7).Labels, Enumerable.Range(0, 3).Where(c => saved.Targets![(7 * 3) + c] == 1));

        var card = RunCard.Of(judged, entry.Card);
        Assert.Contains("| mAP (mean over the classes that are there), test | ", card, StringComparison.Ordinal);
        Assert.Contains("- mean_average_precision", card, StringComparison.Ordinal);
        Assert.DoesNotContain("Top-1", card, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_get_a_probability_for_each_class_by_itself()
    {
        var run = Train("r", _shapes.Options).Run;
        using var entry = _shapes.Store.Open(TinyShapes.Name);
        var test = entry.Split(SplitNames.Test);
        var path = Path.Combine(run.Path, "picture.png");
        File.WriteAllBytes(path, test.Image(7));
        var scores = FilePredictions.Of(run, [path], null, default)[0];
        var saved = new RunPredictions(_shapes.Workspace, TimeProvider.System).On(run, entry, SplitNames.Test, 1, null, default);
        var expected = new double[3];
        saved.Probabilities(7, expected);
        Assert.All(expected.Zip(scores.Probabilities), p => Assert.Equal(p.First, p.Second, 5));
        Assert.Equal(test.Annotations(7).Labels, scores.AtLeast(0.5).Select(t => t.Class));
    }

    /// <summary>Recipes that do something to labels, or to how they are fed.</summary>
    public static TheoryData<string> Recipes => ["plain", "mixed", "weighted"];

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_run_that_was_stopped_ends_with_the_weights_of_one_that_was_not(string recipe)
    {
        var options = (recipe switch
        {
            "mixed" => _shapes.Options with { MixUp = 0.4, CutMix = 1, FocalGamma = 2 },
            "weighted" => _shapes.Options with { ClassWeights = TrainOptions.Balanced, Ema = 0.9, Swa = 0.3, LabelSmoothing = 0.2 },
            _ => _shapes.Options,
        }) with
        { Epochs = 2, CheckpointSeconds = 0 };
        var whole = Train("whole", options).Run;
        using var stop = new CancellationTokenSource();
        var steps = 0;
        var stopped = Trainer.Start("stopped", options, None, new Each(() => { if (++steps == 14) stop.Cancel(); }), stop.Token);
        Assert.True(stopped.Interrupted);
        Trainer.Resume(stopped.Run, null, default);
        Assert.Equal(File.ReadAllBytes(whole.LastWeights), File.ReadAllBytes(stopped.Run.LastWeights));
        Assert.Equal(File.ReadAllBytes(whole.BestWeights), File.ReadAllBytes(stopped.Run.BestWeights));
    }

    [Fact]
    public void What_is_held_out_has_its_share_of_each_class()
    {
        using var entry = _shapes.Store.Open(TinyShapes.Name);
        var parts = ValidationSplit.Of(entry, 0.25, 0, LabelTask.MultiLabel);
        Assert.Equal(24, parts.ValidationIndices.Length);
        Assert.Equal(Enumerable.Range(0, 96), parts.TrainIndices.Concat(parts.ValidationIndices).Order());
        var train = entry.Split(SplitNames.Train);
        for (var c = 0; c < 3; c++)
        {
            int Count(IEnumerable<int> indices) => indices.Count(i => train.Annotations(i).Labels.Contains(c));
            Assert.InRange(Count(parts.ValidationIndices), (Count(Enumerable.Range(0, 96)) / 4.0) - 1, (Count(Enumerable.Range(0, 96)) / 4.0) + 1);
        }
    }

    [Fact]
    public void Without_the_option_they_are_refused_with_the_way_out()
    {
        var error = Assert.Throws<InvalidInputException>(() => Train("r", _shapes.Options with { MultiLabel = false }));
        Assert.Contains("no image of train has a single class", error.Message, StringComparison.Ordinal);
        Assert.Contains("--multi-label", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Balanced_sampling_is_refused_and_the_other_way_named()
    {
        var error = Assert.Throws<InvalidInputException>(() => Train("r", _shapes.Options with { Sampling = TrainOptions.Balanced }));
        Assert.Contains("--sampling balanced: not with --multi-label", error.Message, StringComparison.Ordinal);
        Assert.Contains("--class-weights balanced", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_without_images_is_told_and_has_no_precision()
    {
        using var tiny = new TinyShapes(train: 40);
        using (var entry = tiny.Store.Open(TinyShapes.Name))
        {
            tiny.Store.Write(new() { Name = "more", Source = "test" }, new(
                [.. entry.Card.Classes, "never"], [.. entry.Splits.Select(s => new SplitContent(s.Name, s.Count, s.Samples()))])
            { Kinds = entry.Card.Annotations });
        }
        var told = new List<string>();
        var result = new Trainer(tiny.Workspace, TimeProvider.System) { Talk = told.Add }.Start("r", tiny.Options with { Entry = "more", Epochs = 1 }, None, null, default);
        Assert.Contains("1 of 4 classes have no image to learn from, so the network learns that they are never there: never", Assert.Single(told), StringComparison.Ordinal);
        using var more = tiny.Store.Open("more");
        var judged = (MultiLabelRun)new RunAssessment(tiny.Workspace, TimeProvider.System).Assess(result.Run, more, null, null, default);
        Assert.Null(judged.Figures.Classes[3].AveragePrecision);
    }

    [Fact]
    public void A_test_split_without_labels_is_no_judge()
    {
        using var tiny = new TinyShapes(labelledTest: false);
        var result = new Trainer(tiny.Workspace, TimeProvider.System).Start("r", tiny.Options with { Epochs = 1 }, None, null, default);
        Assert.Null(result.TestAccuracy);
        using var entry = tiny.Store.Open(TinyShapes.Name);
        Assert.Equal(RunPredictions.HeldOut, new RunAssessment(tiny.Workspace, TimeProvider.System).Assess(result.Run, entry, null, null, default).Predictions.Split);
    }

    private Trainer Trainer => new(_shapes.Workspace, TimeProvider.System);

    private TrainResult Train(string name, TrainOptions options) => Trainer.Start(name, options, None, null, TestContext.Current.CancellationToken);

    private sealed class Each(Action action) : IProgress<TrainProgress>
    {
        public void Report(TrainProgress value) => action();
    }
}
