using System.Security.Cryptography;
using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Evaluation.Predictions;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests.Distillation;

public sealed class TeacherTests : IDisposable
{
    private static readonly AugmentationPolicy None = AugmentationPolicy.Load("none", ".");

    private readonly TinyEntry _tiny = new(trainPerClass: 10);
    private readonly List<string> _told = [];

    public void Dispose() => _tiny.Dispose();

    private TrainOptions Options => _tiny.Options with { Epochs = 1 };

    [Fact]
    public void It_speaks_of_the_samples_to_learn_from_alone_and_predicts_them_once()
    {
        var (a, b) = (Start("a", Options).Run, Start("b", Options with { Seed = 1 }).Run);
        _told.Clear();
        var predicted = new List<string>();
        var student = Start("student", Options with { Teacher = ["a", "b"] }, predicted).Run;
        Assert.Equal(["a", "b"], predicted.Distinct(StringComparer.Ordinal));
        predicted.Clear();
        // Named twice it is one.
        var second = Start("second", Options with { Teacher = ["a", "b", "a"], Seed = 5 }, predicted).Run;
        Assert.Empty(predicted);
        Assert.Equal(File.ReadAllBytes(student.SoftTargets), File.ReadAllBytes(second.SoftTargets));

        using var entry = _tiny.Store.Open(TinyEntry.Name);
        var (train, parts) = (entry.Split(SplitNames.Train), ValidationSplit.Of(entry, student.ReadOptions()));
        var answers = PredictionsFile.Load(student.SoftTargets);
        Assert.Equal(parts.TrainIndices.Select(train.Id), answers.Ids);
        Assert.Empty(answers.Ids.Intersect(parts.ValidationIndices.Select(train.Id), StringComparer.Ordinal));
        PredictionSet[] each = [.. new[] { a, b }.Select(r => new RunPredictions(_tiny.Workspace, TimeProvider.System).On(r, entry, SplitNames.Train, 1, null, default))];
        var right = 0;
        for (var i = 0; i < answers.Count; i++)
        {
            double[] mean = [.. Enumerable.Range(0, TinyEntry.Classes).Select(c => each.Average(set => Probabilities(set, parts.TrainIndices[i])[c]))];
            Assert.Equal(mean, answers.Row(i).ToArray().Select(l => Math.Exp(l)), (x, y) => Math.Abs(x - y) < 1e-6);
            right += Array.IndexOf(mean, mean.Max()) == answers.Labels[i] ? 1 : 0;
        }

        var recipe = student.ReadOptions().Distillation!;
        Assert.Equal(
            [("a", Hash(a.BestWeights), null), ("b", Hash(b.BestWeights), (double?)null)], recipe.Members.Select(m => (m.Name, m.Sha256, m.Share)));
        Assert.Equal((answers.Count, (double)right / answers.Count, null), (recipe.Samples, recipe.Accuracy, recipe.Choice));
        Assert.InRange(recipe.Softened, 1.0 / TinyEntry.Classes, recipe.Confidence);
        Assert.Contains(_told, t => t.StartsWith($"The teacher is mean of a, b: on the {answers.Count} samples to learn from its answer is the label ", StringComparison.Ordinal));
        Assert.DoesNotContain(_told, t => t.StartsWith("note:", StringComparison.Ordinal));
        Start("hot", Options with { Teacher = ["a", "b"], DistillTemperature = 3 });
        Assert.Contains("note: a, b learnt smoothed labels (--label-smoothing), which leave a temperature of 3 little to bring out (Müller et al. 2019): --distill-temperature 1 or 2 is safer.", _told);
    }

    [Fact]
    public void Folds_say_what_the_one_network_says_that_has_not_learnt_from_the_sample()
    {
        var folds = new CrossValidation(_tiny.Workspace, TimeProvider.System).Run("cv", Options with { Folds = 2 }, None, null, default);
        var student = Start("student", Options with { Teacher = ["cv"] }).Run;
        var (answers, unseen) = (PredictionsFile.Load(student.SoftTargets), folds.OutOfFold!);
        var places = unseen.Ids.Index().ToDictionary(x => x.Item, x => x.Index, StringComparer.Ordinal);
        for (var i = 0; i < answers.Count; i++)
            Assert.Equal(Probabilities(unseen, places[answers.Ids[i]]), Probabilities(answers, i), (x, y) => Math.Abs(x - y) < 1e-6);
        Assert.Equal(unseen.Key!.Weights, student.ReadOptions().Distillation!.Members.Single().Sha256);
        Assert.Contains(_told, t => t.StartsWith("note: cv has learnt from 3 of the 3 samples that this run holds out", StringComparison.Ordinal));
    }

