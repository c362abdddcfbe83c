using CsCheck;
using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Tests.Metrics;

public sealed class RocCurveTests
{
    // Few distinct scores: most samples tie with another.
    private static Gen<(int Score, bool Positive)[]> Samples { get; } = Gen.Select(Gen.Int[-3, 3], Gen.Bool).Array[1, 40];

    [Fact]
    public void Figures_by_hand()
    {
        // Scores 4 3 3 2 1, truths + + - - +: of the six pairs 3.5 are in order.
        var roc = RocCurve.Of([3, 1, 4, 2, 3], [true, true, true, false, false])!;
        Assert.Equal(3.5 / 6, roc.Area, 1e-15);
        Assert.Equal([double.PositiveInfinity, 4, 3, 2, 1], roc.Points.Select(p => p.Threshold));
        Assert.Equal([0, 0, 0.5, 1, 1], roc.Points.Select(p => p.FalsePositives));
        Assert.Equal([0, 1 / 3.0, 2 / 3.0, 2 / 3.0, 1], roc.Points.Select(p => p.TruePositives));
    }

    [Fact]
    public void Perfect_useless_and_reversed_scores_have_the_areas_1_a_half_and_0()
    {
        bool[] truth = [false, false, true, true];
        Assert.Equal(1, RocCurve.Of([1, 2, 3, double.PositiveInfinity], truth)!.Area);
        Assert.Equal(0.5, RocCurve.Of([7, 7, 7, 7], truth)!.Area);
        Assert.Equal(0, RocCurve.Of([4, 3, 2, 1], truth)!.Area);
    }

    [Fact]
    public void One_class_alone_has_no_curve()
    {
        Assert.Null(RocCurve.Of([1, 2], [true, true]));
        Assert.Null(RocCurve.Of([], []));
        Assert.Throws<ArgumentException>(() => RocCurve.Of([1], []));
    }

    [Fact]
    public void The_area_is_the_share_of_pairs_in_order_with_ties_counted_half_as_the_ranks_say_too() => Samples.Sample(samples =>
    {
        double[] positives = [.. samples.Where(s => s.Positive).Select(s => (double)s.Score)];
        double[] negatives = [.. samples.Where(s => !s.Positive).Select(s => (double)s.Score)];
        if (positives.Length == 0 || negatives.Length == 0)
            return;
        var area = RocCurve.Of([.. samples.Select(s => (double)s.Score)], [.. samples.Select(s => s.Positive)])!.Area;
        var pairs = positives.Sum(p => negatives.Sum(n => p > n ? 1 : p == n ? 0.5 : 0));
        Assert.Equal(pairs / (positives.Length * negatives.Length), area, 1e-12);
        // Mean ranks from 1; Mann and Whitney's U of the positives.
        double Rank(int score) => samples.Count(s => s.Score < score) + ((samples.Count(s => s.Score == score) + 1) / 2.0);
        var u = samples.Where(s => s.Positive).Sum(s => Rank(s.Score)) - (positives.Length * (positives.Length + 1) / 2.0);
        Assert.Equal(u / (positives.Length * negatives.Length), area, 1e-12);
    });

    [Fact]
    public void The_area_alone_is_that_of_the_curve_to_the_last_bit() => Samples.Sample(samples => Assert.Equal(
        RocCurve.Of([.. samples.Select(s => (double)s.Score)], [.. samples.Select(s => s.Positive)])?.Area,
        RocCurve.AreaOf([.. samples.Select(s => (double)s.Score)], [.. samples.Select(s => s.Positive)])));

    [Fact]
    public void The_curve_rises_from_corner_to_corner_and_its_trapezia_are_the_area() => Samples.Sample(samples =>
    {
        if (RocCurve.Of([.. samples.Select(s => (double)s.Score)], [.. samples.Select(s => s.Positive)]) is not { } roc)
            return;
        Assert.Equal((0, 0), (roc.Points[0].FalsePositives, roc.Points[0].TruePositives));
        Assert.Equal((1, 1), (roc.Points[^1].FalsePositives, roc.Points[^1].TruePositives));
        var steps = roc.Points.Zip(roc.Points.Skip(1)).ToList();
        Assert.All(steps, s => Assert.True(s.Second.Threshold < s.First.Threshold && s.Second.FalsePositives >= s.First.FalsePositives && s.Second.TruePositives >= s.First.TruePositives));
        Assert.Equal(roc.Area, steps.Sum(s => (s.Second.FalsePositives - s.First.FalsePositives) * (s.First.TruePositives + s.Second.TruePositives) / 2), 1e-12);
    });
}
