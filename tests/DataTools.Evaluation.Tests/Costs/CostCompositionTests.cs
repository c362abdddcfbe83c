using System.Text.Json;
using CsCheck;
using DataTools.Catalog.Cards;
using DataTools.Evaluation.Costs;

namespace DataTools.Evaluation.Tests.Costs;

public sealed class CostCompositionTests
{
    private static ConfigurationCost Small { get; } = new()
    {
        Latency = new(2, 3, 4),
        Batch = 32,
        BatchLatency = new(20, 22, 25),
        ImagesPerSecond = 1000,
        PeakMemoryBytes = 100,
        SizeBytes = 40,
        Parameters = 10,
        MultiplyAdds = 500,
        JoulesPerImage = 0.5,
    };

    private static ConfigurationCost Large { get; } = new()
    {
        Latency = new(5, 6, 9),
        Batch = 32,
        BatchLatency = new(60, 62, 65),
        ImagesPerSecond = 500,
        PeakMemoryBytes = 250,
        SizeBytes = 60,
        Parameters = 15,
        MultiplyAdds = 900,
        JoulesPerImage = 1.5,
    };

    [Fact]
    public void An_ensemble_adds_times_and_sizes_and_works_in_the_largest_working_memory()
    {
        var both = CostComposition.Ensemble([Small, Large]);
        Assert.Equal(
            new()
            {
                Basis = CostBasis.Composed,
                Latency = new(7, 9, 13),
                Batch = 32,
                BatchLatency = new(80, 84, 90),
                ImagesPerSecond = both.ImagesPerSecond,
                PeakMemoryBytes = 100 + 190,
                SizeBytes = 100,
                Parameters = 25,
                MultiplyAdds = 1400,
                JoulesPerImage = 2,
            },
            both);
        Assert.Equal(1000 / 3.0, both.ImagesPerSecond!.Value, 1e-9);
        Assert.Same(Small, CostComposition.Ensemble([Small]));
        Assert.Throws<ArgumentException>(() => CostComposition.Ensemble([]));
    }

    [Fact]
    public void What_is_not_known_of_one_member_is_not_known_of_the_ensemble()
    {
        var both = CostComposition.Ensemble([Small, new() { SizeBytes = 60, Batch = 16, BatchLatency = new(1, 1, 1), EnergyUnavailable = "no RAPL" }]);
        Assert.Equal(new() { Basis = CostBasis.Composed, SizeBytes = 100, EnergyUnavailable = "no RAPL" }, both);
        Assert.Equal("not measured for every member", CostComposition.Ensemble([Small, new()]).EnergyUnavailable);
    }

    [Fact]
    public void Crops_multiply_what_is_done_and_keep_what_is_held()
    {
        var ten = CostComposition.Crops(Small, 10);
        Assert.Equal(
            Small with { Basis = CostBasis.Composed, Latency = new(20, 30, 40), BatchLatency = new(200, 220, 250), ImagesPerSecond = 100, MultiplyAdds = 5000, JoulesPerImage = 5 },
            ten);
        Assert.Equal(650, CostComposition.Crops(Small, 1.3).MultiplyAdds);
        Assert.Same(Small, CostComposition.Crops(Small, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CostComposition.Crops(Small, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => CostComposition.Crops(Small, double.NaN));
    }

    [Fact]
    public void Crops_of_an_ensemble_are_the_ensemble_of_the_crops() => Gen.Int[2, 10].Sample(crops =>
        Assert.Equal(
            CostComposition.Crops(CostComposition.Ensemble([Small, Large]), crops) with { ImagesPerSecond = null },
            CostComposition.Ensemble([CostComposition.Crops(Small, crops), CostComposition.Crops(Large, crops)]) with { ImagesPerSecond = null }));

    [Fact]
    public void As_JSON_what_is_not_known_is_left_out()
    {
        var json = JsonSerializer.Serialize(CostComposition.Crops(Small with { JoulesPerImage = null, EnergyUnavailable = "no RAPL" }, 2), CatalogJson.Options);
        Assert.DoesNotContain("joulesPerImage", json, StringComparison.Ordinal);
        Assert.Contains("\"energyUnavailable\": \"no RAPL\"", json, StringComparison.Ordinal);
        Assert.Contains("\"basis\": \"composed\"", json, StringComparison.Ordinal);
        Assert.Equal(Large, JsonSerializer.Deserialize<ConfigurationCost>(JsonSerializer.Serialize(Large, CatalogJson.Options), CatalogJson.Options));
    }

    [Fact]
    public void Rounds_are_summed_up_so_that_a_disturbed_one_moves_no_ratio()
    {
        double[][] baseline = [[10, 11, 12], [10, 10, 10], [40, 44, 48]];
        double[][] candidate = [[20, 22, 24], [21, 21, 21], [80, 88, 96]];
        var summary = LatencySummary.Of(baseline);
        Assert.Equal((3, 9, 11, 3.4), (summary.Rounds, summary.Passes, summary.Typical, Math.Round(summary.Drift, 12)));
        Assert.Equal(new(11, 48, 48), summary.Latency);
        Assert.Equal(new(2, 2, 2.1), LatencyRatio.Of(baseline, candidate));
        Assert.Throws<ArgumentException>(() => LatencyRatio.Of(baseline, candidate[..2]));
        Assert.Throws<ArgumentException>(() => LatencySummary.Of([]));
        Assert.Throws<ArgumentException>(() => LatencySummary.Of([[1], []]));
        Assert.Throws<ArgumentException>(() => LatencySummary.Of([[0.0]]));
    }
}
