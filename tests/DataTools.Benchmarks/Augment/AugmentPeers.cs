using System.Diagnostics;
using System.Text.Json;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Benchmarks.Augment;

/// <summary>
/// The pipelines of <c>../shared/bench/peers.py</c> in C#: photos to normalised 224 x 224 planes and 32 x 32 pictures to
/// planes, beside torchvision on Pillow's images and on tensors and an OpenCV chain, on one thread and two. Parameters are
/// drawn anew for each image. Ours is measured before and after the peers, so that a machine that slows down shows.
/// </summary>
internal static class AugmentPeers
{
    private const string Python = "/usr/bin/python3";

    private const int Photos = 200, SecondsOfPeers = 4;

    private const double SecondsOfOurs = 1;

    private static readonly string Folder = Path.Combine("..", "shared", "data", "imagenet", "train");

    private static readonly string Script = Path.Combine("..", "shared", "bench", "peers.py");

    private static readonly Normalize ImageNet = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    private static readonly ColorJitter Jitter = new((0.6, 1.4), (0.6, 1.4), (0.6, 1.4), (-0.1, 0.1));

    private static readonly Operation[] Crop = [new RandomResizedCrop(224, (0.08, 1), (3.0 / 4, 4.0 / 3)), new HorizontalFlip()];

    private static readonly AugmentationPolicy Full = new([.. Crop, new Rotation((-15, 15)), Jitter, ImageNet]);

    private static readonly AugmentationPolicy Small = new([new RandomCrop(new(32, 32), 4), new HorizontalFlip(), Jitter, ImageNet]);

    public static void Run(Report report)
    {
        if (!Directory.Exists(Folder) || !File.Exists(Script) || !File.Exists(Python))
        {
            report.Note($"Nothing measured: this needs {Folder}, {Script} and Debian's python3-torchvision and python3-opencv.");
            return;
        }
        byte[][] files = [.. Directory.GetFiles(Folder, "*.JPEG", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(Photos).Select(File.ReadAllBytes)];
        PixelImage[] photos = [.. files.Select((f, i) => ImageCodec.Decode(f, $"{i}"))];
        var resize = TenCrop.Single(32, 32);
        PixelImage[] small = [.. photos.Select(p => resize.Draw(new(p.Width, p.Height), 0, 0, 0).Apply(p))];
        (string Name, string Peer, Action<int, float[]> Work)[] pipelines =
        [
            ("decode", "decode", (i, _) => ImageCodec.Decode(files[i % files.Length], "")),
            ("kernel", "kernel", (i, planes) => Apply(Full, photos[i % photos.Length], i, planes)),
            ("kernel, exact mode", "kernel", (i, planes) => Apply(Full with { Mode = EngineMode.Exact }, photos[i % photos.Length], i, planes)),
            ("whole pipeline", "full", (i, planes) => Read(Full, files[i % files.Length], i, planes)),
            ("whole pipeline, crop and flip only", "light", (i, planes) => Read(new([.. Crop, ImageNet]), files[i % files.Length], i, planes)),
            ("32 x 32", "small", (i, planes) => Apply(Small, small[i % small.Length], i, planes)),
        ];
        foreach (var threads in new[] { 1, 2 })
        {
            var rates = pipelines.ToDictionary(p => p.Name, _ => new List<double>(), StringComparer.Ordinal);
            void Measure()
            {
                foreach (var (name, _, work) in pipelines)
                {
                    Rate(work, threads, SecondsOfOurs / 2);
                    rates[name].AddRange(Enumerable.Range(0, 3).Select(_ => Rate(work, threads, SecondsOfOurs)));
                }
            }
            Measure();
            if (Peers(threads, report) is not { } peers)
                return;
            Measure();
            foreach (var (name, peer, _) in pipelines)
            {
                foreach (var (key, says) in new[] { ("pil", "torchvision on Pillow"), ("tensor", "torchvision on tensors"), ("opencv", "OpenCV") })
                {
                    if (peers.TryGetValue($"{peer}.{key}", out var theirs))
                        report.Row($"{name}, {threads} thread{(threads == 1 ? "" : "s")}", Median(rates[name]), "images/s", theirs.GetDouble(), says);
                }
            }
            if (threads == 1)
                report.Note($"{photos.Length} photos; {peers["python"]}.");
            else
                Scaling(report, pipelines);
        }
        foreach (var (name, images, policy) in new[] { ("kernel", photos, Full), ("32 x 32", small, Small) })
            report.Row($"allocated for one image: {name}, parameters drawn before", Allocated(policy, images), "bytes");
    }

    // In turns, since the ratio of two runs apart is that of two machines.
    private static void Scaling(Report report, (string Name, string Peer, Action<int, float[]> Work)[] pipelines)
    {
        foreach (var (name, _, work) in pipelines)
        {
            var pairs = Enumerable.Range(0, 5).Select(_ => (One: Rate(work, 1, SecondsOfOurs), Two: Rate(work, 2, SecondsOfOurs))).OrderBy(p => p.Two / p.One).ToList();
            report.Row($"{name}: two threads", pairs[2].Two, "images/s", pairs[2].One, "one thread");
        }
    }

    private static void Apply(AugmentationPolicy policy, PixelImage image, int i, float[] planes)
    {
        var plan = policy.Draw(new(image.Width, image.Height), 1, (ulong)i, 0);
        plan.Apply(image, 3, planes.AsSpan(0, 3 * plan.Output.Width * plan.Output.Height));
    }

    private static void Read(AugmentationPolicy policy, byte[] file, int i, float[] planes)
    {
        using var open = ImageCodec.Open(file, "");
        var plan = policy.Draw(open.Size, 1, (ulong)i, 0);
        open.Apply(plan, 3, planes.AsSpan(0, 3 * plan.Output.Width * plan.Output.Height));
    }

    private static double Rate(Action<int, float[]> work, int threads, double seconds)
    {
        var rates = new double[threads];
        var workers = Enumerable.Range(0, threads).Select(t => new Thread(() =>
        {
            var planes = new float[3 * 224 * 224];
            var (start, n) = (Stopwatch.GetTimestamp(), 0);
            for (; Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; n++)
                work((n * threads) + t, planes);
            rates[t] = n / Stopwatch.GetElapsedTime(start).TotalSeconds;
        })).ToList();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        return rates.Sum();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static double Allocated(AugmentationPolicy policy, PixelImage[] images)
    {
        var planes = new float[3 * 224 * 224];
        var plans = images.Select((p, i) => policy.Draw(new(p.Width, p.Height), 1, (ulong)i, 0)).ToArray();
        void All()
        {
            for (var i = 0; i < images.Length; i++)
                plans[i].Apply(images[i], 3, planes.AsSpan(0, 3 * plans[i].Output.Width * plans[i].Output.Height));
        }
        All();
        var before = GC.GetAllocatedBytesForCurrentThread();
        All();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)images.Length;
    }

    private static Dictionary<string, JsonElement>? Peers(int threads, Report report)
    {
        var start = new ProcessStartInfo(Python) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { Script, Folder, "--seconds", $"{SecondsOfPeers}", "--threads", $"{threads}" })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
            return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(said)!;
        report.Note($"The peers could not be asked (apt-get install -y --no-install-recommends python3-torchvision python3-opencv): {errors.Result.Split('\n').LastOrDefault(l => l.Length > 0)}");
        return null;
    }
}