    [Fact]
    public void An_augmented_copy_learns_what_is_said_of_its_original()
    {
        using (var entry = _tiny.Store.Open(TinyEntry.Name))
        {
            IEnumerable<Sample> samples = entry.Split(SplitNames.Train).Samples().Take(9);
            _tiny.Store.Write(new() { Name = "more", Source = "test" }, new(entry.Card.Classes, [new(SplitNames.Train, null, samples.SelectMany(s => new[] { s, s with { Id = $"{s.Id}~1" } }))]));
        }
        using var more = _tiny.Store.Open("more");
        var train = more.Split(SplitNames.Train);
        var parts = new ValidationSplit([3, 2, 5], SplitNames.Train, [0]);
        Assert.Equal(["train-1~1", "train-1", "train-2~1"], parts.TrainIndices.Select(train.Id));
        PredictionSet said = new("t", "more", more.Card.Fingerprint, SplitNames.Train, 1, more.Card.Classes, ["train-2", "train-1", "train-1~1"], [2, 1, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9], 0);
        Assert.Equal([7, 8, 9, 4, 5, 6, 1, 2, 3], Training.Distillation.Taught.Of("t", said, more, parts).Logits);
        var missing = Assert.Throws<InvalidInputException>(() => Training.Distillation.Taught.Of("t", said.Select([1]), more, parts));
        Assert.Equal("--teacher t says nothing of 1 of the 3 samples to learn from, such as train-2~1", missing.Message);
    }

