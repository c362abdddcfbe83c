using CsCheck;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests.Fusion;

/// <summary>What the rules that choose find, against what can be known otherwise.</summary>
public sealed class ChosenFusionTests
{
    private static readonly Gen<PredictionSet[]> Tasks =
        from members in Gen.Int[1, 5]
        from samples in Gen.Int[1, 60]
        from classes in Gen.Int[2, 4]
        from seed in Gen.ULong
        select Sets.Task(members, samples, classes, seed, "held-out");

    [Fact]
    public void Geometric_is_the_mean_of_the_logits() => Sets.Members(logit: Gen.Float[-20, 20]).Sample(members =>
    {
        var scores = FusionCatalog.Find("geometric").Fuse(new(members)).Scores;
        var classes = members[0].Classes.Count;
        for (var i = 0; i < members[0].Count; i++)
        {
            double[] powers = [.. Enumerable.Range(0, classes).Select(c => Math.Exp(members.Average(m => (double)m.Row(i)[c])))];
            Assert.Equal(powers.Select(p => p / powers.Sum()), scores.Row(i).ToArray(), (a, b) => Math.Abs(a - b) < 1e-12);
        }
    });

    [Fact]
    public void Weights_of_a_geometric_mean_are_certified_and_beaten_by_no_others() => Gen.Select(Tasks, Gen.Double[0, 1].Array[5].Array[20]).Sample((sets, others) =>
    {
        var samples = ChoiceSamples.Of(sets);
        var logs = ChoiceSamples.LogProbabilities(samples.Members);
        var fit = PoolWeights.Fit(logs, samples.Labels, sets.Length, samples.Classes);
        Assert.InRange(fit.Gap, -1e-12, PoolWeights.Tolerance);
        Assert.Equal(1, fit.Weights.Sum(), 1e-12);
        Assert.All(fit.Weights, w => Assert.InRange(w, 0, 1));
        foreach (var other in others.Select(o => o[..sets.Length]).Where(o => o.Sum() > 0).Concat(Singles(sets.Length)))
        {
            var loss = PoolWeights.LossOf(logs, samples.Labels, [.. other.Select(o => o / other.Sum())], samples.Classes);
            Assert.True(fit.Loss <= loss + fit.Gap + 1e-12);
        }
    }, iter: 50);

    [Fact]
    public void Weights_of_many_members_of_which_most_are_useless_are_certified()
    {
        var sets = Sets.Task(12, 500, 5, 11, "held-out");
        var samples = ChoiceSamples.Of([.. sets, .. sets.Select(s => s.But(name: $"copy of {s.Name}"))]);
        var fit = PoolWeights.Fit(ChoiceSamples.LogProbabilities(samples.Members), samples.Labels, 24, 5);
        Assert.InRange(fit.Gap, -1e-12, PoolWeights.Tolerance);
    }

    [Fact]
    public void The_nearest_point_of_the_simplex_is_nearer_than_any_other() => Gen.Select(Gen.Double[-3, 3].Array[4], Gen.Double[0.01, 1].Array[4]).Sample((point, other) =>
    {
        var near = SimplexQuadratic.Project(point);
        Assert.Equal(1, near.Sum(), 1e-12);
        double Distance(IEnumerable<double> to) => to.Zip(point, (a, b) => (a - b) * (a - b)).Sum();
        Assert.True(Distance(near) <= Distance(other.Select(o => o / other.Sum())) + 1e-12);
    });

    [Fact]
    public void Greedy_selection_is_never_worse_than_the_best_member_on_what_it_chose_on() => Tasks.Sample(sets =>
    {
        var labels = sets[0].Labels;
        List<ClassificationMetrics> singles = [.. sets.Select(s => ClassificationMetrics.Of(ClassScores.Of(s), labels))];
        ClassificationMetrics Of(GreedyMeasure measure)
        {
            var counts = GreedyFusion.Choose(sets, measure);
            Assert.InRange(counts.Sum(), 1, GreedyFusion.MostPicks + sets.Length);
            return ClassificationMetrics.Of(MeanFusion.Mix(sets, [.. counts.Select(c => (double)c / counts.Sum())]), labels);
        }
        Assert.True(Of(GreedyMeasure.LogLoss).NegativeLogLikelihood <= singles.Min(s => s.NegativeLogLikelihood) + 1e-6);
        Assert.True(Of(GreedyMeasure.Accuracy).Top1 >= singles.Max(s => s.Top1));
    }, iter: 30);

