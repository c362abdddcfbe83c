using DataTools.Catalog.Workspaces;
using DataTools.Evaluation.Costs;
using DataTools.Training.Torch;
using static TorchSharp.torch;

namespace DataTools.Training.Costs;

/// <summary>
/// Measures what configurations cost on real pictures. Latency is the whole road: from the bytes of a picture as it is
/// stored in the entry (mapped into memory, and read before) over decoding, resize, crop and normalisation of all views, the
/// forward passes of all members, and the averages of views and members, to probabilities. It leaves out whatever brings the
/// picture there and what is done with the answer. It is that of one process on a machine that is otherwise idle: where it is
/// not, <see cref="LatencySummary.Drift"/> tells, and ratios are what remains to be believed.
/// </summary>
/// <param name="workspace">Where entries and runs are.</param>
/// <param name="time">The clock.</param>
/// <param name="alone">Measures memory in a process of its own; null: memory is not measured.</param>
public sealed class CostMeter(Workspace workspace, TimeProvider time, StartAlone? alone)
{
    // A process that is started for its memory alone needs no more than this.
    private const int Few = 3;

    /// <summary>
    /// One report a configuration, in the given order. Those that forward the same networks under the same views (a mean, a
    /// vote) are measured once. All networks are loaded at once, except where memory is measured.
    /// </summary>
    /// <exception cref="Catalog.NotFoundException">No such entry, split or weights.</exception>
    /// <exception cref="Catalog.InvalidInputException">Other classes than the entry's, or options that cannot be.</exception>
    public IReadOnlyList<CostReport> Measure(
        IReadOnlyList<MeasuredConfiguration> configurations, CostOptions options, IProgress<CostProgress>? progress, CancellationToken cancellation)
    {
        options.Check();
        Dictionary<string, MeasuredConfiguration> distinct = new(StringComparer.Ordinal);
        foreach (var one in configurations.Where(c => c.Key() is not null).SelectMany(c => options.ComposeFusions ? c.Alone() : [c]))
            distinct.TryAdd(one.Key()!, one);
        List<MeasuredConfiguration> measured = [.. distinct.Values];
        var reports = measured.Count == 0 ? [] : Distinct(measured, options, progress, cancellation);
        var byKey = measured.Zip(reports).ToDictionary(r => r.First.Key()!, r => r.Second, StringComparer.Ordinal);
        return [.. configurations.Select(c =>
            c.Key() is not { } key ? new CostReport(c.Name, null) { Threads = options.Threads }
            : byKey.TryGetValue(key, out var report) ? report with { Name = c.Name }
            : new CostReport(c.Name, CostComposition.Ensemble([.. c.Alone().Select(m => byKey[m.Key()!].Cost!)])) { Threads = options.Threads })];
    }

    private List<CostReport> Distinct(List<MeasuredConfiguration> configurations, CostOptions options, IProgress<CostProgress>? progress, CancellationToken cancellation)
    {
        TorchRuntime.Use(0);
        var threads = get_num_threads();
        List<CostReport> reports;
        try
        {
            using var pictures = new OpenPictures(workspace, options);
            using var networks = new NetworkPool();
            List<LoadedConfiguration> loaded = [.. configurations.Select(c => networks.Load(c, pictures, options.Threads))];
            // Loading sets what each run was trained with.
            TorchRuntime.Use(options.Threads);
            var (energy, unavailable) = RaplEnergy.Open(options.PowerCap);
            var turns = Turns.Of(
                loaded, options, pictures.Indices, energy, time,
                (i, round) => progress?.Report(new(round == 0 ? "warming up" : $"round {round} of {options.Rounds}", configurations[i].Name)), between: null, cancellation);
            reports = [.. configurations.Select((c, i) => Report(c.Name, loaded[i], turns[i], turns[0], options, energy is not null, unavailable))];
        }
        finally
        {
            TorchRuntime.Use(threads);
        }
        if (alone is null)
            return reports;
        var little = options with { WarmUp = 1, Rounds = 1, Passes = Few };
        return [.. configurations.Zip(reports, (c, report) =>
        {
            progress?.Report(new("memory, in a process of its own", c.Name));
            var figures = alone(AloneRequest.Of(c, little), cancellation);
            return report with
            {
                Cost = report.Cost! with { PeakMemoryBytes = figures.PeakMemoryBytes },
                BatchMemoryBytes = figures.BatchMemoryBytes,
                RuntimeMemoryBytes = figures.RuntimeMemoryBytes,
            };
        })];
    }

    private static CostReport Report(string name, LoadedConfiguration loaded, Turns turns, Turns first, CostOptions options, bool hasEnergy, string? unavailable)
    {
        var (single, batched) = (LatencySummary.Of(turns.Singles), LatencySummary.Of(turns.Batches));
        var (one, many) = (1000 / single.Typical, 1000 * options.Batch / batched.Typical);
        List<LoadedNetwork> files = [.. loaded.Networks.Distinct()];
        return new(name, new()
        {
            Basis = CostBasis.Measured,
            Latency = single.Latency,
            Batch = options.Batch,
            BatchLatency = batched.Latency,
            ImagesPerSecond = Math.Max(one, many),
            SizeBytes = files.Sum(n => n.Bytes),
            Parameters = files.Sum(n => n.Cost.Parameters),
            MultiplyAdds = loaded.Networks.Sum(n => n.Cost.MultiplyAdds) * loaded.Views,
            JoulesPerImage = hasEnergy ? turns.JoulesPerImage : null,
            EnergyUnavailable = unavailable,
        })
        {
            Threads = options.Threads,
            Runtime = loaded.Networks.All(n => n is FileNetwork) ? CostReport.OnnxRuntime : CostReport.Libtorch,
            FixedBatch = loaded.Networks.OfType<FileNetwork>().Max(n => (int?)n.Network.Session.InputShape[0]) is > 1 and var most ? most : null,
            Single = single,
            Batched = batched,
            Ratio = LatencyRatio.Of(first.Singles, turns.Singles),
            BestBatch = one >= many ? 1 : options.Batch,
        };
    }
}
