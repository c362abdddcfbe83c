using CsCheck;
using DataTools.Evaluation.Statistics;

namespace DataTools.Evaluation.Tests.Statistics;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(0.95, 19)]
    [InlineData(0.951, 20)]
    [InlineData(0.5, 10)]
    [InlineData(0, 1)]
    [InlineData(1, 20)]
    [InlineData(0.05, 1)]
    public void A_quantile_is_the_first_value_that_enough_do_not_exceed(double q, double expected) =>
        Assert.Equal(expected, Quantile.NearestRank([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20], q));

    [Fact]
    public void A_product_that_a_double_rounds_up_is_no_reason_for_the_next_value()
    {
        double[] hundred = [.. Enumerable.Range(1, 100).Select(i => (double)i)];
        Assert.All(Enumerable.Range(1, 100), percent => Assert.Equal(percent, Quantile.NearestRank(hundred, percent / 100.0)));
    }

    [Fact]
    public void At_least_the_share_is_at_or_below_it_and_less_is_below() => Gen.Select(Gen.Int[0, 9].Array[1, 50], Gen.Int[1, 100]).Sample((values, percent) =>
    {
        double[] sorted = [.. values.Order().Select(v => (double)v)];
        var quantile = Quantile.NearestRank(sorted, percent / 100.0);
        Assert.True(100 * sorted.Count(v => v <= quantile) >= percent * sorted.Length);
        Assert.True(100 * sorted.Count(v => v < quantile) < percent * sorted.Length);
    });

    [Fact]
    public void The_median_is_the_middle()
    {
        Assert.Equal(2, Quantile.Median([3, 1, 2]));
        Assert.Equal(2.5, Quantile.Median([4, 1, 2, 3]));
        Assert.Throws<ArgumentException>(() => Quantile.Median([]));
        Assert.Throws<ArgumentException>(() => Quantile.NearestRank([], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantile.NearestRank([1], double.NaN));
    }

    [Fact]
    public void A_binomial_window_has_the_sum_1_and_the_mean_and_variance_of_the_distribution() =>
        Gen.Select(Gen.Int[0, 5_000], Gen.Double[0, 1]).Sample((trials, p) =>
        {
            var window = BinomialWindow.Of(trials, p);
            var mean = window.Probabilities.Select((w, i) => w * (window.First + i)).Sum();
            Assert.Equal(1, window.Probabilities.Sum(), 1e-12);
            Assert.Equal(trials * p, mean, 1e-8);
            Assert.Equal(trials * p * (1 - p), window.Probabilities.Select((w, i) => w * Math.Pow(window.First + i - mean, 2)).Sum(), 1e-7);
        });

    [Fact]
    public void The_distribution_of_a_difference_of_counts_is_the_sum_over_both_counts() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 12], Gen.Int[0, 12]).Where((a, b, c) => a + b + c > 0).Sample((minus, plus, zero) =>
        {
            var draws = minus + plus + zero;
            var expected = new double[(2 * draws) + 1];
            var differ = BinomialWindow.Of(draws, (double)(minus + plus) / draws);
            for (var i = 0; i < differ.Probabilities.Length; i++)
            {
                var n = differ.First + i;
                var wins = BinomialWindow.Of(n, minus + plus == 0 ? 0 : (double)plus / (minus + plus));
                for (var w = 0; w < wins.Probabilities.Length; w++)
                    expected[(2 * (wins.First + w)) - n + draws] += differ.Probabilities[i] * wins.Probabilities[w];
            }
            var ours = CountDifference.Of(minus, plus, draws);
            for (var d = -draws; d <= draws; d++)
            {
                var at = d - ours.First;
                Assert.Equal(expected[d + draws], at >= 0 && at < ours.Probabilities.Length ? ours.Probabilities[at] : 0, 1e-12);
            }
        });

    [Fact]
    public void It_has_the_mean_and_variance_of_the_sum_also_far_from_0() =>
        Gen.Select(Gen.Int[0, 3_000], Gen.Int[0, 3_000], Gen.Int[1, 3_000]).Sample((minus, plus, zero) =>
        {
            var draws = minus + plus + zero;
            var ours = CountDifference.Of(minus, plus, draws);
            var mean = ours.Probabilities.Select((w, i) => w * (ours.First + i)).Sum();
            Assert.Equal(plus - minus, mean, 1e-7);
            var variance = minus + plus - ((double)(plus - minus) * (plus - minus) / draws);
            Assert.Equal(variance, ours.Probabilities.Select((w, i) => w * Math.Pow(ours.First + i - mean, 2)).Sum(), 1e-9 * draws);
        });

    [Fact]
    public async Task Student_s_t_is_that_of_SciPy()
    {
        List<double[]> cases = [[0, 3], [1, 1], [12.7, 1], [50, 2.5], [1e-8, 7], [3, 1e6], [1e5, 2]];
        Gen.Select(Gen.Double[-8, 8], Gen.Double[0.6, 60]).Sample((t, f) => cases.Add([t, f]), iter: 40, threads: 1);
        var expected = await PythonOracle.AskAsync<double[][]>(
            """
            import json, sys
            from scipy.stats import t
            print(json.dumps([[2 * t.sf(abs(x), f), t.isf(0.025, f)] for x, f in json.load(sys.stdin)]))
            """,
            cases);
        Assert.All(cases.Zip(expected), c =>
        {
            Assert.Equal(c.Second[0], StudentT.TwoSided(c.First[0], c.First[1]), 1e-9 * Math.Max(1e-3, c.Second[0]));
            Assert.Equal(c.Second[1], StudentT.Critical(0.05, c.First[1]), 1e-8 * c.Second[1]);
        });
    }
}
