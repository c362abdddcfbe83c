using CsCheck;
using DataTools.Catalog;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests.Fusion;

public sealed class FusionRuleTests
{
    [Fact]
    public void The_mean_is_that_of_the_probabilities()
    {
        var fused = Fuse("mean", Sets.Of("a", [0, 1], [[0.9, 0.1], [0.2, 0.8]]), Sets.Of("b", [0, 1], [[0.3, 0.7], [0.6, 0.4]]));
        Near([0.6, 0.4], fused.Scores.Row(0));
        Near([0.4, 0.6], fused.Scores.Row(1));
        Assert.Equal([0, 1], Predicted(fused));
        Assert.Null(fused.Weights);
        Assert.True(fused.Scores.AreProbabilities);
    }

    [Fact]
    public void Votes_are_counted_and_ties_go_to_the_higher_mean_probability_then_to_the_lower_index()
    {
        int[] labels = [0, 0, 0, 0];
        var a = Sets.Of("a", labels, [[0.5, 0.3, 0.2], [0.6, 0.3, 0.1], [0.6, 0.3, 0.1], [0.2, 0.4, 0.4]]);
        var b = Sets.Of("b", labels, [[0.4, 0.35, 0.25], [0.3, 0.6, 0.1], [0.2, 0.7, 0.1], [0.2, 0.4, 0.4]]);
        var fused = Fuse("vote", a, b);
        Near([1, 0, 0], fused.Scores.Row(0));
        Near([0.5, 0.5, 0], fused.Scores.Row(1));
        Near([0.5, 0.5, 0], fused.Scores.Row(2));
        // Both members find two classes equally likely and vote for the first of them.
        Near([0, 1, 0], fused.Scores.Row(3));
        Assert.Equal([0, 0, 1, 1], Predicted(fused));
        Assert.False(fused.Scores.AreProbabilities);
        // Behind the votes the order is by mean probability too.
        Assert.Equal([0, 1, 2], Enumerable.Range(0, 3).Select(c => fused.Scores.Rank(0, c)));
    }

    [Fact]
    public void A_majority_outvotes_a_member_that_is_surer()
    {
        PredictionSet[] members = [Sets.Of("a", [0], [[0.51, 0.49]]), Sets.Of("b", [0], [[0.51, 0.49]]), Sets.Of("c", [0], [[0.001, 0.999]])];
        Assert.Equal([0], Predicted(Fuse("vote", members)));
        Assert.Equal([1], Predicted(Fuse("mean", members)));
    }

    [Fact]
    public void Weights_are_the_best_for_the_held_out_samples()
    {
        // Each of 4 samples is likely (0.8) for one member and unlikely (0.2) for the other, 3 : 1. The optimum of
        // 3 ln(0.2 + 0.6 w) + ln(0.8 - 0.6 w) is at w = 11/12.
        double[] good = [0.8, 0.2], bad = [0.2, 0.8];
        var a = Sets.Of("a", [0, 0, 0, 0], [good, good, good, bad]);
        var b = Sets.Of("b", [0, 0, 0, 0], [bad, bad, bad, good]);
        var fused = Fuse("weighted", [a, b], [a.But(split: "held-out"), b.But(split: "held-out")]);
        Assert.Equal(11 / 12.0, fused.Weights![0], 2e-3);
        Assert.Equal(1, fused.Weights.Sum(), 1e-12);
    }

    [Fact]
    public void The_chosen_weights_are_used_on_the_evaluated_samples()
    {
        // On the held-out sample b is no better than a guess and a is sure: all the weight goes to a.
        var a = Sets.Of("a", [0], [[0.3, 0.7]]);
        var b = Sets.Of("b", [0], [[0.6, 0.4]]);
        var fused = Fuse("weighted", [a, b], [Sets.Of("a", [1], [[0.01, 0.99]], split: "held-out"), Sets.Of("b", [1], [[0.5, 0.5]], split: "held-out")]);
        Assert.Equal([1, 0], fused.Weights!, (x, y) => Math.Abs(x - y) < 1e-4);
        Assert.Equal([0.3, 0.7], fused.Scores.Row(0).ToArray(), (x, y) => Math.Abs(x - y) < 1e-4);
    }

