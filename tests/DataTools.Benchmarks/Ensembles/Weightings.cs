using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DataTools.Catalog.Randomness;
using DataTools.Evaluation.Fusion;
using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Benchmarks.Ensembles;

/// <summary>
/// Accuracy and log loss of 10,000 random weighted means of 20 members on 10,000 samples of 10 classes, from saved logits:
/// beside a NumPy script that does the same (matrix products of blocks), and beside plain double code for some of them.
/// </summary>
internal static class Weightings
{
    private const string Python = "/usr/bin/python3";
    private const int Members = 20, Samples = 10_000, Classes = 10, Count = 10_000, Times = 3, Plain = 40;

    // A tenth of the weightings: NumPy's time is their number's multiple.
    private const int OfNumPy = 1000;

    private const string Script = """
        import sys, time, numpy
        folder, members, samples, classes, count = sys.argv[1], *map(int, sys.argv[2:])
        p = numpy.fromfile(folder + "/p", numpy.float32).reshape(members, samples * classes)
        w = numpy.fromfile(folder + "/w", numpy.float32).reshape(-1, members)[:count]
        labels = numpy.fromfile(folder + "/labels", numpy.int32)
        right, loss = numpy.empty(len(w)), numpy.empty(len(w))
        start = time.perf_counter()
        for i in range(0, len(w), 100):
            fused = (w[i:i + 100] @ p).reshape(-1, samples, classes)
            right[i:i + 100] = (fused.argmax(2) == labels).sum(1)
            loss[i:i + 100] = -numpy.log(fused[:, numpy.arange(samples), labels]).mean(1, dtype=numpy.float64)
        seconds = time.perf_counter() - start
        right.tofile(folder + "/right")
        loss.tofile(folder + "/loss")
        print(seconds, numpy.__version__)
        """;

    public static void Run(Report report)
    {
        var members = MadeMembers();
        var random = new RandomStream(7);
        var weightings = new double[Count * Members];
        for (var w = 0; w < Count; w++)
        {
            var own = weightings.AsSpan(w * Members, Members);
            foreach (ref var weight in own)
                weight = -Math.Log(1 - random.NextDouble());
            var sum = 0.0;
            foreach (var weight in own)
                sum += weight;
            foreach (ref var weight in own)
                weight /= sum;
        }
        WeightingTable table = null!;
        var laid = Report.Median(Times, () => table = WeightingTable.Of(members));
        WeightingScore[] scores = [];
        var one = Report.Median(Times, () => scores = table.Evaluate(weightings, 1));
        var two = Report.Median(Times, () => scores = table.Evaluate(weightings, 2));
        var worst = 0.0;
        var otherwise = 0;
        var plain = Report.Once(() =>
        {
            for (var w = 0; w < Plain; w++)
            {
                var figures = ClassificationMetrics.Of(MeanFusion.Mix(members, weightings.AsSpan(w * Members, Members)), members[0].Labels);
                worst = Math.Max(worst, Math.Abs(figures.NegativeLogLikelihood!.Value - scores[w].NegativeLogLikelihood));
                otherwise = Math.Max(otherwise, (int)Math.Abs(Math.Round(figures.Top1 * Samples) - scores[w].Right));
            }
        }) * Count / Plain;
        report.Row("laying the members out", laid, "s");
        report.Row("1 thread", Count / one, "weightings/s", Count / plain, "plain double code, one thread, from 40 of them");
        report.Row("2 threads", Count / two, "weightings/s", Count / one, "1 thread");
        if (NumPy(members, weightings, scores, report) is { } peer)
            report.Row("2 threads", Count / two, "weightings/s", Count / peer, "NumPy, from 1,000 of them");
        report.Row("all 10,000, 2 threads", two, "s");
        report.Row("multiply-adds a second, 2 threads", (double)Count * Members * Samples * Classes / two / 1e9, "thousand million");
        report.Note($"Against double precision: log loss off by {worst:0.0e0} nats at most, {otherwise} samples judged otherwise at most.");
    }

    private static List<PredictionSet> MadeMembers()
    {
        var random = new RandomStream(1);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var labels = Enumerable.Range(0, Samples).Select(_ => random.NextInt(Classes)).ToArray();
        string[] ids = [.. Enumerable.Range(0, Samples).Select(i => $"{i}")], classes = [.. Enumerable.Range(0, Classes).Select(c => $"{c}")];
        return [.. Enumerable.Range(0, Members).Select(m => new PredictionSet(
            $"m{m}", "made", "made", "test", 1, classes, ids, labels,
            [.. labels.SelectMany(l => Enumerable.Range(0, Classes).Select(c => (float)((c == l ? 4 : 0) + (2 * Normal()))))], 1))];
    }

    private static double? NumPy(List<PredictionSet> members, double[] weightings, WeightingScore[] scores, Report report)
    {
        if (!File.Exists(Python))
        {
            report.Note("NumPy was not asked: there is no /usr/bin/python3.");
            return null;
        }
        var folder = Directory.CreateTempSubdirectory("datatools-benchmark-").FullName;
        try
        {
            var row = new double[Classes];
            float[] p = [.. members.SelectMany(m => Enumerable.Range(0, Samples).SelectMany(i =>
            {
                m.Probabilities(i, row);
                return row.Select(x => (float)x).ToArray();
            }))];
            File.WriteAllBytes(Path.Combine(folder, "p"), MemoryMarshal.AsBytes<float>(p));
            File.WriteAllBytes(Path.Combine(folder, "w"), MemoryMarshal.AsBytes<float>(Array.ConvertAll(weightings, w => (float)w)));
            File.WriteAllBytes(Path.Combine(folder, "labels"), MemoryMarshal.AsBytes<int>([.. members[0].Labels]));
            var start = new ProcessStartInfo(Python, ["-c", Script, folder, $"{Members}", $"{Samples}", $"{Classes}", $"{OfNumPy}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var said = process.StandardOutput.ReadToEnd().Split(' ');
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                report.Note($"NumPy could not be asked (apt-get install -y --no-install-recommends python3-numpy): {errors.Result.Split('\n').LastOrDefault(l => l.Length > 0)}");
                return null;
            }
            var (right, loss) = (Doubles(folder, "right"), Doubles(folder, "loss"));
            var (samples, nats) = (Enumerable.Range(0, OfNumPy).Max(w => Math.Abs(right[w] - scores[w].Right)), Enumerable.Range(0, OfNumPy).Max(w => Math.Abs(loss[w] - scores[w].NegativeLogLikelihood)));
            report.Note($"NumPy {said[1].Trim()} with the BLAS that it finds (Debian's netlib, unless libopenblas0 is installed): the same figures but for {nats:0.0e0} nats and {samples} samples.");
            return double.Parse(said[0], CultureInfo.InvariantCulture) * Count / OfNumPy;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double[] Doubles(string folder, string name) => MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, name))).ToArray();
}
