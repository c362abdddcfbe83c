using System.Text.Json;
using CsCheck;
using DataTools.Catalog.Cards;
using DataTools.Evaluation.Comparison;

namespace DataTools.Evaluation.Tests.Comparison;

public sealed class SeedComparisonTests
{
    [Fact]
    public void Figures_by_hand()
    {
        var comparison = SeedComparison.Of([0.80, 0.82, 0.84], [0.85, 0.86, 0.87]);
        Assert.Equal((3, 0.80, 0.84), (comparison.Baseline.Runs, comparison.Baseline.Low, comparison.Baseline.High));
        Assert.Equal(0.02, comparison.Baseline.StandardDeviation!.Value, 1e-12);
        Assert.Equal(0.04, comparison.Difference, 1e-12);
        // Standard error sqrt((0.0004 + 0.0001) / 3) = 0.01291, 2.941 degrees of freedom, t = 3.219.
        Assert.Equal(0.04 - (3.2195 * 0.012910), comparison.Interval!.Value.Low, 1e-5);
    }

    [Fact]
    public async Task The_tests_are_those_of_SciPy()
    {
        var cases = new List<double[][]>();
        Gen.Double[0.5, 0.9].Array[3, 6].Array[2].Sample(c => cases.Add([.. c, c[1][..Math.Min(c[0].Length, c[1].Length)]]), iter: 30, threads: 1);
        var expected = await PythonOracle.AskAsync<double[][]>(
            """
            import json, sys
            from scipy.stats import ttest_ind, ttest_rel
            print(json.dumps([[ttest_ind(b, a, equal_var=False).pvalue, ttest_rel(c, a[:len(c)]).pvalue] for a, b, c in json.load(sys.stdin)]))
            """,
            cases);
        Assert.All(cases.Zip(expected), c =>
        {
            Assert.Equal(c.Second[0], SeedComparison.Of(c.First[0], c.First[1]).P!.Value, 1e-9);
            Assert.Equal(c.Second[1], SeedComparison.OfPairs(c.First[0][..c.First[2].Length], c.First[2]).P!.Value, 1e-9);
        });
    }

    [Fact]
    public void The_interval_excludes_0_where_p_is_below_the_level() => Gen.Double[0.5, 0.9].Array[3, 6].Array[2].Sample(c =>
    {
        var comparison = SeedComparison.Of(c[0], c[1]);
        if (comparison.Interval is { } interval)
            Assert.Equal(comparison.P < McNemar.Level, interval.Low > 0 || interval.High < 0);
    });

    [Fact]
    public void Where_seeds_say_nothing_there_is_no_interval_but_a_reason()
    {
        var few = SeedComparison.Of([0.8, 0.9], [0.85, 0.86, 0.87]);
        Assert.Equal((null, null, "2 and 3 runs: at least 3 of each say how much seeds vary"), (few.Interval, few.P, few.Missing));
        Assert.Null(SeedComparison.Of([0.8], [0.9]).Baseline.StandardDeviation);
        var same = SeedComparison.Of([0.8, 0.8, 0.8], [0.9, 0.9, 0.9]);
        Assert.Null(same.Interval);
        Assert.Contains("do not differ at all", same.Missing, StringComparison.Ordinal);
        Assert.Contains("do not differ at all", SeedComparison.OfPairs([0.7, 0.8, 0.9], [0.75, 0.85, 0.95]).Missing, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SeedComparison.OfPairs([0.8, 0.9], [0.8]));
        Assert.Throws<ArgumentException>(() => SeedComparison.Of([], [0.8]));
        Assert.Throws<ArgumentException>(() => SeedComparison.Of([double.NaN], [0.8]));
    }

    [Fact]
    public void As_JSON_it_comes_back()
    {
        var comparison = SeedComparison.Of([0.80, 0.82, 0.84], [0.85, 0.86, 0.87]);
        Assert.Equal(comparison, JsonSerializer.Deserialize<SeedComparison>(JsonSerializer.Serialize(comparison, CatalogJson.Options), CatalogJson.Options));
    }
}