    [Fact]
    public void Weights_do_not_look_at_the_evaluated_split_nor_at_unlabelled_samples() => Sets.Members().Sample(members =>
    {
        var heldOut = Array.ConvertAll(members, m => m.But(split: "held-out"));
        var weights = Fuse("weighted", members, heldOut).Weights!;
        int[] others = [.. members[0].Labels.Select(l => (l + 1) % members[0].Classes.Count)];
        Assert.Equal(weights, Fuse("weighted", Array.ConvertAll(members, m => m.But(labels: others)), heldOut).Weights!);

        PredictionSet[] more = [.. heldOut.Select((m, k) => m.But(
            ids: [.. m.Ids, "unlabelled"], labels: [.. m.Labels, Sample.Unlabelled],
            logits: [.. m.Logits, .. Enumerable.Range(0, m.Classes.Count).Select(c => (float)(k * c))]))];
        Assert.Equal(weights, Fuse("weighted", members, more).Weights!);
    });

    [Fact]
    public void Probabilities_stay_probabilities_and_votes_sum_to_one() => Sets.Members().Sample(members =>
    {
        // Ranks among the samples are neither.
        foreach (var rule in FusionCatalog.All.Where(r => r.Name != "rank"))
        {
            var scores = Fuse(rule.Name, members, HeldOut(members)).Scores;
            Assert.Equal(rule.GivesProbabilities, scores.AreProbabilities);
            for (var i = 0; i < scores.Count; i++)
            {
                Assert.Equal(1, scores.Row(i).ToArray().Sum(), 1e-9);
                Assert.All(scores.Row(i).ToArray(), s => Assert.InRange(s, 0, 1 + 1e-9));
            }
        }
    }, iter: 25);

    [Fact]
    public void Identical_members_are_as_one() => Gen.Select(Sets.Members(most: 1), Gen.Int[2, 5]).Sample((members, copies) =>
    {
        var alone = ClassScores.Of(members[0]);
        PredictionSet[] copied = [.. Enumerable.Range(0, copies).Select(k => members[0].But(name: $"copy {k}"))];
        foreach (var name in new[] { "mean", "weighted", "geometric", "weighted-geometric", "greedy", "greedy-accuracy" })
        {
            var fused = Fuse(name, copied, HeldOut(copied));
            for (var i = 0; i < alone.Count; i++)
                Near(alone.Row(i).ToArray(), fused.Scores.Row(i));
        }
        // Which of two classes that are equal but for rounding is first does not matter to the vote: the logits decide.
        Assert.Equal(Enumerable.Range(0, alone.Count).Select(i => alone.Predicted(i)), Predicted(Fuse("vote", copied)));
    }, iter: 25);

    [Fact]
    public void The_order_of_samples_changes_nothing() => (
        from members in Sets.Members()
        from order in Gen.Shuffle(Enumerable.Range(0, members[0].Count).ToArray())
        select (members, order)).Sample((members, order) =>
    {
        var shuffled = Array.ConvertAll(members, m => m.Select(order));
        foreach (var rule in FusionCatalog.All)
        {
            var (one, other) = (Fuse(rule.Name, members, HeldOut(members)).Scores, Fuse(rule.Name, shuffled, HeldOut(shuffled)).Scores);
            for (var i = 0; i < order.Length; i++)
                Near(one.Row(order[i]).ToArray(), other.Row(i));
        }
        // A member alone in another order is put back: not even rounding differs.
        PredictionSet[] mixed = [.. members.Select((m, k) => k % 2 == 0 ? m : m.Select(order))];
        foreach (var rule in FusionCatalog.All)
        {
            var (one, other) = (Fuse(rule.Name, members, HeldOut(members)).Scores, Fuse(rule.Name, mixed, HeldOut(mixed)).Scores);
            for (var i = 0; i < order.Length; i++)
                Assert.Equal(one.Row(i).ToArray(), other.Row(i).ToArray());
        }
    }, iter: 8);

