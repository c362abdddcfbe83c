using CsCheck;
using DataTools.Catalog.Randomness;
using DataTools.Evaluation.Comparison;

namespace DataTools.Evaluation.Tests.Comparison;

public sealed class PairedBootstrapTests
{
    [Fact]
    public void The_interval_of_the_accuracy_is_that_of_drawing_again_very_often()
    {
        foreach (var (broken, repaired, samples) in new[] { (30, 50, 200), (3, 0, 40), (60, 40, 100) })
        {
            var draws = new double[8_000];
            for (var r = 0; r < draws.Length; r++)
            {
                var random = new RandomStream(7, (ulong)r);
                for (var i = 0; i < samples; i++)
                {
                    var at = random.NextInt(samples);
                    draws[r] += at < broken ? -1 : at < broken + repaired ? 1 : 0;
                }
            }
            Array.Sort(draws);
            var interval = PairedBootstrap.OfAccuracy(broken, repaired, samples);
            // One step of the count, which is 2 where all samples differ: 8,000 draws do not place the quantile better.
            var step = (broken + repaired == samples ? 2.01 : 1.01) / samples;
            Assert.Equal(draws[200] / samples, interval.Low, step);
            Assert.Equal(draws[^200] / samples, interval.High, step);
        }
    }

    [Fact]
    public void It_holds_the_difference_and_turns_round_with_the_two() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 60], Gen.Int[1, 400]).Sample((broken, repaired, same) =>
        {
            var samples = broken + repaired + same;
            var interval = PairedBootstrap.OfAccuracy(broken, repaired, samples);
            Assert.InRange((double)(repaired - broken) / samples, interval.Low, interval.High);
            Assert.InRange(interval.Low, -1, interval.High);
            var turned = PairedBootstrap.OfAccuracy(repaired, broken, samples);
            Assert.Equal((interval.Low, interval.High), (-turned.High, -turned.Low));
        });

    [Fact]
    public void Many_samples_give_the_interval_of_the_normal_distribution()
    {
        var interval = PairedBootstrap.OfAccuracy(20_000, 21_000, 1_000_000);
        var half = 1.959964 * Math.Sqrt((0.041 - (0.001 * 0.001)) / 1_000_000);
        Assert.Equal(0.001 - half, interval.Low, 2e-6);
        Assert.Equal(0.001 + half, interval.High, 2e-6);
    }

    [Fact]
    public void Without_any_difference_there_is_no_width()
    {
        Assert.Equal(new(0, 0), PairedBootstrap.OfAccuracy(0, 0, 100));
        Assert.Equal(new(-1, -1), PairedBootstrap.OfAccuracy(10, 0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedBootstrap.OfAccuracy(6, 5, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => PairedBootstrap.OfAccuracy(0, 0, 0));
    }

    [Fact]
    public void The_interval_of_a_mean_is_about_two_standard_errors_wide_and_always_the_same_for_a_seed()
    {
        var random = new RandomStream(3);
        double[] values = [.. Enumerable.Range(0, 1_000).Select(_ => 0.1 + random.NextNormal())];
        var interval = PairedBootstrap.OfMean(values, seed: 5);
        Assert.Equal(interval, PairedBootstrap.OfMean(values, seed: 5));
        Assert.NotEqual(interval, PairedBootstrap.OfMean(values, seed: 6));
        var (mean, error) = (values.Average(), Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2))) / values.Length);
        Assert.Equal(mean - (1.96 * error), interval.Low, 0.15 * error);
        Assert.Equal(mean + (1.96 * error), interval.High, 0.15 * error);
        Assert.Equal(new(2, 2), PairedBootstrap.OfMean([2]));
        Assert.Throws<ArgumentException>(() => PairedBootstrap.OfMean([]));
    }
}
