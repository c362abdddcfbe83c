using DataTools.Catalog;
using DataTools.Evaluation;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests.Prediction;

public sealed class RunEvaluationTests : IDisposable
{
    private const int Test = 15, HeldOut = 6;

    private readonly TinyEntry _tiny = new();

    public void Dispose() => _tiny.Dispose();

    private RunEvaluation Evaluation => new(_tiny.Workspace, TimeProvider.System);

    [Fact]
    public void Nothing_is_forwarded_twice_whatever_it_is_called()
    {
        var run = Train("a", _tiny.Options with { Keep = 2, Epochs = 2 });
        var evaluation = Evaluation;
        var request = Request(["a"], CropSet.Ten) with { Averages = [CropAverage.Probability, CropAverage.Logits] };
        var table = Evaluate(evaluation, request);
        Assert.Equal(["10", "10:logits"], table.Rows.Select(r => r.Crops.ToString()));
        Assert.Equal(10, table.Rows[0].Forwards);
        // One forward pass serves both averages.
        Assert.Equal(10 * Test, evaluation.Forwards);
        Assert.Equivalent(table, Evaluate(evaluation, request));
        // Training has predicted the test split already.
        Evaluate(evaluation, Request(["a"], CropSet.Single));
        Assert.Equal(10 * Test, evaluation.Forwards);
        // The best epoch under its own name has the same weights; another one has not.
        Evaluate(evaluation, Request(["a", "a@epochs"], CropSet.Single) with { Fusions = ["mean"] });
        Assert.Equal((10 * Test) + Test, evaluation.Forwards);
        // A run that was renamed is what it was.
        Directory.Move(run.Path, Path.Combine(_tiny.Workspace.Runs, "renamed"));
        Assert.Equal("renamed", Assert.Single(Evaluate(evaluation, Request(["renamed"], CropSet.Ten)).Rows).Name);
        Assert.Equal((10 * Test) + Test, evaluation.Forwards);
    }

    [Fact]
    public void Saved_logits_of_other_weights_views_or_preprocessing_are_not_taken()
    {
        var (a, b) = (Train("a", _tiny.Options), Train("b", _tiny.Options with { Seed = 1 }));
        File.WriteAllText(Path.Combine(_tiny.Workspace.Root, "p.yaml"), "operations: [rotation: { degrees: 90 }]");
        var predictions = new RunPredictions(_tiny.Workspace, TimeProvider.System);
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        PredictionSet On(CropSet crops) => predictions.On(a, entry, SplitNames.Test, crops, null, default);
        CropSet Policy() => CropSet.Parse("policy:p.yaml@2", _tiny.Workspace.Root);
        var (single, turned) = (On(CropSet.Single), On(Policy()));
        var before = predictions.Forwards;
        Assert.Equal(turned.Logits, On(Policy()).Logits);
        Assert.Equal(before, predictions.Forwards);

        // The policy's file changes under its name.
        File.WriteAllText(Path.Combine(_tiny.Workspace.Root, "p.yaml"), "operations: [rotation: { degrees: 10 }]");
        Assert.NotEqual(turned.Logits, On(Policy()).Logits);
        Assert.Equal(before + (2 * Test), predictions.Forwards);
        // The normalisation.
        var options = a.ReadOptions();
        a.WriteOptions(options with { Mean = [0.1] });
        Assert.NotEqual(single.Logits, On(CropSet.Single).Logits);
        a.WriteOptions(options);
        Assert.Equal(single.Logits, On(CropSet.Single).Logits);
        // The weights, though the file of another has got their place.
        var path = a.Predictions(TinyEntry.Name, single.Key!);
        File.Copy(b.BestWeights, a.BestWeights, overwrite: true);
        var other = On(CropSet.Single);
        Assert.NotEqual(single.Logits, other.Logits);
        File.Copy(path, a.Predictions(TinyEntry.Name, other.Key!), overwrite: true);
        Assert.Equal(other.Logits, On(CropSet.Single).Logits);
    }

