using DataTools.Catalog;
using DataTools.Evaluation.Costs;
using DataTools.Training.Costs;
using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Tests.Support;
using DataTools.Training.Torch;

namespace DataTools.Training.Tests.Costs;

public sealed class CostMeterTests : IDisposable
{
    private readonly CostScene _scene = new();

    public CostMeterTests() => TorchRuntime.Use(2);

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Members_crops_and_fusions_are_measured_in_turn()
    {
        var (a, b) = (_scene.Train("a"), _scene.Train("b", seed: 1));
        var reports = _scene.Measure(
            _scene.Options, new("a", [a], CropSet.Single), new("b, crops 10", [b], CropSet.Ten), new("mean", [a, b], CropSet.Single), new("vote", [a, b], CropSet.Single),
            new("p", [a, new FileMember("p.csv", null)], CropSet.Single));
        Assert.Equal(["a", "b, crops 10", "mean", "vote", "p"], reports.Select(r => r.Name));
        Assert.Null(reports[^1].Cost);
        var one = ModelCatalog.Find("cnn-small").Build(new(1, TinyEntry.Classes, TinyEntry.Side));
        var expected = ModelCost.Of(one, new(1, TinyEntry.Classes, TinyEntry.Side));
        long[] forwards = [1, 10, 2, 2], networks = [1, 1, 2, 2];
        var size = new FileInfo(a.Weights.Path).Length;
        foreach (var (i, report) in reports.SkipLast(1).Index())
        {
            var cost = report.Cost!;
            Assert.Equal(CostBasis.Measured, cost.Basis);
            foreach (var latency in new[] { cost.Latency!, cost.BatchLatency! })
            {
                Assert.True(latency.P50 > 0);
                Assert.True(latency.P50 <= latency.P95 && latency.P95 <= latency.P99);
            }
            Assert.Equal(3, cost.Batch);
            Assert.True(cost.ImagesPerSecond > 0);
            Assert.True(report.BestBatch is 1 or 3);
            Assert.Equal(expected.MultiplyAdds * forwards[i], cost.MultiplyAdds);
            Assert.Equal(expected.Parameters * networks[i], cost.Parameters);
            Assert.Equal(size * networks[i], cost.SizeBytes!.Value, size * 0.01);
            Assert.Equal(2, report.Single!.Rounds);
            Assert.True(report.Single.Drift >= 0);
            Assert.True(report.Ratio!.Low <= report.Ratio.Ratio && report.Ratio.Ratio <= report.Ratio.High);
            Assert.True(cost.PeakMemoryBytes > 0 && report.BatchMemoryBytes >= cost.PeakMemoryBytes && report.RuntimeMemoryBytes <= cost.PeakMemoryBytes);
            Assert.Null(cost.JoulesPerImage);
            Assert.NotNull(cost.EnergyUnavailable);
        }
        Assert.Equal(1, reports[0].Ratio!.Ratio);
        // What runs the same networks is measured once, and shares its figures.
        Assert.Equal(reports[2] with { Name = "vote" }, reports[3]);
        Assert.Equal(3, _scene.Asked.Count);
        string[] round = ["a", "b, crops 10", "mean"];
        string[] phases = ["warming up", "round 1 of 2", "round 2 of 2", "warming up", "round 1 of 2", "round 2 of 2"];
        Assert.Equal(
            [.. phases.SelectMany(p => round.Select(c => $"{c}: {p}")), .. round.Select(c => $"{c}: memory, in a process of its own")],
            _scene.Told.Select(t => $"{t.Configuration}: {t.What}"));
        // What others use afterwards is as it was.
        Assert.Equal(2, TorchSharp.torch.get_num_threads());
    }

    [Fact]
    public void A_fusion_may_be_composed_of_its_members()
    {
        var (a, b) = (_scene.Train("a"), _scene.Train("b", seed: 1));
        var reports = _scene.Measure(_scene.Options with { ComposeFusions = true }, new("mean", [a, b], CropSet.Single), new("a", [a], CropSet.Single));
        Assert.Equal([CostBasis.Composed, CostBasis.Measured], reports.Select(r => r.Cost!.Basis));
        Assert.Equal(2 * reports[1].Cost!.Parameters, reports[0].Cost!.Parameters);
        Assert.True(reports[0].Cost!.Latency!.P50 > reports[1].Cost!.Latency!.P50);
        Assert.Null(reports[0].Single);
        Assert.Equal(["a", "b"], _scene.Asked.Select(r => Assert.Single(r.Members).Name));
    }

    [Fact]
    public void Energy_is_counted_where_it_can_be_read_and_memory_is_left_out_without_processes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the folders are called intel-rapl:0, which Windows does not allow");
        var folder = Path.Combine(_scene.Tiny.Workspace.Root, "powercap");
        Directory.CreateDirectory(Path.Combine(folder, "intel-rapl:0"));
        foreach (var (file, text) in new[] { ("name", "package-0"), ("energy_uj", "5"), ("max_energy_range_uj", "100") })
            File.WriteAllText(Path.Combine(folder, "intel-rapl:0", file), text);
        var report = new CostMeter(_scene.Tiny.Workspace, TimeProvider.System, alone: null)
            .Measure([new("a", [_scene.Train("a")], CropSet.Single)], _scene.Options with { PowerCap = folder }, null, CancellationToken.None)[0];
        // The counter stands still here.
        Assert.Equal((0, null), (report.Cost!.JoulesPerImage, report.Cost.EnergyUnavailable));
        Assert.Null(report.Cost.PeakMemoryBytes);
    }

    [Fact]
    public void What_cannot_be_measured_is_told()
    {
        var a = _scene.Train("a");
        string Refused<T>(CostOptions options) where T : Exception => Assert.Throws<T>(() => _scene.Measure(options, new MeasuredConfiguration("a", [a], CropSet.Single))).Message;
        Assert.Equal("--threads 0: 1 to 1024", Refused<InvalidInputException>(_scene.Options with { Threads = 0 }));
        Assert.Equal("--batch 5000: 1 to 4096", Refused<InvalidInputException>(_scene.Options with { Batch = 5000 }));
        Assert.Contains("has no split 'tset'", Refused<NotFoundException>(_scene.Options with { Split = "tset" }), StringComparison.Ordinal);
        File.Delete(a.Weights.Path);
        Assert.Contains("a has no best.safetensors", Refused<NotFoundException>(_scene.Options), StringComparison.Ordinal);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => new CostMeter(_scene.Tiny.Workspace, TimeProvider.System, null)
            .Measure([new("b", [_scene.Train("b")], CropSet.Single)], _scene.Options, null, cancelled.Token));
    }
}
