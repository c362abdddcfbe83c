using DataTools.Catalog;
using DataTools.Evaluation.Metrics;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Checkpoints;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;
using static TorchSharp.torch;

namespace DataTools.Training.Tests;

public sealed class ModelSoupTests : IDisposable
{
    private readonly TinyEntry _tiny = new();

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void A_soup_is_the_mean_of_the_weights_and_a_run_as_any_other()
    {
        Train("a", _tiny.Options with { Keep = 3 });
        var (run, recipe) = Make("soup", "a@epochs");
        Assert.Equal((false, 3, 6, "held-out"), (recipe.IsGreedy, recipe.Taken.Count(), recipe.Choice.Samples, recipe.Choice.On));
        var parts = Enumerable.Range(1, 3).Select(e => Safetensors.Load(RunFolder.Open(_tiny.Workspace, "a").EpochWeights(e)).Tensors).ToList();
        var soup = Safetensors.Load(run.BestWeights).Tensors;
        foreach (var (name, tensor) in soup.Where(t => t.Value.is_floating_point() && !t.Key.Contains("running", StringComparison.Ordinal)))
        {
            var mean = parts.Aggregate(zeros_like(tensor).to(ScalarType.Float64), (sum, p) => sum + p[name].to(ScalarType.Float64)) / 3;
            Assert.Equal(0, (tensor - mean.to(ScalarType.Float32)).abs().max().item<float>());
        }
        // Statistics of batch normalisation are of these weights, not anybody's.
        Assert.All(soup.Keys.Where(k => k.EndsWith("running_var", StringComparison.Ordinal)), k => Assert.All(parts, p => Assert.NotEqual(0, (soup[k] - p[k]).abs().max().item<float>())));

        var options = run.ReadOptions();
        Assert.Equal(recipe.Taken, options.Soup!.Taken);
        Assert.Equal(RunMember.Best(RunFolder.Open(_tiny.Workspace, "a")).Options.Mean, options.Mean);
        Assert.False(File.Exists(Path.Combine(run.Path, "config.yaml")));
        using var entry = _tiny.Store.Open(TinyEntry.Name);
        var heldOut = new RunPredictions(_tiny.Workspace, TimeProvider.System).OnHeldOut(run, 1, null, default);
        Assert.Equal(recipe.Accuracy, ClassificationMetrics.Of(ClassScores.Of(heldOut), heldOut.Labels).Top1);
        var table = new RunEvaluation(_tiny.Workspace, TimeProvider.System).Evaluate(
            new([RunMember.Best(run), .. Members("a")], null, SplitNames.Test, ["mean"], [1]), null, default);
        Assert.Equal(["soup", "a", "mean"], table.Rows.Select(r => r.Name));
        // Nothing was chosen but that there is one.
        Assert.Null(table.Rows[0].Choice);
        Assert.Contains("was not trained", Assert.Throws<InvalidInputException>(() => new Trainer(_tiny.Workspace, TimeProvider.System).Resume(run, null, default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_members_give_the_same_soup_and_equal_weights_their_own()
    {
        var a = Train("a", _tiny.Options);
        File.Copy(a.BestWeights, a.LastWeights, overwrite: true);
        var (first, second) = (Make("first", "a", "a@last").Run, Make("second", "a", "a@last").Run);
        Assert.Equal(File.ReadAllBytes(first.BestWeights), File.ReadAllBytes(second.BestWeights));
        var (own, soup) = (Safetensors.Load(a.BestWeights).Tensors, Safetensors.Load(first.BestWeights).Tensors);
        Assert.All(own.Where(t => t.Value.is_floating_point() && !t.Key.Contains("running", StringComparison.Ordinal)), t => Assert.Equal(0, (t.Value - soup[t.Key]).abs().max().item<float>()));
    }

    [Fact]
    public void A_greedy_soup_is_never_worse_than_its_best_member_where_it_chooses()
    {
        // Of different seeds: the mean of all is nobody's weights.
        var options = _tiny.Options with { Epochs = 5 };
        foreach (var seed in new[] { 0, 1, 2 })
            Train($"s{seed}", options with { Seed = (ulong)seed });
        var (run, recipe) = Make("greedy", greedy: true, members: ["s0", "s1", "s2"]);
        Assert.True(recipe.Accuracy >= recipe.Best);
        Assert.Equal(recipe.Ingredients.Select(i => i.HeldOutAccuracy).OrderDescending(), recipe.Ingredients.Select(i => i.HeldOutAccuracy));
        Assert.True(recipe.Ingredients[0].Taken);
        if (recipe.Taken.Count() == 1)
        {
            var best = RunFolder.Open(_tiny.Workspace, recipe.Ingredients[0].Name);
            Assert.Equal(Tensors(best.BestWeights), Tensors(run.BestWeights));
        }
        Assert.Equal(("held-out", false), (RunMember.Best(run).Chosen!.On, RunMember.Best(run).Chosen!.IsForced));
    }

    [Fact]
    public void Members_that_do_not_fit_are_told_in_everything_before_anything_is_computed()
    {
        Train("a", _tiny.Options);
        Train("b", _tiny.Options with { Model = "resnet20", Epochs = 1, ValidationSeed = 7 });
        var told = Assert.Throws<InvalidInputException>(() => Make("soup", "a", "b")).Message;
        Assert.Contains("the network is cnn-small for a and resnet20 for b", told, StringComparison.Ordinal);
        Assert.Contains("the seed of what is held out is 0 for a and 7 for b", told, StringComparison.Ordinal);
        Assert.Contains("two members or more", Assert.Throws<InvalidInputException>(() => Make("soup", "a")).Message, StringComparison.Ordinal);
        Assert.Contains("a is named twice", Assert.Throws<InvalidInputException>(() => Make("soup", "a", "a")).Message, StringComparison.Ordinal);
        var taken = Assert.Throws<InvalidInputException>(() => Make("b", "a", "a@last"));
        Assert.Contains("--as", taken.Hint, StringComparison.Ordinal);
        Assert.Contains("--as '.x'", Assert.Throws<InvalidInputException>(() => Make(".x", "a", "a@last")).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_tiny.Workspace.Runs, "soup")));
    }

    [Fact]
    public void A_soup_that_was_chosen_on_test_is_marked_for_ever()
    {
        Train("a", _tiny.Options);
        Assert.Throws<InvalidInputException>(() => Make("soup", greedy: true, chooseOn: SplitNames.Test, members: ["a", "a@last"]));
        var (run, recipe) = Make("soup", greedy: true, chooseOn: SplitNames.Test, force: true, members: ["a", "a@last"]);
        Assert.True(recipe.Choice.IsForced);
        var table = new RunEvaluation(_tiny.Workspace, TimeProvider.System).Evaluate(
            new([RunMember.Best(RunFolder.Open(_tiny.Workspace, "soup")), .. Members("a")], null, SplitNames.Test, ["mean"], [1]), null, default);
        Assert.True(table.IsForced);
        Assert.Equal(["soup", "mean"], table.Rows.Where(r => r.Choice?.IsForced == true).Select(r => r.Name));
        Assert.Equal(15, run.ReadOptions().Soup!.Choice.Samples);

        // Stirred into another one it is still chosen there; one that was but judged there has chosen nothing.
        var (again, mixed) = Make("again", "soup", "a");
        Assert.Equal((false, true, "test"), (mixed.Choice.IsForced, again.ReadOptions().Soup!.Chosen!.IsForced, RunMember.Best(again).Chosen!.On));
        Assert.Equal([false, true, true], new RunComparison(_tiny.Workspace, TimeProvider.System).Compare([RunFolder.Open(_tiny.Workspace, "a"), run, again], null, default).Select(r => r.IsForced));
        Assert.Null(RunMember.Best(Make("judged", greedy: false, chooseOn: SplitNames.Test, force: true, members: ["a", "a@last"]).Run).Chosen);
    }

    private (RunFolder Run, SoupRecipe Recipe) Make(string name, params string[] members) => Make(name, greedy: false, members: members);

    private (RunFolder Run, SoupRecipe Recipe) Make(string name, bool greedy, string chooseOn = RunPredictions.HeldOut, bool force = false, params string[] members) =>
        new ModelSoup(_tiny.Workspace, TimeProvider.System).Make(
            name, [.. members.SelectMany(Members).Cast<RunMember>()], greedy, chooseOn, force, null, TestContext.Current.CancellationToken);

    private IReadOnlyList<Member> Members(string member) => MemberRef.Parse(member).Resolve(_tiny.Workspace, "/");

    private static IEnumerable<(string, string)> Tensors(string path) =>
        Safetensors.Load(path).Tensors.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (t.Key, Convert.ToHexString(t.Value.contiguous().bytes)));

    private RunFolder Train(string name, TrainOptions options) => new Trainer(_tiny.Workspace, TimeProvider.System)
        .Start(name, options, AugmentationPolicy.Load("none", "."), progress: null, TestContext.Current.CancellationToken).Run;
}