    [Fact]
    public void Logits_average_as_their_mean_and_probabilities_as_theirs()
    {
        var run = Train("a", _tiny.Options);
        var predictions = new RunPredictions(_tiny.Workspace, TimeProvider.System);
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        PredictionSet On(CropSet crops, CropAverage average) => predictions.On(RunWeights.Best(run), entry, SplitNames.Test, crops, average, null, null, default);
        var flip = CropSet.Parse("flip", ".");
        var (single, mean, geometric) = (On(CropSet.Single, CropAverage.Logits), On(flip, CropAverage.Probability), On(flip, CropAverage.Logits));
        var classes = single.Classes.Count;
        Span<double> p = new double[classes], q = new double[classes], m = new double[classes];
        for (var i = 0; i < single.Count; i++)
        {
            // The mirror image's logits are what is left of twice the mean.
            var mirrored = new float[classes];
            for (var c = 0; c < classes; c++)
                mirrored[c] = (2 * geometric.Row(i)[c]) - single.Row(i)[c];
            single.Probabilities(i, p);
            new PredictionSet("x", "x", "x", "x", 1, single.Classes, ["x"], [0], mirrored, 0).Probabilities(0, q);
            mean.Probabilities(i, m);
            for (var c = 0; c < classes; c++)
                Assert.Equal((p[c] + q[c]) / 2, m[c], 1e-5);
        }
    }

    [Fact]
    public void Only_undecided_samples_are_forwarded_again_unless_all_of_them_are_there()
    {
        var run = Train("a", _tiny.Options with { Epochs = 1, LearningRate = 0.02 });
        var views = CropSet.Parse("shifts:1", ".");
        var margins = Margins(run);
        // Held out, a single view is wrong where its margin is among the five smallest of test, and the views are right.
        Held(run, CropSet.Single, [margins[2], margins[3], margins[4], margins[6], margins[6], margins[6]], wrong: 3);
        Held(run, views, [0.9, 0.9, 0.9, 0.9, 0.9, 0.9], wrong: 0);
        var evaluation = Evaluation;
        var request = Request(["a"], CropSet.Single) with { Adaptive = views, Keep = 1 };
        var row = Evaluate(evaluation, request).Rows.Single(r => r.Adaptive is not null);
        Assert.Equal(("adaptive:shifts:1", "held-out", HeldOut), (row.Crops.ToString(), row.Choice!.On, row.Choice.Samples));
        var figures = row.Adaptive!;
        Assert.Equal((0.5, 0.5, 1.0), (figures.Chosen.Share, figures.Chosen.Gain, figures.Chosen.Kept));
        var undecided = margins.Count(m => m < figures.Chosen.Threshold);
        Assert.InRange(undecided, 5, 6);
        Assert.Equal(9 * undecided, evaluation.Forwards);
        Assert.Equal((double)undecided / Test, figures.Share);
        Assert.Equal(1 + (9 * figures.Share), row.Forwards!.Value, 1e-9);
        Assert.Equal(1 - ((1 + (9 * figures.Share)) / 9), figures.ForwardsSaved, 1e-9);
        Assert.Null(figures.Gain);
        Evaluate(evaluation, request);
        Assert.Equal(9 * undecided, evaluation.Forwards);

        // With all views at hand nothing is forwarded, and it is known what was kept.
        Evaluate(evaluation, Request(["a"], views));
        var before = evaluation.Forwards;
        var known = Evaluate(evaluation, request).Rows.Single(r => r.Adaptive is not null);
        Assert.Equal(before, evaluation.Forwards);
        Assert.Equal((row.Top1, figures.Share, figures.Chosen), (known.Top1, known.Adaptive!.Share, known.Adaptive.Chosen));
        Assert.NotNull(known.Adaptive.Gain);

        // Views that gain nothing are given to nobody.
        Held(run, views, [0.9, 0.9, 0.9, 0.9, 0.9, 0.9], wrong: 3);
        var none = Evaluate(evaluation, request).Rows.Single(r => r.Adaptive is not null);
        Assert.Equal((0, 0, 0, null), (none.Adaptive!.Chosen.Threshold, none.Adaptive.Share, none.Adaptive.Chosen.Gain, none.Adaptive.Chosen.Kept));
        Assert.Equal(8 / 9.0, none.Adaptive.ForwardsSaved, 1e-9);
    }

    private IReadOnlyList<double> Margins(RunFolder run)
    {
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        var set = new RunPredictions(_tiny.Workspace, TimeProvider.System).On(run, entry, SplitNames.Test, 1, null, default);
        var scores = ClassScores.Of(set);
        return [.. Enumerable.Range(0, set.Count).Select(i => JudgedSample.Of(scores, set.Labels, i).Margin).Order()];
    }

