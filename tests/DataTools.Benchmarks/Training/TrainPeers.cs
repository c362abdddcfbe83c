using DataTools.Training.Models;

namespace DataTools.Benchmarks.Training;

/// <summary>
/// Images a second in training and in prediction beside Debian's PyTorch: the same networks, batches and threads, fp32, SGD
/// with momentum, one batch that lies in memory. Both sides are measured in turns, so that a machine that slows down slows
/// down both; the figures are medians, the ratios medians of the ratios of a turn.
/// </summary>
internal static class TrainPeers
{
    private const int Turns = 7;

    private const double SecondsOfTurn = 2;

    private static readonly (string Model, int Batch, int Size)[] Cases = [("cnn-small", 128, 32), ("resnet18-cifar", 32, 32), ("resnet18", 16, 224)];

    public static void Run(Report report) => Run(report, Turns, [.. Cases.Select(c => c.Model)]);

    /// <summary>Fewer turns, or some networks only.</summary>
    public static void Run(Report report, int turns, IReadOnlyList<string> models)
    {
        var threads = Environment.ProcessorCount;
        using var peer = TorchPeer.Start(threads, report);
        foreach (var (model, batch, size) in Cases.Where(c => models.Contains(c.Model)))
        {
            foreach (var training in new[] { true, false })
                Compare(report, peer, threads, turns, model, batch, size, training);
        }
        report.Note($"{threads} threads; {peer?.Version ?? "no peer"}.");
        if (!Precisions.IsFastOn("cpu"))
            report.Note("This processor has no instructions for bfloat16: it was not measured.");
    }

    private static void Compare(Report report, TorchPeer? peer, int threads, int turns, string model, int batch, int size, bool training)
    {
        using var exact = new TrainingCase(model, batch, size, threads, Precision.Single);
        using var rounded = Precisions.IsFastOn("cpu") ? new TrainingCase(model, batch, size, threads, Precision.BFloat16) : null;
        List<(string Name, Func<int, double> Seconds)> sides = [("ours", Ours(exact, training))];
        if (rounded is not null)
            sides.Add(("bf16", Ours(rounded, training)));
        if (peer is not null)
        {
            foreach (var (name, order) in new[] { ("PyTorch", ""), ("PyTorch, channels last", ":last") })
            {
                var named = $"{model}:{batch}:{size}{order}";
                if ((long)peer.Ask($"build {named}") != exact.Parameters)
                    throw new InvalidOperationException($"{named} is another network than ours");
                sides.Add((name, steps => peer.Ask($"{(training ? "train" : "test")} {named} {steps}")));
            }
        }
        // A first step is slow on either side; the second says how many make a turn.
        var steps = sides.Select(s => { s.Seconds(1); return Math.Max(1, (int)(SecondsOfTurn / s.Seconds(1))); }).ToList();
        var seconds = sides.Select(_ => new List<double>()).ToList();
        for (var turn = 0; turn < turns; turn++)
        {
            for (var s = 0; s < sides.Count; s++)
                seconds[s].Add(sides[s].Seconds(steps[s]));
        }
        var what = $"{model}, {batch} x {size} x {size}, {(training ? "training" : "prediction")}";
        if (sides.Count == 1)
            report.Row(what, batch / Median(seconds[0]), "images/s");
        for (var s = 1; s < sides.Count; s++)
        {
            var bf16 = rounded is not null && s == 1;
            var (mine, theirs) = bf16 ? (seconds[s], seconds[0]) : (seconds[0], seconds[s]);
            var (figure, ratio) = (batch / Median(mine), Median([.. mine.Zip(theirs, (m, t) => t / m)]));
            report.Row(bf16 ? $"{what}, bf16" : what, figure, "images/s", figure / ratio, bf16 ? "ours, fp32" : sides[s].Name);
        }
    }

    private static Func<int, double> Ours(TrainingCase network, bool training) => steps => Report.Once(() =>
    {
        for (var i = 0; i < steps; i++)
        {
            if (training)
                network.Train();
            else
                network.Test();
        }
    }) / steps;

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
