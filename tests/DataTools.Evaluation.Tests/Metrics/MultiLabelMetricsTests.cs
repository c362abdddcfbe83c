using DataTools.Catalog;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Tests.Metrics;

public sealed class MultiLabelMetricsTests
{
    // Logits above 0 are predicted. Class 0: right, missed, wrongly, right; class 1: each right; class 2: nowhere.
    private static readonly float[] Logits =
    [
        3, 2, -1,
        -1, -2, -1,
        1, -2, -1,
        2, 1, -1,
    ];

    private static readonly sbyte[] Targets =
    [
        1, 1, 0,
        1, 0, 0,
        0, 0, 0,
        1, 1, 0,
    ];

    [Fact]
    public void Figures_are_those_computed_by_hand()
    {
        var figures = MultiLabelMetrics.Of(Set(Logits, Targets));
        // Class 0, by score: 3 yes, 2 yes, 1 no, -1 yes: (1 + 1 + 3/4) / 3. Class 1 is perfect, class 2 has nothing to find.
        Assert.Equal([11 / 12.0, 1, null], figures.Classes.Select(c => c.AveragePrecision));
        Assert.Equal(23 / 24.0, figures.MeanAveragePrecision, 15);
        // Right pairs 2 + 2, support 3 + 2, predicted 3 + 2.
        Assert.Equal(8 / 10.0, figures.MicroF1, 15);
        // Class 0: 4 / 6; class 1: 1; class 2 has no F1.
        Assert.Equal((4 / 6.0 + 1) / 2, figures.MacroF1, 15);
        Assert.Equal((4, 0, 0.5), (figures.Samples, figures.Unlabelled, figures.SubsetAccuracy));
        double Loss(double logit, bool there) => -Math.Log(there ? 1 / (1 + Math.Exp(-logit)) : 1 - (1 / (1 + Math.Exp(-logit))));
        Assert.Equal(Logits.Zip(Targets, (l, t) => Loss(l, t == 1)).Average(), figures.LogLoss, 12);
    }

    [Fact]
    public void What_is_not_judged_is_left_out()
    {
        sbyte[] targets = [.. Targets];
        // The sample that was missed and the one that was wrong, in class 0 alone; and one sample wholly.
        (targets[3], targets[6]) = (MultiHot.NotJudged, MultiHot.NotJudged);
        targets.AsSpan(9).Fill(MultiHot.NotJudged);
        var figures = MultiLabelMetrics.Of(Set(Logits, targets));
        Assert.Equal((3, 1, 1.0, 1.0, 1.0), (figures.Samples, figures.Unlabelled, figures.MeanAveragePrecision, figures.MicroF1, figures.SubsetAccuracy));
        Assert.Equal([1, 3, 3], figures.Classes.Select(c => c.Judged));
    }

    [Fact]
    public void Samples_that_are_told_apart_by_logits_alone_are_told_apart()
    {
        // Both probabilities are 1 in double precision.
        var figures = MultiLabelMetrics.Of(Set([50, 60], [0, 1], classes: 1));
        Assert.Equal((1.0, 25.0), (figures.MeanAveragePrecision, Math.Round(figures.LogLoss, 9)));
    }

    [Fact]
    public void Nothing_to_find_is_an_error_that_says_so()
    {
        var error = Assert.Throws<InvalidInputException>(() => MultiLabelMetrics.Of(Set([1, 2], [0, -1], classes: 1)));
        Assert.Contains("none of the 2 samples is known to have a class", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_mean_of_members_is_that_of_their_probabilities()
    {
        // a: 0.9, 0.2, 0.6; b: 0.5, 0.8, 0.2. The means 0.7, 0.5, 0.4 put the absent one last.
        static float Logit(double p) => (float)Math.Log(p / (1 - p));
        var members = new[] { Set([Logit(0.9), Logit(0.2), Logit(0.6)], [1, 1, 0], classes: 1), Set([Logit(0.5), Logit(0.8), Logit(0.2)], [1, 1, 0], classes: 1, name: "b") };
        var table = MultiLabelTable.Of(members, [FusionCatalog.Find("mean")]);
        Assert.Equal(["a", "b", "mean"], table.Rows.Select(r => r.Name));
        // a: yes, no, yes; b: yes, yes, no.
        Assert.Equal([(1 + (2 / 3.0)) / 2, 1, 1], table.Rows.Select(r => r.Figures.MeanAveragePrecision));
        Assert.Equal(-(Math.Log(0.7) + Math.Log(0.5) + Math.Log(0.6)) / 3, table.Rows[2].Figures.LogLoss, 6);
    }

    [Theory]
    [InlineData("vote")]
    [InlineData("weighted")]
    public void Fusions_for_one_class_are_refused(string rule)
    {
        var error = Assert.Throws<InvalidInputException>(() => MultiLabelTable.Of([Set(Logits, Targets)], [FusionCatalog.Find(rule)]));
        Assert.Contains($"the fusion {rule}", error.Message, StringComparison.Ordinal);
        Assert.Contains("mean", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_with_other_truths_or_of_one_class_are_not_compared()
    {
        sbyte[] other = [.. Targets];
        other[0] = 0;
        Assert.Contains("s0 has other labels", Fault(Set(Logits, other, name: "b")), StringComparison.Ordinal);
        var single = new PredictionSet("b", "shapes", "sha256:1", "test", 1, Sets.Classes(3), Sets.Ids(4), [-1, -1, -1, -1], Logits, 1);
        Assert.Contains("a gives several classes a sample, b one", Fault(single), StringComparison.Ordinal);
        static string Fault(PredictionSet b) => Assert.Throws<InvalidInputException>(() => MultiLabelTable.Of([Set(Logits, Targets), b], [])).Message;
    }

    [Fact]
    public void Crops_are_averaged_in_probability()
    {
        var result = new float[2];
        MultiLabelCrops.Average([0, 40, 1, 60, -1, 50], result);
        Assert.Equal(0.5, Sigmoid.Of(result[0]), 7);
        // 1 - p is the mean of e^-40, e^-60 and e^-50.
        Assert.Equal(-Math.Log((Math.Exp(-40) + Math.Exp(-60) + Math.Exp(-50)) / 3), result[1], 4);
        MultiLabelCrops.Average([3.25f, -7], result);
        Assert.Equal([3.25f, -7], result);
        MultiLabelCrops.Average([float.MaxValue, float.MinValue, float.MaxValue, float.MinValue], result);
        Assert.All(result, r => Assert.True(float.IsFinite(r)));
    }

    internal static PredictionSet Set(float[] logits, sbyte[] targets, int classes = 3, string name = "a") => new(
        name, "shapes", "sha256:1", "test", 1, Sets.Classes(classes), Sets.Ids(logits.Length / classes), [.. Enumerable.Repeat(Sample.Unlabelled, logits.Length / classes)], logits, 1)
    {
        Targets = targets,
    };
}