    [Fact]
    public void Greedy_selection_takes_equal_members_by_name()
    {
        var set = Sets.Task(1, 30, 3, 5, "held-out")[0];
        Assert.Equal([0, 1, 0], GreedyFusion.Choose([set.But(name: "c"), set.But(name: "a"), set.But(name: "b")], GreedyMeasure.Accuracy));
    }

    [Fact]
    public void Greedy_selection_comes_near_the_best_weights()
    {
        var sets = Sets.Task(6, 400, 4, 8, "held-out");
        var samples = ChoiceSamples.Of(sets);
        double Loss(double[] weights) => ClassificationMetrics.Of(MeanFusion.Mix(samples.Members, weights), samples.Labels).NegativeLogLikelihood!.Value;
        var counts = GreedyFusion.Choose(sets, GreedyMeasure.LogLoss);
        var best = Loss(MixtureWeights.Fit(samples.LogLikelihoods(), 6));
        Assert.InRange(Loss([.. counts.Select(c => (double)c / counts.Sum())]), best - 2e-6, best + 1e-3);
    }

    [Fact]
    public void Stacking_is_never_worse_than_the_geometric_mean_on_what_it_is_fitted_on_and_is_certified() => Gen.Select(Tasks, Gen.Double[0.01, 1]).Sample((sets, strength) =>
    {
        var samples = ChoiceSamples.Of(sets);
        var data = StackingData.Of(samples);
        foreach (var most in new[] { int.MaxValue, 0 })
        {
            var model = StackingModel.For(sets.Length, samples.Classes, most);
            Assert.Equal(most > 0, model.Full);
            var start = model.Loss(data, model.Start, null);
            var geometric = ClassificationMetrics.Of(FusionCatalog.Find("geometric").Fuse(new(samples.Members)).Scores, samples.Labels);
            Assert.Equal(geometric.NegativeLogLikelihood!.Value, start, 1e-9);
            var fit = StackingFusion.Fit(model, data, strength, model.Start, StackingFusion.Tolerance);
            Assert.InRange(fit.Gap, 0, StackingFusion.Tolerance);
            Assert.True(model.Loss(data, fit.Point, null) <= start);
            Assert.True(fit.Value <= start);
        }
    }, iter: 30);

    [Fact]
    public void The_gradient_of_stacking_is_that_of_its_loss() => Gen.Select(Tasks, Gen.Bool).Sample((sets, full) =>
    {
        var samples = ChoiceSamples.Of(sets);
        var data = StackingData.Of(samples);
        var model = StackingModel.For(sets.Length, samples.Classes, full ? int.MaxValue : 0);
        double[] point = [.. model.Start.Select((p, i) => p + (0.01 * (i % 5)))];
        var gradient = new double[point.Length];
        double Value(double[] at, double[] into) => model.Loss(data, at, into) + model.Penalty(0.3, at, into);
        Value(point, gradient);
        for (var i = 0; i < point.Length; i += 3)
        {
            var (up, down) = ((double[])point.Clone(), (double[])point.Clone());
            (up[i], down[i]) = (up[i] + 1e-5, down[i] - 1e-5);
            var slope = (Value(up, new double[point.Length]) - Value(down, new double[point.Length])) / 2e-5;
            Assert.Equal(slope, gradient[i], 1e-5 * (1 + Math.Abs(slope)));
        }
    }, iter: 20);

    [Fact]
    public void Stacking_learns_what_no_mean_can_and_stays_where_there_is_nothing_to_learn()
    {
        // One member takes class 0 for class 1 and the other way round: a mean with it is lost, a regression turns it over.
        var (held, test) = (Swapped(Sets.Task(2, 600, 3, 1, "held-out")), Swapped(Sets.Task(2, 600, 3, 2)));
        var stacked = FusionCatalog.Find("stacking").Fuse(new(test, () => held));
        double Top1(FusedPredictions fused) => ClassificationMetrics.Of(fused.Scores, test[0].Labels).Top1;
        Assert.True(Top1(stacked) > Top1(FusionCatalog.Find("geometric").Fuse(new(test))) + 0.1);
        Assert.InRange(stacked.Regularisation!.Value, 0.001, 1);
        Assert.Equal(600, stacked.ChosenOn);

        // Too few samples for folds.
        int[] few = [.. Enumerable.Range(0, 9)];
        var stayed = FusionCatalog.Find("stacking").Fuse(new(test, () => Array.ConvertAll(held, h => h.Select(few))));
        Assert.Equal(double.PositiveInfinity, stayed.Regularisation);
    }

