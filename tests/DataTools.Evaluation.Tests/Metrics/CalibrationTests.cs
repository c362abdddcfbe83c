using CsCheck;
using DataTools.Catalog;
using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Tests.Metrics;

public sealed class CalibrationTests
{
    [Fact]
    public void Figures_by_hand()
    {
        // Two samples at 0.9 (bin 14 of 1 to 15: 0.867 to 0.933), one of them right; one at 0.6 (bin 9), right.
        var calibration = Calibration.Of(new(2, [0.9, 0.1, 0.1, 0.9, 0.6, 0.4, 0.5, 0.5]), [0, 0, 0, Sample.Unlabelled]);
        Assert.Equal(Calibration.BinCount, calibration.Bins.Count);
        Assert.Equal([(8, 1), (13, 2)], calibration.Bins.Index().Where(b => b.Item.Samples > 0).Select(b => (b.Index, b.Item.Samples)));
        Assert.Equal(0.9, calibration.Bins[13].Confidence!.Value, 1e-15);
        Assert.Equal(0.5, calibration.Bins[13].Accuracy);
        Assert.Equal(((2 * 0.4) + 0.4) / 3, calibration.ExpectedError, 1e-15);
        Assert.Equal(0.4, calibration.LargestError, 1e-15);
        Assert.Equal(((2 * 0.01) + (2 * 0.81) + (2 * 0.16)) / 3, calibration.Brier, 1e-15);
        Assert.Null(calibration.Bins[0].Accuracy);
    }

    [Theory]
    [InlineData(1.0, 14)]
    [InlineData(0.8, 11)]
    [InlineData(0.80001, 12)]
    [InlineData(0.6, 8)]
    public void The_upper_end_of_a_bin_belongs_to_it(double probability, int bin)
    {
        var calibration = Calibration.Of(new(2, [probability, 1 - probability]), [0]);
        Assert.Equal(bin, calibration.Bins.Index().Single(b => b.Item.Samples > 0).Index);
    }

    [Fact]
    public void Sure_and_right_is_perfect_and_sure_and_wrong_as_bad_as_can_be()
    {
        var (right, wrong) = (Calibration.Of(new(3, [0, 1, 0]), [1]), Calibration.Of(new(3, [0, 1, 0]), [2]));
        Assert.Equal((0, 0, 0), (right.ExpectedError, right.LargestError, right.Brier));
        Assert.Equal((1, 1, 2), (wrong.ExpectedError, wrong.LargestError, wrong.Brier));
    }

    [Fact]
    public void The_parts_agree_with_each_other() => Sets.Members(most: 1).Sample(members =>
    {
        var (scores, labels) = (ClassScores.Of(members[0]), members[0].Labels);
        var calibration = Calibration.Of(scores, labels);
        Assert.Equal(members[0].Count, calibration.Bins.Sum(b => b.Samples));
        Assert.Equal(ClassificationMetrics.Of(scores, labels).Top1, calibration.Bins.Sum(b => b.Samples * (b.Accuracy ?? 0)) / members[0].Count, 1e-12);
        Assert.All(calibration.Bins.Where(b => b.Samples > 0), b => Assert.InRange(b.Confidence!.Value, b.Low - 1e-9, b.High + 1e-9));
        Assert.InRange(calibration.ExpectedError, 0, calibration.LargestError + 1e-12);
        Assert.InRange(calibration.Brier, 0, 2 + 1e-12);
        // Never less than what the mean confidence and the accuracy differ by: bins hide nothing of that.
        var confidence = Enumerable.Range(0, scores.Count).Average(i => scores.Row(i)[scores.Predicted(i)]);
        Assert.True(calibration.ExpectedError >= Math.Abs(confidence - ClassificationMetrics.Of(scores, labels).Top1) - 1e-9);
    });

    [Fact]
    public void Votes_and_samples_without_labels_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Calibration.Of(new(2, [1, 0], areProbabilities: false), [0]));
        Assert.Throws<ArgumentException>(() => Calibration.Of(new(2, [1, 0]), [Sample.Unlabelled]));
        Assert.Throws<ArgumentException>(() => Calibration.Of(new(2, [1, 0]), [0, 1]));
    }
}
