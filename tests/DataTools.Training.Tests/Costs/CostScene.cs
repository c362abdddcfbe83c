using System.Text.Json;
using DataTools.Catalog.Cards;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Costs;
using DataTools.Training.Prediction;
using DataTools.Training.Prediction.Members;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests.Costs;

/// <summary>Small runs to measure, and what would be a process of its own in this one.</summary>
internal sealed class CostScene : IDisposable
{
    private readonly TinyEntry _tiny = new();

    public TinyEntry Tiny => _tiny;

    /// <summary>As quick as can be.</summary>
    public CostOptions Options { get; } = new() { Entry = TinyEntry.Name, Rounds = 2, Passes = 4, WarmUp = 1, Batch = 3, Pictures = 5 };

    /// <summary>What was asked of processes.</summary>
    public List<AloneRequest> Asked { get; } = [];

    /// <summary>What was told.</summary>
    public List<CostProgress> Told { get; } = [];

    /// <summary>Changes what a process answers.</summary>
    public Func<AloneRequest, AloneFigures, AloneFigures> Answer { get; set; } = (_, figures) => figures;

    /// <summary>Request and answer go through JSON, as between processes.</summary>
    public AloneFigures Alone(AloneRequest request, CancellationToken cancellation)
    {
        T Sent<T>(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, CatalogJson.Options), CatalogJson.Options)!;
        Asked.Add(request);
        var threads = TorchSharp.torch.get_num_threads();
        var figures = new AloneMeasurement(_tiny.Workspace, TimeProvider.System).Measure(Sent(request), _tiny.Workspace.Root, cancellation);
        TorchSharp.torch.set_num_threads(threads);
        return Answer(request, Sent(figures));
    }

    public IReadOnlyList<CostReport> Measure(CostOptions options, params IReadOnlyList<MeasuredConfiguration> configurations) =>
        new CostMeter(_tiny.Workspace, TimeProvider.System, Alone).Measure(configurations, options, new Telling(Told), CancellationToken.None);

    public Deployment Find(DeploymentRequest request) =>
        new DeploymentSearch(_tiny.Workspace, TimeProvider.System, Alone).Find(request with { Costs = Options }, null, new Telling(Told), CancellationToken.None);

    public RunMember Train(string name, ulong seed = 0, int epochs = 1) => RunMember.Best(new Trainer(_tiny.Workspace, TimeProvider.System)
        .Start(name, _tiny.Options with { Seed = seed, Epochs = epochs }, AugmentationPolicy.Load("none", "."), progress: null, CancellationToken.None).Run);

    public void Dispose() => _tiny.Dispose();

    private sealed class Telling(List<CostProgress> told) : IProgress<CostProgress>
    {
        public void Report(CostProgress value) => told.Add(value);
    }
}