    [Fact]
    public void A_weighted_vote_trusts_the_accurate_and_knows_ties()
    {
        // Held out: a is right 8 times of 8, b and c 6 of 8: ln 9, ln (7/3) twice. So a outvotes b and c together: 2.20 > 1.69.
        int[] labels = [0, 0, 0, 0, 1, 1, 1, 1];
        double[] zero = [0.9, 0.1], one = [0.1, 0.9];
        double[][] right = [zero, zero, zero, zero, one, one, one, one], twoWrong = [one, zero, zero, zero, zero, one, one, one];
        PredictionSet[] held = [Sets.Of("a", labels, right, split: "held"), Sets.Of("b", labels, twoWrong, split: "held"), Sets.Of("c", labels, twoWrong, split: "held")];
        PredictionSet[] test = [Sets.Of("a", [0, 0], [zero, zero]), Sets.Of("b", [0, 0], [one, one]), Sets.Of("c", [0, 0], [one, zero])];
        var fused = FusionCatalog.Find("weighted-vote").Fuse(new(test, () => held));
        var all = Math.Log(9) + (2 * Math.Log(7 / 3.0));
        Assert.Equal([Math.Log(9) / all, Math.Log(7 / 3.0) / all, Math.Log(7 / 3.0) / all], fused.Weights!, (x, y) => Math.Abs(x - y) < 1e-9);
        Assert.Equal(0, fused.Scores.Predicted(0));

        // b against c, as many ballots each: the higher mean probability, here of class 1, is ahead.
        PredictionSet[] tied = [Sets.Of("b", [0], [[0.6, 0.4]]), Sets.Of("c", [0], [[0.2, 0.8]])];
        var tie = FusionCatalog.Find("weighted-vote").Fuse(new(tied, () => held[1..]));
        Assert.Equal([0.5, 0.5], tie.Scores.Row(0).ToArray());
        Assert.Equal(1, tie.Scores.Predicted(0));
    }

    [Fact]
    public void A_member_no_better_than_a_guess_has_no_vote_unless_all_are_so()
    {
        var good = Sets.Of("a", [0, 1], [[0.9, 0.1], [0.1, 0.9]], split: "held");
        var bad = Sets.Of("b", [0, 1], [[0.1, 0.9], [0.9, 0.1]], split: "held");
        PredictionSet[] test = [Sets.Of("a", [0], [[0.9, 0.1]]), Sets.Of("b", [0], [[0.2, 0.8]])];
        Assert.Equal([1, 0], FusionCatalog.Find("weighted-vote").Fuse(new(test, () => [good, bad])).Weights!);
        Assert.Equal([0.5, 0.5], FusionCatalog.Find("weighted-vote").Fuse(new(test, () => [bad.But(name: "a"), bad])).Weights!);
    }

    [Fact]
    public void Ranks_are_among_the_samples_and_equal_ones_share()
    {
        Assert.Equal([1, 3.5, 2, 3.5], RankFusion.Ranks([0.1, 0.7, 0.2, 0.7]));
        var scores = FusionCatalog.Find("rank").Fuse(new([Sets.Of("a", [0, 1, 0], [[0.9, 0.1], [0.2, 0.8], [0.5, 0.5]]), Sets.Of("b", [0, 1, 0], [[0.99, 0.01], [0.4, 0.6], [0.3, 0.7]])])).Scores;
        Assert.Equal([5 / 6.0, 1 / 3.0, 1 / 3.0], Enumerable.Range(0, 3).Select(i => scores.Row(i)[0]), (x, y) => Math.Abs(x - y) < 1e-12);
        Assert.False(scores.AreProbabilities);
    }

    [Fact]
    public void Ranks_do_not_depend_on_how_sure_the_members_are() => Gen.Select(Sets.Members(logit: Gen.Float[-5, 5]), Gen.Int[1, 4]).Where(t => t.Item1[0].Classes.Count == 2).Sample((members, power) =>
    {
        // With two classes a temperature keeps the order among the samples; powers of two do not round.
        var sharper = Array.ConvertAll(members, m => m.But(logits: [.. m.Logits.Select(l => l * (1 << power))]));
        var (one, other) = (FusionCatalog.Find("rank").Fuse(new(members)).Scores, FusionCatalog.Find("rank").Fuse(new(sharper)).Scores);
        for (var i = 0; i < one.Count; i++)
            Assert.Equal(one.Row(i)[0], other.Row(i)[0], 1e-9);
    });

    private static IEnumerable<double[]> Singles(int members) =>
        Enumerable.Range(0, members).Select(m => Enumerable.Range(0, members).Select(k => k == m ? 1.0 : 0).ToArray());

    private static PredictionSet[] Swapped(PredictionSet[] sets) =>
        [sets[0], sets[1].But(logits: [.. sets[1].Logits.Chunk(3).SelectMany(r => new[] { r[1], r[0], r[2] })])];
}