    // In the place of what the run says of its held-out samples: logits of these margins, the first of them wrong.
    private void Held(RunFolder run, CropSet crops, double[] margins, int wrong)
    {
        var set = new RunPredictions(_tiny.Workspace, TimeProvider.System).OnHeldOut(run, crops, null, default);
        var logits = Enumerable.Repeat(-30f, set.Logits.Length).ToArray();
        for (var i = 0; i < set.Count; i++)
        {
            var (label, other) = (set.Labels[i], (set.Labels[i] + 1) % TinyEntry.Classes);
            logits[(i * TinyEntry.Classes) + (i < wrong ? other : label)] = (float)Math.Log((1 + margins[i]) / 2);
            logits[(i * TinyEntry.Classes) + (i < wrong ? label : other)] = (float)Math.Log((1 - margins[i]) / 2);
        }
        PredictionsFile.Save(run.Predictions(TinyEntry.Name, set.Key!), new(
            set.Name, set.Entry, set.Fingerprint, set.Split, set.Crops, set.Classes, set.Ids, set.Labels, logits, 1)
        {
            Key = set.Key,
            Forwards = crops.Count,
        });
    }

    [Fact]
    public void The_views_that_do_best_where_choices_are_made_are_taken_for_each_member()
    {
        Train("a", _tiny.Options with { Epochs = 1, LearningRate = 0.02 });
        Train("b", _tiny.Options with { Seed = 1 });
        var request = Request(["a", "b"], CropSet.Ten, CropSet.Single, CropSet.Parse("flip", ".")) with { Fusions = ["weighted"], ChooseCrops = true };
        var table = Evaluate(Evaluation, request);
        var predictions = new RunPredictions(_tiny.Workspace, TimeProvider.System);
        foreach (var row in table.Rows.Where(r => r.Crops.Views == "chosen" && r.Kind == RowKind.Member))
        {
            double HeldOutTop1(CropSet crops)
            {
                var set = predictions.OnHeldOut(RunFolder.Open(_tiny.Workspace, row.Name), crops, null, default);
                return ClassificationMetrics.Of(ClassScores.Of(set), set.Labels).Top1;
            }
            var best = request.Crops.OrderByDescending(HeldOutTop1).ThenBy(c => c.Count).First();
            Assert.Equal((best.Name, new DataTools.Evaluation.Choices.Choice("held-out", HeldOut)), (row.ChosenCrops!.ToString(), row.Choice));
            Assert.Equal(table.Rows.Single(r => r.Name == row.Name && r.Crops.Views == best.Name).Top1, row.Top1);
        }
        Assert.Equal(["a", "b", "weighted"], table.Rows.Where(r => r.Crops.Views == "chosen").Select(r => r.Name));
        Assert.Throws<InvalidInputException>(() => Evaluate(Evaluation, request with { Split = SplitNames.Train, Fusions = [] }));
        Assert.Equal(0, predictions.Forwards);
    }

    [Fact]
    public void Choosing_on_test_or_on_what_is_evaluated_is_refused_and_marked_where_it_is_forced()
    {
        Train("a", _tiny.Options);
        Train("b", _tiny.Options with { Seed = 1 });
        var request = Request(["a", "b"], CropSet.Single) with { Fusions = ["mean", "weighted"] };
        var evaluation = Evaluation;
        var error = Assert.Throws<InvalidInputException>(() => Evaluate(evaluation, request with { ChooseOn = SplitNames.Test }));
        Assert.Contains("choosing on the test split makes every figure on it worthless", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, evaluation.Forwards);
        // The held-out samples are a part of train.
        error = Assert.Throws<InvalidInputException>(() => Evaluate(evaluation, request with { Split = SplitNames.Train }));
        Assert.Contains($"{HeldOut} of the {HeldOut} samples to choose on (held-out) are among those that are evaluated (train)", error.Message, StringComparison.Ordinal);
        Assert.False(Evaluate(evaluation, request with { Split = SplitNames.Train, Fusions = ["mean"] }).IsForced);

        var forced = Evaluate(evaluation, request with { ChooseOn = SplitNames.Test, Force = true, Adaptive = CropSet.Parse("flip", ".") });
        Assert.True(forced.IsForced);
        Assert.Equal(
            ["weighted 1", "a adaptive:flip", "b adaptive:flip", "mean adaptive:flip", "weighted adaptive:flip"],
            forced.Rows.Where(r => r.Choice?.IsForced == true).Select(r => $"{r.Name} {r.Crops}"));
        var honest = Evaluate(evaluation, request with { Force = true });
        Assert.Equal(new("held-out", HeldOut), honest.Rows.Single(r => r.Name == "weighted").Choice);
    }

