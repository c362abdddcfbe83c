using System.Text.Json;
using CsCheck;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Evaluation.Comparison;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Tests.Comparison;

public sealed class DiversityTests
{
    // Each row's class is the one with all the score.
    private static Contestant Choosing(string name, params int[] chosen) =>
        new(name, new(3, [.. chosen.SelectMany(c => Enumerable.Range(0, 3).Select(k => k == c ? 1.0 : 0.0))]));

    [Fact]
    public void Figures_by_hand()
    {
        int[] labels = [0, 0, 1, 1, 2, 2, 0, 1, Sample.Unlabelled];
        var a = Choosing("a", 0, 0, 1, 1, 2, 0, 1, 2, 0);
        var b = Choosing("b", 0, 0, 1, 1, 0, 2, 2, 2, 1);
        var diversity = Diversity.Of([a, b], labels);
        // Both right 4, a alone 1, b alone 1, both wrong 2, of which one with another class.
        Assert.Equal(8, diversity.Samples);
        Assert.Equal([5 / 8.0, 5 / 8.0], diversity.Accuracy);
        Assert.Equal(3 / 8.0, diversity.Disagreement[0][1]);
        Assert.Equal(2 / 8.0, diversity.DoubleFault[0][1]);
        Assert.Equal(3 / 8.0, diversity.DoubleFault[0][0]);
        Assert.Equal(((4 * 2) - (1 * 1)) / 15.0, diversity.ErrorCorrelation[0][1]!.Value, 1e-15);
        Assert.Equal(7 / 9.0, diversity.YulesQ[0][1]!.Value, 1e-15);
        Assert.Equal((5 / 8.0, 6 / 8.0, 4 / 8.0), (diversity.MeanAccuracy, diversity.Oracle, diversity.AllRight));
    }

    [Fact]
    public void A_member_without_an_error_correlates_with_nobody()
    {
        var diversity = Diversity.Of([Choosing("a", 0, 1), Choosing("b", 0, 2)], [0, 1]);
        Assert.Null(diversity.ErrorCorrelation[0][1]);
        Assert.Null(diversity.YulesQ[0][1]);
        Assert.Equal(1, diversity.ErrorCorrelation[1][1]!.Value, 1e-15);
        var back = JsonSerializer.Deserialize<Diversity>(JsonSerializer.Serialize(diversity, CatalogJson.Options), CatalogJson.Options)!;
        Assert.Equal(diversity.ErrorCorrelation, back.ErrorCorrelation);
    }

    [Fact]
    public void The_figures_agree_with_each_other() => Sets.Members().Sample(sets =>
    {
        var labels = sets[0].Labels;
        Contestant[] members = [.. sets.Select(s => new Contestant(s.Name, ClassScores.Of(s)))];
        var diversity = Diversity.Of(members, labels);
        Assert.InRange(diversity.MeanAccuracy, diversity.AllRight - 1e-12, diversity.Oracle + 1e-12);
        for (var a = 0; a < members.Length; a++)
        {
            Assert.Equal(0, diversity.Disagreement[a][a]);
            for (var b = 0; b < members.Length; b++)
            {
                Assert.Equal(diversity.ErrorCorrelation[a][b], diversity.ErrorCorrelation[b][a]);
                Assert.InRange(diversity.ErrorCorrelation[a][b] ?? 0, -1 - 1e-12, 1 + 1e-12);
                var counts = PairedCounts.Of(members[a], members[b], labels);
                Assert.Equal(diversity.DoubleFault[a][b], (double)counts.BothWrong / counts.Samples);
                Assert.True(diversity.Disagreement[a][b] >= ((double)(counts.Fixed + counts.Broken) / counts.Samples) - 1e-12);
            }
        }
        // The decomposition gives what is measured on the fused probabilities themselves.
        var fused = FusionCatalog.Find("mean").Fuse(new(sets));
        Assert.Equal(Calibration.Of(fused.Scores, labels).Brier, diversity.Ambiguity!.MixtureBrier, 1e-9);
        Assert.Equal(members.Average(m => Calibration.Of(m.Scores, labels).Brier), diversity.Ambiguity.MeanBrier, 1e-9);
        Assert.True(diversity.Ambiguity.Spread >= 0);
    });

    [Fact]
    public void Members_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Diversity.Of([], []));
        Assert.Throws<ArgumentException>(() => Diversity.Of([Choosing("a", 0), Choosing("b", 0, 1)], [0]));
        Assert.Throws<InvalidInputException>(() => Diversity.Of([Choosing("a", 0)], [-1]));
        Assert.Null(Diversity.Of([new("votes", new(2, [1, 0], areProbabilities: false))], [0]).Ambiguity);
    }

    [Fact]
    public void Fixed_and_broken_samples_are_counted_by_class_and_the_surest_come_first()
    {
        // The last but one is wrong before and after.
        var a = new Contestant("a", new(2, [0.9, 0.1, 0.2, 0.8, 0.3, 0.7, 0.6, 0.4, 0.8, 0.2, 0.5, 0.5]));
        var b = new Contestant("b", new(2, [0.4, 0.6, 0.7, 0.3, 0.9, 0.1, 0.1, 0.9, 0.9, 0.1, 0.0, 1.0]));
        int[] labels = [0, 0, 0, 1, 1, Sample.Unlabelled];
        var table = ChangeTable.Of(a, b, labels, Sets.Ids(6), ["cat", "dog"], most: 1);
        Assert.Equal([new("cat", 3, 1, 2, 2, 1), new("dog", 2, 0, 1, 1, 0)], table.Classes);
        Assert.Equal([new("s2", 2, 0, 1, 0, 0.9)], table.MostSurelyFixed);
        Assert.Equal([new("s0", 0, 0, 0, 1, 0.6)], table.MostSurelyBroken);
        Assert.Equal(["s2", "s3", "s1"], ChangeTable.Of(a, b, labels, Sets.Ids(6), ["cat", "dog"], 9).MostSurelyFixed.Select(s => s.Id));
        Assert.Throws<ArgumentException>(() => ChangeTable.Of(a, b, [0], Sets.Ids(1), ["cat", "dog"], 1));
        Assert.Throws<ArgumentException>(() => ChangeTable.Of(a, b, labels, Sets.Ids(6), ["cat"], 1));
    }
}