    [Fact]
    public void What_chooses_chooses_on_what_the_members_held_out()
    {
        Start("a", Options);
        Start("b", Options with { Seed = 1 });
        var recipe = Start("student", Options with { Teacher = ["a", "b"], TeacherFuse = "weighted" }).Run.ReadOptions().Distillation!;
        Assert.Equal(new(RunPredictions.HeldOut, 3), recipe.Choice);
        Assert.Equal(1, recipe.Members.Sum(m => m.Share!.Value), 1e-9);
        // Folds held out what the student learns from: no figure on these is reported.
        new CrossValidation(_tiny.Workspace, TimeProvider.System).Run("cv", Options with { Folds = 2 }, None, null, default);
        Assert.Equal(new(FoldPredictions.OutOfFoldName, 30), Start("unseen", Options with { Teacher = ["cv"], TeacherFuse = "mean+temperature" }).Run.ReadOptions().Distillation!.Choice);
        var differ = Assert.Throws<InvalidInputException>(() => Start("r", Options with { Teacher = ["a", "cv"], TeacherFuse = "greedy" }));
        Assert.Contains("the members held out different samples", differ.Message, StringComparison.Ordinal);

        // Forced is what concerns figures, never that test is used.
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        foreach (var split in new[] { SplitNames.Train, SplitNames.Test })
        {
            PredictionsFile.Save(
                Path.Combine(_tiny.Workspace.Root, $"{split}.arrow"),
                new RunPredictions(_tiny.Workspace, TimeProvider.System).On(RunFolder.Open(_tiny.Workspace, "a"), entry, split, 1, null, default));
        }
        Assert.Contains(
            "train: choosing on the test split makes every figure on it worthless",
            Refused(Options with { Teacher = ["file:train.arrow,test.arrow"], TeacherFuse = "mean+temperature" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_tools_predictions_teach_too()
    {
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        var train = entry.Split(SplitNames.Train);
        var parts = ValidationSplit.Of(entry, Options);
        // What is never said gets the smallest number there is.
        string[] rows = ["0.8,0.2,0", "0.2,0.8,0", "0,0.2,0.8"];
        void Write(string name, IEnumerable<int> indices) => File.WriteAllText(
            Path.Combine(_tiny.Workspace.Root, name), string.Concat(indices.Select(i => $"{train.Id(i)},{rows[train.Label(i)]}\n").Prepend("id,left,middle,right\n")));
        Write("all.csv", Enumerable.Range(0, train.Count));
        Write("held.csv", parts.ValidationIndices);
        var run = Start("student", Options with { Teacher = ["file:all.csv,held.csv"], TeacherFuse = "mean+temperature" }).Run;
        var recipe = run.ReadOptions().Distillation!;
        Assert.Equal((1.0, Hash(Path.Combine(_tiny.Workspace.Root, "all.csv"))), (recipe.Accuracy, recipe.Members.Single().Sha256));
        Assert.Equal(new(RunPredictions.HeldOut, 3), recipe.Choice);
        Assert.All(PredictionsFile.Load(run.SoftTargets).Logits, l => Assert.True(float.IsFinite(l), $"{l}"));
        Assert.Contains(
            "there is none of the samples to choose on", Refused(Options with { Teacher = ["file:all.csv"], TeacherFuse = "weighted" }), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_teach_is_refused_and_leaves_no_run()
    {
        var a = Start("a", Options).Run;
        Assert.Contains("--teacher-fuse vote gives no probabilities", Refused(Options with { Teacher = ["a"], TeacherFuse = "vote" }), StringComparison.Ordinal);
        Assert.Contains("--teacher: not with --multi-label", Refused(Options with { Teacher = ["a"], MultiLabel = true }), StringComparison.Ordinal);
        Assert.Contains("--teacher: not with --folds 2", Refused(Options with { Teacher = ["a"], Folds = 2, Fold = 1 }), StringComparison.Ordinal);
        Assert.Contains("only with --teacher", Refused(Options with { DistillWeight = 0.5 }), StringComparison.Ordinal);
        var faults = Refused(Options with { Teacher = ["a", " "], DistillWeight = 0, DistillTemperature = 0 });
        Assert.All(["a member without a name", "--distill-weight 0: above 0", "--distill-temperature 0: 0.1 to 100"], f => Assert.Contains(f, faults, StringComparison.Ordinal));
        Assert.Throws<NotFoundException>(() => Start("r", Options with { Teacher = ["x"] }));
        Assert.Throws<NotFoundException>(() => Start("r", Options with { Teacher = ["a"], TeacherFuse = "men" }));

        using var entry = _tiny.Store.Open(TinyEntry.Name);
        _tiny.Store.Write(new() { Name = "turned", Source = "test" }, new(["right", "middle", "left"], [.. entry.Splits.Select(s => new SplitContent(s.Name, null, s.Samples()))]));
        Assert.Contains("class 0 is left there and right here", Refused(Options with { Entry = "turned", Teacher = ["a"] }), StringComparison.Ordinal);
        var said = new RunPredictions(_tiny.Workspace, TimeProvider.System).On(a, entry, SplitNames.Test, 1, null, default);
        string Refuse(PredictionSet set)
        {
            PredictionsFile.Save(Path.Combine(_tiny.Workspace.Root, "said.arrow"), set);
            return Refused(Options with { Teacher = ["file:said.arrow"] });
        }
        var whole = new RunPredictions(_tiny.Workspace, TimeProvider.System).On(a, entry, SplitNames.Train, 1, null, default);
        PredictionSet Of(string fingerprint, IReadOnlyList<string> classes, IReadOnlyList<string> ids) =>
            new("said", TinyEntry.Name, fingerprint, SplitNames.Train, 1, classes, ids, whole.Labels, whole.Logits, 0);
        Assert.Contains("said.arrow has predictions of 15 samples of test of ", Refuse(said), StringComparison.Ordinal);
        Assert.Contains("(other), not of the ", Refuse(Of("other", whole.Classes, whole.Ids)), StringComparison.Ordinal);
        Assert.Equal("--teacher said calls class 1 centre, bars calls it middle", Refuse(Of(whole.Fingerprint, ["left", "centre", "right"], whole.Ids)));
        Assert.StartsWith("--teacher said says nothing of 27 of the 27 samples to learn from, such as train-", Refuse(Of(whole.Fingerprint, whole.Classes, [.. whole.Ids.Select(id => $"other-{id}")])), StringComparison.Ordinal);
        Assert.Equal(["a"], Directory.GetDirectories(_tiny.Workspace.Runs).Select(Path.GetFileName));
    }

    [Fact]
    public void A_member_that_has_learnt_what_the_student_holds_out_is_told()
    {
        Start("a", Options with { ValidationSeed = 7 });
        Start("student", Options with { Teacher = ["a"] });
        Assert.Contains(_told, t => t.StartsWith("note: a has learnt from ", StringComparison.Ordinal) && t.Contains("of the 3 samples that this run holds out", StringComparison.Ordinal));
    }

    private string Refused(TrainOptions options) => Assert.Throws<InvalidInputException>(() => Start("r", options)).Message;

    private TrainResult Start(string run, TrainOptions options, List<string>? predicted = null) =>
        new Trainer(_tiny.Workspace, TimeProvider.System) { Talk = _told.Add, Folder = _tiny.Workspace.Root }.Start(
            run, options, None, predicted is null ? null : new Each(p => predicted.AddRange(p.Teacher is { } t ? [t.Run] : [])), default);

    private static double[] Probabilities(PredictionSet set, int i)
    {
        var result = new double[set.Classes.Count];
        set.Probabilities(i, result);
        return result;
    }

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private sealed class Each(Action<TrainProgress> action) : IProgress<TrainProgress>
    {
        public void Report(TrainProgress value) => action(value);
    }
}
