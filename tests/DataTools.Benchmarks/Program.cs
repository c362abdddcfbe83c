using System.Globalization;
using DataTools.Benchmarks;
using DataTools.Benchmarks.Augment;
using DataTools.Benchmarks.Catalog;
using DataTools.Benchmarks.Downloads;
using DataTools.Benchmarks.Ensembles;
using DataTools.Benchmarks.Models;
using DataTools.Benchmarks.Normalise;
using DataTools.Benchmarks.Papers;
using DataTools.Benchmarks.Training;
using DataTools.Connectors.Tests.Downloads.Chaos;

// dotnet run -c Release --project tests/DataTools.Benchmarks -- NAME...
// A benchmark is one file and one line here.
(string Name, Action<Report> Run)[] benchmarks =
[
    ("augment-colour", ColourSteps.Run),
    ("augment-peers", AugmentPeers.Run),
    ("jpeg-decode", JpegDecoding.Run),
    ("jpeg-fuzz", JpegFuzzing.Run),
    ("catalog", EntryReading.Run),
    ("normalise", Normalising.Run),
    ("chaos", Chaos.Run),
    ("downloads-large", Throughput.RunLarge),
    ("downloads-small", Throughput.RunSmall),
    ("ensemble-weightings", Weightings.Run),
    ("models", ModelChecks.Parity),
    ("oracles", ModelChecks.Oracles),
    ("papers", PaperRanking.Run),
    ("train-peers", TrainPeers.Run),
    ("train-memory", TrainMemory.Run),
];

// A process of the chaos test, to be killed.
if (args is [Chaos.Child, var job])
    return await ChaosJob.RunProcessAsync(job, Console.Out);
// A server of its own process.
if (args is [Throughput.Server, var folder])
{
    await Throughput.ServeAsync(folder, Console.In, Console.Out);
    return 0;
}
// Some seeds only: chaos FROM COUNT.
if (args is ["chaos", var from, var count])
{
    var some = new Report("chaos");
    Chaos.Run(some, int.Parse(from, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture));
    some.Print(Console.Out);
    return Environment.ExitCode;
}
// Other papers than those of ../shared; weights for them.
if (args is ["papers", var labelled])
{
    var other = new Report("papers");
    PaperRanking.Run(other, labelled);
    other.Print(Console.Out);
    return 0;
}
// Fewer turns, or some networks only: train-peers TURNS MODEL...; fewer steps: train-memory STEPS.
if (args is ["train-peers", var turns, .. { Length: > 0 } networks])
{
    var peers = new Report("train-peers");
    TrainPeers.Run(peers, int.Parse(turns, CultureInfo.InvariantCulture), networks);
    peers.Print(Console.Out);
    return 0;
}
if (args is ["train-memory", var steps])
{
    var memory = new Report("train-memory");
    TrainMemory.Run(memory, int.Parse(steps, CultureInfo.InvariantCulture));
    memory.Print(Console.Out);
    return 0;
}
if (args is ["papers-fit", .. var rest])
{
    PaperRanking.Fit(rest is [var fitted] ? fitted : PaperRanking.Shared, Console.Out);
    return 0;
}

var unknown = args.Where(a => !benchmarks.Any(b => Names(b.Name, a))).ToList();
if (args.Length == 0 || unknown.Count > 0)
{
    if (unknown.Count > 0)
        Console.Error.WriteLine($"There is no benchmark {string.Join(", ", unknown)}.");
    Console.Error.WriteLine($"Name one or more: {string.Join(", ", benchmarks.Select(b => b.Name))}");
    return 2;
}
foreach (var (name, run) in benchmarks.Where(b => args.Any(a => Names(b.Name, a))))
{
    var report = new Report(name);
    run(report);
    report.Print(Console.Out);
}
return Environment.ExitCode;

// "downloads" names "downloads-large" too.
static bool Names(string benchmark, string argument) => benchmark == argument || benchmark.StartsWith($"{argument}-", StringComparison.Ordinal);
