using CsCheck;
using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Tests.Metrics;

public sealed class IntervalTests
{
    [Theory]
    // Worked by hand from (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n), z = 1.96.
    [InlineData(8, 10, 0.4902, 0.9433)]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(455, 500, 0.8817, 0.9321)]
    public void Figures_by_hand(int right, int samples, double low, double high)
    {
        var interval = Interval.Wilson(right, samples);
        Assert.Equal(low, interval.Low, 1e-4);
        Assert.Equal(high, interval.High, 1e-4);
    }

    [Fact]
    public void It_holds_the_share_lies_within_0_and_1_and_is_the_mirror_of_the_other_side() =>
        Gen.Select(Gen.Int[1, 5000], Gen.Double[0, 1]).Sample((samples, share) =>
        {
            var right = (int)(share * samples);
            var (interval, other) = (Interval.Wilson(right, samples), Interval.Wilson(samples - right, samples));
            Assert.InRange((double)right / samples, interval.Low, interval.High);
            Assert.True(interval.Low >= 0 && interval.High <= 1 && interval.Low < interval.High);
            Assert.Equal(interval.Low, 1 - other.High, 1e-12);
        });

    [Fact]
    public void Its_ends_are_where_the_share_is_1_96_deviations_away() => Gen.Select(Gen.Int[2, 3000], Gen.Double[0.01, 0.99]).Sample((samples, share) =>
    {
        var right = Math.Clamp((int)(share * samples), 1, samples - 1);
        var p = (double)right / samples;
        var interval = Interval.Wilson(right, samples);
        foreach (var end in new[] { interval.Low, interval.High })
            Assert.Equal(1.959963984540054, Math.Abs(p - end) / Math.Sqrt(end * (1 - end) / samples), 1e-6);
    });

    [Fact]
    public void Counts_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Interval.Wilson(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Interval.Wilson(3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Interval.Wilson(-1, 2));
    }
}
