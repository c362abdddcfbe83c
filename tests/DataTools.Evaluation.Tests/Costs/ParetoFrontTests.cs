using System.Text.Json;
using CsCheck;
using DataTools.Catalog.Cards;
using DataTools.Evaluation.Costs;

namespace DataTools.Evaluation.Tests.Costs;

public sealed class ParetoFrontTests
{
    // Few distinct figures, so that there are ties; some costs are not known.
    private static Gen<Configuration[]> Configurations { get; } =
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 5], Gen.Int[0, 5]).Array[1, 12].Select(all => all
            .Select((c, i) => Configured($"c{i}", c.Item1 / 4.0, c.Item2 == 0 ? null : c.Item2, c.Item3 == 0 ? null : c.Item3)).ToArray());

    private static Configuration Configured(string name, double accuracy, double? p95, long? memory) =>
        new(name, accuracy, new() { Latency = p95 is { } p ? new(p, p, p) : null, PeakMemoryBytes = memory });

    [Fact]
    public void Figures_by_hand()
    {
        var front = ParetoFront.Of(
            [
                Configured("small", 0.80, 1, 9), Configured("large", 0.90, 5, 9), Configured("slow", 0.85, 6, 9), Configured("twin", 0.80, 1, 9),
                Configured("unmeasured", 0.99, null, 1), Configured("lean", 0.80, 2, 1),
            ],
            [CostKind.P95]);
        Assert.Equal(
            [ParetoStanding.Front, ParetoStanding.Front, ParetoStanding.Dominated, ParetoStanding.Front, ParetoStanding.Unknown, ParetoStanding.Dominated],
            front.Points.Select(p => p.Standing));
        Assert.Equal([null, null, "large", null, null, "small"], front.Points.Select(p => p.DominatedBy));
        // By memory too, the lean one is worth a choice.
        var both = ParetoFront.Of([Configured("small", 0.80, 1, 9), Configured("lean", 0.80, 2, 1)], [CostKind.P95, CostKind.Memory]);
        Assert.All(both.Points, p => Assert.Equal(ParetoStanding.Front, p.Standing));
        Assert.Throws<ArgumentException>(() => ParetoFront.Of([], []));
        Assert.Throws<ArgumentException>(() => ParetoFront.Of([Configured("nan", double.NaN, 1, 1)], [CostKind.P95]));
    }

    [Fact]
    public void Whatever_is_dominated_is_dominated_by_one_of_the_front_and_those_do_not_dominate_each_other() => Configurations.Sample(all =>
    {
        CostKind[] kinds = [CostKind.P95, CostKind.Memory];
        var points = ParetoFront.Of(all, kinds).Points;
        static bool Dominates(ParetoPoint a, ParetoPoint b) =>
            a.Accuracy >= b.Accuracy && a.Costs[0] <= b.Costs[0] && a.Costs[1] <= b.Costs[1]
            && (a.Accuracy > b.Accuracy || a.Costs[0] < b.Costs[0] || a.Costs[1] < b.Costs[1]);
        var front = points.Where(p => p.Standing == ParetoStanding.Front).ToList();
        Assert.DoesNotContain(front, p => points.Any(q => Dominates(q, p)));
        foreach (var p in points.Where(p => p.Standing == ParetoStanding.Dominated))
        {
            Assert.Contains(front, f => Dominates(f, p));
            Assert.True(Dominates(points.Single(q => q.Name == p.DominatedBy), p));
        }
        Assert.All(points, p => Assert.Equal(p.Standing == ParetoStanding.Unknown, p.Costs.Contains(null)));
    });

    [Fact]
    public void As_JSON_it_comes_back()
    {
        var front = ParetoFront.Of([Configured("a", 0.8, 1, 2), Configured("b", 0.7, null, 2)], [CostKind.P95, CostKind.Memory]);
        var json = JsonSerializer.Serialize(front, CatalogJson.Options);
        Assert.Contains("\"p95\"", json, StringComparison.Ordinal);
        var back = JsonSerializer.Deserialize<ParetoFront>(json, CatalogJson.Options)!;
        Assert.Equal(front.Points.Select(p => (p.Name, p.Standing)), back.Points.Select(p => (p.Name, p.Standing)));
        Assert.Equal([null, 2], back.Points[1].Costs);
    }
}
