using CsCheck;
using DataTools.Evaluation.Comparison;

namespace DataTools.Evaluation.Tests.Comparison;

public sealed class McNemarTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(0, 1, 1)]
    [InlineData(0, 5, 2.0 / 32)]
    [InlineData(1, 5, 2.0 * 7 / 64)]
    [InlineData(6, 0, 2.0 / 64)]
    [InlineData(2, 8, 2.0 * 56 / 1024)]
    public void Figures_by_hand(int first, int second, double p) => Assert.Equal(p, McNemar.Exact(first, second), 1e-15);

    [Fact]
    public async Task It_is_the_binomial_test_of_SciPy_also_for_many_thousands()
    {
        List<int[]> cases = [[0, 3], [15, 16], [17, 16], [100, 150], [5_000, 5_200], [49_000, 50_000], [9_990, 10_010], [400, 100], [0, 1_000], [200_000, 200_700]];
        Gen.Int[0, 3_000].Array[2].Sample(cases.Add, iter: 20, threads: 1);
        var expected = await PythonOracle.AskAsync<double[]>(
            """
            import json, sys
            from scipy.stats import binomtest
            print(json.dumps([binomtest(a, a + b).pvalue if a + b else 1.0 for a, b in json.load(sys.stdin)]))
            """,
            cases);
        Assert.All(cases.Zip(expected), c =>
        {
            var ours = McNemar.Exact(c.First[0], c.First[1]);
            // Far out SciPy's own sum loses digits; nobody reads them.
            Assert.Equal(c.Second, ours, Math.Max(1e-300, 1e-9 * c.Second));
        });
    }

    [Fact]
    public void Both_sides_count_the_same_and_a_more_uneven_split_is_never_less_significant() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[0, 400]).Sample((a, b) =>
        {
            var p = McNemar.Exact(a, b);
            Assert.InRange(p, 0, 1);
            Assert.Equal(p, McNemar.Exact(b, a));
            if (a < b && a > 0)
                Assert.True(McNemar.Exact(a - 1, b + 1) < p);
        });

    [Fact]
    public void Power_is_the_sum_over_all_outcomes_written_the_plain_way()
    {
        foreach (var (samples, discordant, difference) in new[] { (40, 0.4, 0.2), (25, 1.0, 0.5), (60, 0.25, 0.0), (5, 0.5, 0.5) })
        {
            var (fixes, breaks) = ((discordant + difference) / 2, (discordant - difference) / 2);
            var power = 0.0;
            for (var a = 0; a <= samples; a++)
            {
                for (var b = 0; a + b <= samples; b++)
                {
                    if (a > b && McNemar.Exact(a, b) < McNemar.Level)
                        power += Choose(samples, a) * Choose(samples - a, b) * Math.Pow(fixes, a) * Math.Pow(breaks, b) * Math.Pow(1 - fixes - breaks, samples - a - b);
                }
            }
            Assert.Equal(power, McNemar.Power(samples, discordant, difference), 1e-12);
        }
    }

    [Fact]
    public void Power_grows_with_the_samples_and_the_difference_and_falls_with_disagreement()
    {
        Assert.True(McNemar.Power(10_000, 0.05, 0.01) > McNemar.Power(2_000, 0.05, 0.01));
        Assert.True(McNemar.Power(10_000, 0.05, 0.01) > McNemar.Power(10_000, 0.05, 0.004));
        Assert.True(McNemar.Power(10_000, 0.05, 0.01) > McNemar.Power(10_000, 0.20, 0.01));
        Assert.InRange(McNemar.Power(10_000, 0.05, 0), 0.015, 0.025);
    }

    [Fact]
    public void A_lead_is_significant_from_the_smallest_significant_one_on()
    {
        Assert.Equal([null, null, 6, 7, 32], new[] { 0, 5, 6, 7, 250 }.Select(McNemar.SmallestSignificant));
        Gen.Int[6, 3_000].Sample(n =>
        {
            var lead = McNemar.SmallestSignificant(n)!.Value;
            Assert.True(McNemar.Exact((n - lead) / 2, (n + lead) / 2) < McNemar.Level);
            Assert.True(McNemar.Exact((n - lead + 2) / 2, (n + lead - 2) / 2) >= McNemar.Level);
        });
    }

    [Fact]
    public void What_is_no_count_or_share_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemar.Exact(-1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemar.Power(100, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemar.Power(100, 0.1, 0.2));
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemar.Power(100, double.NaN, 0.2));
    }

    private static double Choose(int n, int k) => Enumerable.Range(1, k).Aggregate(1.0, (c, i) => c * (n - k + i) / i);
}
