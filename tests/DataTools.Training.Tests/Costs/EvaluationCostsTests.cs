using DataTools.Catalog;
using DataTools.Evaluation;
using DataTools.Evaluation.Costs;
using DataTools.Training.Costs;
using DataTools.Training.Feeding;
using DataTools.Training.Prediction;

namespace DataTools.Training.Tests.Costs;

public sealed class EvaluationCostsTests : IDisposable
{
    private readonly CostScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Members_are_measured_under_each_set_of_views_and_fusions_are_their_sum()
    {
        var request = new EvaluationRequest([_scene.Train("a"), _scene.Train("b", seed: 1)], null, SplitNames.Test, ["mean"], [CropSet.Single, CropSet.Parse("flip", ".")])
        {
            Adaptive = CropSet.Parse("flip", "."),
            ChooseCrops = true,
        };
        var table = new RunEvaluation(_scene.Tiny.Workspace, TimeProvider.System).Evaluate(request, null, TestContext.Current.CancellationToken);
        var costed = new EvaluationCosts(new CostMeter(_scene.Tiny.Workspace, TimeProvider.System, _scene.Alone))
            .Measure(table, request, _scene.Options, null, TestContext.Current.CancellationToken);

        // Two members under one view and under two: what was chosen among them, and what only some samples get, is not measured again.
        Assert.Equal(4, _scene.Asked.Count);
        foreach (var rows in costed.Rows.GroupBy(r => r.Crops))
        {
            var (members, fusion) = (rows.Where(r => r.Kind == RowKind.Member).ToList(), rows.Single(r => r.Kind == RowKind.Fusion));
            Assert.Equal(CostBasis.Composed, fusion.Cost!.Basis);
            Assert.Equal(members.Sum(m => m.Cost!.Latency!.P50), fusion.Cost.Latency!.P50, 1e-9);
            Assert.Equal(members.Sum(m => m.Cost!.Parameters), fusion.Cost.Parameters);
            Assert.All(members, m => Assert.True(m.Cost!.PeakMemoryBytes is > 0 || !OperatingSystem.IsLinux()));
        }
        var (single, adaptive) = (costed.Rows[0], costed.Rows.First(r => r.Adaptive is not null));
        Assert.Equal(single.Cost!.MultiplyAdds!.Value * (adaptive.Forwards ?? 1), adaptive.Cost!.MultiplyAdds!.Value, 1.0);
        // Who has no weight need not be run.
        var weighted = table.Rows[2] with { Weights = [0, 1] };
        costed = new EvaluationCosts(new CostMeter(_scene.Tiny.Workspace, TimeProvider.System, _scene.Alone))
            .Measure(table with { Rows = [.. table.Rows.Take(2), weighted] }, request, _scene.Options, null, TestContext.Current.CancellationToken);
        Assert.Equal(costed.Rows[1].Cost!.Latency!.P50, costed.Rows[2].Cost!.Latency!.P50);
        Assert.All(costed.Rows.Where(r => r.Verdict is not null), r => Assert.True(r.Verdict!.Ratios!.Latency > 0));
    }
}
