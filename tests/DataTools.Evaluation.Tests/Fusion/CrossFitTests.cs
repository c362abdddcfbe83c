using DataTools.Catalog;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests.Fusion;

public sealed class CrossFitTests
{
    [Fact]
    public void A_rule_that_chooses_nothing_is_judged_as_it_is()
    {
        var members = Sets.Task(3, 40, 4, seed: 1, split: "held-out");
        var mean = FusionCatalog.Find("mean");
        Assert.Equal(Top1(mean, members), CrossFit.Top1(mean, members));
    }

    [Theory]
    [InlineData("weighted")]
    [InlineData("greedy-accuracy")]
    [InlineData("stacking")]
    [InlineData("temperature+mean")]
    [InlineData("weighted-vote")]
    public void A_rule_that_chooses_is_judged_on_what_it_did_not_see(string name)
    {
        var rule = FusionCatalog.Find(name);
        var (seen, unseen) = (0.0, 0.0);
        const int times = 12;
        for (ulong seed = 0; seed < times; seed++)
        {
            // Nothing but noise: whatever looks better than one in two was learnt by heart.
            var members = Noise(6, 60, seed);
            seen += Top1(rule, members) / times;
            unseen += CrossFit.Top1(rule, members) / times;
        }
        Assert.Equal(0.5, unseen, 0.06);
        Assert.True(seen >= unseen - 0.02, $"{seen} {unseen}");
        if (name is "greedy-accuracy")
            Assert.True(seen > unseen + 0.05, $"{seen} {unseen}");
    }

    [Fact]
    public void Every_labelled_sample_is_judged_once_whatever_their_order()
    {
        var members = Sets.Task(3, 43, 4, seed: 2, split: "held-out");
        var rule = FusionCatalog.Find("weighted");
        int[] reversed = [.. Enumerable.Range(0, 43).Reverse()];
        var accuracy = CrossFit.Top1(rule, members);
        Assert.Equal(accuracy, CrossFit.Top1(rule, [.. members.Select(m => m.Select(reversed))]));
        Assert.Equal(Math.Round(accuracy * 43), accuracy * 43, 1e-9);
        // Who comes in another order is put into that of the first.
        Assert.Equal(accuracy, CrossFit.Top1(rule, [members[0], members[1].Select(reversed), members[2]]));
        var some = members.Select(m => m.But(labels: [.. m.Labels.Select((l, i) => i < 3 ? Sample.Unlabelled : l)])).ToArray();
        Assert.Equal(Math.Round(CrossFit.Top1(rule, some) * 40), CrossFit.Top1(rule, some) * 40, 1e-9);
    }

    [Fact]
    public void Too_few_samples_are_told()
    {
        var members = Sets.Task(2, 4, 2, seed: 3, split: "held-out");
        var error = Assert.Throws<InvalidInputException>(() => CrossFit.Top1(FusionCatalog.Find("weighted"), members));
        Assert.Contains("4 held-out samples have a label: too few to judge weighted by", error.Message, StringComparison.Ordinal);
    }

    private static double Top1(FusionRule rule, IReadOnlyList<PredictionSet> members) =>
        ClassificationMetrics.Of(rule.Fuse(new(members, () => members, force: true)).Scores, members[0].Labels).Top1;

    private static PredictionSet[] Noise(int members, int samples, ulong seed)
    {
        var truth = Sets.Task(members, samples, 2, seed, "held-out");
        // The labels are those of other samples.
        var labels = Sets.Task(1, samples, 2, seed + 1000)[0].Labels;
        return [.. truth.Select(m => m.But(labels: labels))];
    }
}