    [Fact]
    public void A_validation_split_of_its_own_serves_choices_between_members_that_held_out_different_samples()
    {
        using var tiny = new TinyEntry(validationPerClass: 4);
        Train("a", tiny.Options with { Folds = 2, Fold = 1 }, tiny);
        Train("b", tiny.Options with { Folds = 2, Fold = 2 }, tiny);
        var request = new EvaluationRequest([.. Resolve(tiny, "a"), .. Resolve(tiny, "b")], null, SplitNames.Test, ["weighted"], [CropSet.Single]);
        var evaluation = new RunEvaluation(tiny.Workspace, TimeProvider.System);
        Assert.Contains("held out different samples", Assert.Throws<InvalidInputException>(() => Evaluate(evaluation, request)).Message, StringComparison.Ordinal);
        var table = Evaluate(evaluation, request with { ChooseOn = SplitNames.Validation });
        Assert.Equal(new("validation", 12), table.Rows[^1].Choice);
        Assert.False(table.IsForced);
    }

    [Fact]
    public void Folds_and_files_are_members_as_runs_are()
    {
        var options = _tiny.Options with { Folds = 2, Epochs = 2 };
        var none = AugmentationPolicy.Load("none", ".");
        new CrossValidation(_tiny.Workspace, TimeProvider.System).Run("a", options, none, null, default);
        new CrossValidation(_tiny.Workspace, TimeProvider.System).Run("b", options with { Seed = 1 }, none, null, default);
        var evaluation = Evaluation;
        var table = Evaluate(evaluation, Request(["a", "b"], CropSet.Single) with { Fusions = ["weighted"], Adaptive = CropSet.Parse("flip", "."), Averages = [CropAverage.Logits] });
        Assert.Equal(["a 1", "b 1", "weighted 1", "a adaptive:flip:logits", "b adaptive:flip:logits", "weighted adaptive:flip:logits"], table.Rows.Select(r => $"{r.Name} {r.Crops}"));
        Assert.Equal(new("out-of-fold", 60), table.Rows[2].Choice);
        Assert.Equal(2, table.Rows[0].Forwards);

        // What the folds say together, as a file of another machine.
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        var folds = new FoldPredictions(_tiny.Workspace, TimeProvider.System);
        var group = FoldGroup.Find(_tiny.Workspace, "a")!;
        PredictionsFile.Save(Path.Combine(_tiny.Workspace.Root, "away.arrow"), folds.On(group, entry, SplitNames.Test, 1, null, default).Select([.. Enumerable.Range(0, Test).Reverse()]));
        PredictionsFile.Save(Path.Combine(_tiny.Workspace.Root, "away-oof.arrow"), folds.OutOfFold(group, 1, null, default));
        var fused = Evaluate(evaluation, Request(["file:away.arrow,away-oof.arrow", "b"], CropSet.Single) with { Fusions = ["weighted"] });
        Assert.Equal(table.Rows[2].Weights, fused.Rows[^1].Weights);
        Assert.Equal((table.Rows[2].Top1, "away"), (fused.Rows[^1].Top1, fused.Rows[0].Name));

        // The same as another tool would write it: any order, probabilities.
        WriteCsv("csv.csv", folds.On(group, entry, SplitNames.Test, 1, null, default));
        WriteCsv("csv-oof.csv", folds.OutOfFold(group, 1, null, default));
        var external = Evaluate(evaluation, Request(["file:csv.csv,csv-oof.csv", "b"], CropSet.Single) with { Fusions = ["weighted"] });
        Assert.Equal(table.Rows[2].Weights![0], external.Rows[^1].Weights![0], 1e-3);
        Assert.Equal((table.Rows[0].Top1, "csv"), (external.Rows[0].Top1, external.Rows[0].Name));
        Assert.Contains("all are files", Assert.Throws<InvalidInputException>(() => Evaluate(
            evaluation, Request(["file:csv.csv,csv-oof.csv", "file:away.arrow,away-oof.arrow"], CropSet.Single) with { On = TinyEntry.Name, Fusions = ["weighted"] })).Message, StringComparison.Ordinal);
        Assert.Contains("there is none of the samples to choose on", Assert.Throws<InvalidInputException>(() =>
            Evaluate(evaluation, Request(["file:away.arrow", "b"], CropSet.Single) with { Fusions = ["weighted"] })).Message, StringComparison.Ordinal);
        Assert.Contains("no member says", Assert.Throws<InvalidInputException>(() => Evaluate(evaluation, Request(["file:away.arrow"], CropSet.Single))).Message, StringComparison.Ordinal);

        // Percent are no probabilities: as logits they would be very sure, and that is said.
        List<string> told = [];
        var telling = new RunEvaluation(_tiny.Workspace, TimeProvider.System) { Talk = told.Add };
        var ids = folds.On(group, entry, SplitNames.Test, 1, null, default).Ids;
        var percent = Request(["file:percent.csv"], CropSet.Single, CropSet.Ten) with { On = TinyEntry.Name };
        File.WriteAllLines(Path.Combine(_tiny.Workspace.Root, "percent.csv"), ids.Select(id => $"{id},90,8,2").Prepend("id,left,middle,right"));
        Evaluate(telling, percent);
        Assert.Contains("percent.csv are no probabilities", Assert.Single(told), StringComparison.Ordinal);
        File.WriteAllLines(Path.Combine(_tiny.Workspace.Root, "percent.csv"), ids.Select(id => $"{id},0.9,0.1,0").Prepend("id,left,middle,right"));
        Evaluate(telling, percent);
        Assert.Contains($"{Test} probabilities of ", told[^1], StringComparison.Ordinal);

        // Alone it meets no others that it would not fit.
        var alone = Request(["file:away.arrow"], CropSet.Single) with { On = TinyEntry.Name };
        Assert.Equal("away", Assert.Single(Evaluate(evaluation, alone).Rows).Name);
        Assert.Contains($"has predictions of {Test} samples of test of bars", Assert.Throws<InvalidInputException>(() => Evaluate(evaluation, alone with { Split = SplitNames.Train })).Message, StringComparison.Ordinal);
        PredictionsFile.Save(Path.Combine(_tiny.Workspace.Root, "away.arrow"), folds.On(group, entry, SplitNames.Test, 1, null, default).Select([3, 4]));
        Assert.Contains("has predictions of 2 samples of test of bars", Assert.Throws<InvalidInputException>(() => Evaluate(evaluation, alone)).Message, StringComparison.Ordinal);
        var single = folds.On(group, entry, SplitNames.Test, 1, null, default);
        PredictionsFile.Save(Path.Combine(_tiny.Workspace.Root, "away.arrow"), single with { Targets = new sbyte[single.Logits.Length] });
        Assert.True(RunEvaluation.AreMultiLabel(alone.Members));
    }