    [Fact]
    public void The_order_of_members_changes_nothing() => Sets.Members(logit: Gen.Float[-5, 5]).Sample(members =>
    {
        PredictionSet[] reversed = [.. members.Reverse()];
        foreach (var rule in FusionCatalog.All)
        {
            var (one, other) = (Fuse(rule.Name, members, HeldOut(members)), Fuse(rule.Name, reversed, HeldOut(reversed)));
            for (var i = 0; i < one.Scores.Count; i++)
                Assert.Equal(one.Scores.Row(i).ToArray(), other.Scores.Row(i).ToArray(), (a, b) => Math.Abs(a - b) < (rule.Chooses ? 2e-2 : 1e-9));
        }
    }, iter: 25);

    [Fact]
    public void Shifting_a_member_s_logits_changes_nothing() => Gen.Select(Sets.Members(logit: Gen.Int[-5, 5].Select(i => (float)i)), Gen.Int[-100, 100]).Sample((members, shift) =>
    {
        // Whole numbers: the shift itself does not round.
        PredictionSet[] shifted = [members[0].But(logits: [.. members[0].Logits.Select(l => l + shift)]), .. members[1..]];
        foreach (var rule in FusionCatalog.All)
        {
            var (one, other) = (Fuse(rule.Name, members, HeldOut(members)).Scores, Fuse(rule.Name, shifted, HeldOut(shifted)).Scores);
            for (var i = 0; i < one.Count; i++)
                Near(one.Row(i).ToArray(), other.Row(i));
        }
    }, iter: 12);

    [Fact]
    public void A_vote_does_not_depend_on_how_sure_the_members_are() => Gen.Select(Sets.Members(logit: Gen.Float[-5, 5]), Gen.Int[1, 8]).Sample((members, factor) =>
    {
        // Powers of two: scaling keeps every order, ties included.
        PredictionSet[] surer = [.. members.Select((m, k) => k % 2 == 0 ? m : m.But(logits: [.. m.Logits.Select(l => l * (1 << factor))]))];
        var (one, other) = (Fuse("vote", members).Scores, Fuse("vote", surer).Scores);
        for (var i = 0; i < one.Count; i++)
            Assert.Equal(one.Row(i).ToArray(), other.Row(i).ToArray());
    });

    [Fact]
    public void A_mistyped_rule_is_suggested()
    {
        foreach (var rule in FusionCatalog.All)
            Assert.Same(rule, FusionCatalog.Find(rule.Name));
        Assert.Equal("Did you mean weighted?", Assert.Throws<NotFoundException>(() => FusionCatalog.Find("wieghted")).Hint);
        Assert.Equal(
            "Fusions are: geometric, greedy, greedy-accuracy, mean, rank, stacking, vote, weighted, weighted-geometric, weighted-vote.",
            Assert.Throws<NotFoundException>(() => FusionCatalog.Find("xyzzy")).Hint);
        Assert.Same(FusionCatalog.Find("geometric"), FusionCatalog.Find("mean-logits"));
    }

    private static FusedPredictions Fuse(string rule, params PredictionSet[] members) => FusionCatalog.Find(rule).Fuse(new(members));

    private static FusedPredictions Fuse(string rule, PredictionSet[] members, PredictionSet[] heldOut) =>
        FusionCatalog.Find(rule).Fuse(new(members, () => heldOut));

    private static PredictionSet[] HeldOut(PredictionSet[] members) => Array.ConvertAll(members, m => m.But(split: "held-out"));

    private static int[] Predicted(FusedPredictions fused) => [.. Enumerable.Range(0, fused.Scores.Count).Select(i => fused.Scores.Predicted(i))];

    private static void Near(double[] expected, ReadOnlySpan<double> actual) =>
        Assert.Equal(expected, actual.ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
}