    [Fact]
    public void Snapshots_and_the_mean_of_a_run_are_members()
    {
        Train("a", _tiny.Options with { Schedule = LearningRate.Cyclic, Cycles = 3, Swa = 0.3 });
        var table = Evaluate(Evaluation, Request(["a", "a@snapshots", "a@mean", "a@last"], CropSet.Single) with { Fusions = ["mean"] });
        Assert.Equal(["a", "a@snapshot-1", "a@snapshot-2", "a@snapshot-3", "a@mean", "a@last", "mean"], table.Rows.Select(r => r.Name));
    }

    private void WriteCsv(string name, PredictionSet set)
    {
        var p = new double[set.Classes.Count];
        File.WriteAllLines(Path.Combine(_tiny.Workspace.Root, name), Enumerable.Range(0, set.Count).Reverse().Select(i =>
        {
            set.Probabilities(i, p);
            return $"{set.Ids[i]},{string.Join(',', p.Select(x => x.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}";
        }).Prepend($"id,{string.Join(',', set.Classes)}"));
    }

    private EvaluationRequest Request(string[] members, params CropSet[] crops) =>
        new([.. members.SelectMany(m => Resolve(_tiny, m))], null, SplitNames.Test, [], crops);

    private static IReadOnlyList<Member> Resolve(TinyEntry tiny, string member) => MemberRef.Parse(member).Resolve(tiny.Workspace, tiny.Workspace.Root);

    private static EvaluationTable Evaluate(RunEvaluation evaluation, EvaluationRequest request) => evaluation.Evaluate(request, null, TestContext.Current.CancellationToken);

    private RunFolder Train(string name, TrainOptions options, TinyEntry? tiny = null) => new Trainer((tiny ?? _tiny).Workspace, TimeProvider.System)
        .Start(name, options, AugmentationPolicy.Load("none", "."), progress: null, TestContext.Current.CancellationToken).Run;
}
