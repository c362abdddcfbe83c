using System.Diagnostics;
using System.Text.Json;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Engine;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Benchmarks.Augment;

/// <summary>
/// Photos in memory to normalised 224 x 224 planes: random resized crop, flip, turn by up to 15 degrees, normalise; beside
/// torchvision on Pillow's images and an OpenCV chain, in turns, on one thread and two. Parameters are drawn anew for each.
/// </summary>
internal static class AugmentKernel
{
    private const int Side = 224, Rounds = 5;

    private const double Seconds = 1.5;

    // The geometry of ../shared/bench/peers.py alone: prints images a second of both chains.
    private const string Peers = """
        import glob, json, os, sys, time
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        import cv2, numpy as np, torch
        from PIL import Image
        from torchvision import transforms as T
        from concurrent.futures import ThreadPoolExecutor
        folder, seconds, threads = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
        torch.set_num_threads(1); cv2.setNumThreads(1)
        images = [Image.open(f).convert("RGB") for f in sorted(glob.glob(f"{folder}/**/*.JPEG", recursive=True))[:100]]
        arrays = [np.asarray(i) for i in images]
        mean, std, rng = (.485, .456, .406), (.229, .224, .225), np.random.default_rng(0)
        pil = T.Compose([T.RandomResizedCrop(224), T.RandomHorizontalFlip(), T.RandomRotation(15, interpolation=T.InterpolationMode.BILINEAR), T.ToTensor(), T.Normalize(mean, std)])
        m, s = np.float32(mean), np.float32(std)
        def cv(a):
            h, w = a.shape[:2]; area = h * w * rng.uniform(.08, 1); r = np.exp(rng.uniform(np.log(3 / 4), np.log(4 / 3)))
            cw, ch = min(w, int((area * r) ** .5)), min(h, int((area / r) ** .5)); x, y = rng.integers(0, w - cw + 1), rng.integers(0, h - ch + 1)
            a = cv2.resize(a[y:y + ch, x:x + cw], (224, 224), interpolation=cv2.INTER_LINEAR)
            a = cv2.flip(a, 1) if rng.random() < .5 else a
            a = cv2.warpAffine(a, cv2.getRotationMatrix2D((111.5, 111.5), rng.uniform(-15, 15), 1), (224, 224), flags=cv2.INTER_LINEAR)
            return np.ascontiguousarray(((a.astype(np.float32) * np.float32(1 / 255) - m) / s).transpose(2, 0, 1))
        def rate(f, xs):
            n, t0 = 0, time.perf_counter()
            while time.perf_counter() - t0 < seconds: f(xs[n % len(xs)]); n += 1
            return n / (time.perf_counter() - t0)
        out = {}
        for name, f, xs in (("pil", pil, images), ("opencv", cv, arrays)):
            f(xs[0]); ex = ThreadPoolExecutor(threads)
            out[name] = sum(ex.map(lambda _: rate(f, xs), range(threads)))
        print(json.dumps(out))
        """;

    public static void Run(Report report)
    {
        var folder = Path.GetFullPath(Path.Combine(Repository(), "..", "shared", "data", "imagenet", "train"));
        if (!Directory.Exists(folder))
        {
            report.Note("The photos of ../shared/data/imagenet are not on this machine: nothing measured.");
            return;
        }
        var photos = Directory.GetFiles(folder, "*.JPEG", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(100)
            .Select(p => ImageCodec.Decode(File.ReadAllBytes(p), p)).Where(p => p.Channels == 3).ToArray();
        var policy = new AugmentationPolicy([
            new RandomResizedCrop(Side, (0.08, 1), (3.0 / 4, 4.0 / 3)), new HorizontalFlip(), new Rotation((-15, 15)), new Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]);
        Rate(policy, photos, 1, Seconds);
        var rates = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var threads in new[] { 1, 2 })
            {
                Add(rates, $"ours {threads}", Rate(policy, photos, threads, Seconds));
                foreach (var (name, rate) in AskPeers(folder, threads, report))
                    Add(rates, $"{name} {threads}", rate);
            }
        }
        double Median(string name) => rates[name].Order().ElementAt(rates[name].Count / 2);
        foreach (var threads in new[] { 1, 2 })
        {
            foreach (var (name, says) in new[] { ("pil", "torchvision on Pillow's images"), ("opencv", "OpenCV") })
            {
                if (rates.ContainsKey($"{name} {threads}"))
                    report.Row($"geometry and normalise, {threads} thread{(threads == 1 ? "" : "s")}", Median($"ours {threads}"), "images/s", Median($"{name} {threads}"), says);
            }
        }
        report.Row("two threads", Median("ours 2"), "images/s", Median("ours 1"), "one thread");
        report.Row("one image", 1e6 / Median("ours 1"), "us");
        var (time, bytes) = Alone(policy, photos);
        report.Row("  of it the resample", time, "us");
        report.Row("  allocated for the resample", bytes, "bytes");
        report.Row("allocated for one image, its parameters drawn", Allocated(policy, photos), "bytes");
        report.Note($"{photos.Length} photos, medians of {Rounds} rounds in turns.");
    }

    private static double Rate(AugmentationPolicy policy, PixelImage[] photos, int threads, double seconds)
    {
        var rates = new double[threads];
        var workers = Enumerable.Range(0, threads).Select(t => new Thread(() =>
        {
            var planes = new float[3 * Side * Side];
            var (start, n) = (Stopwatch.GetTimestamp(), 0);
            for (; Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; n++)
            {
                var photo = photos[n % photos.Length];
                policy.Draw(new(photo.Width, photo.Height), 1, (ulong)n, (uint)t).Apply(photo, 3, planes);
            }
            rates[t] = n / Stopwatch.GetElapsedTime(start).TotalSeconds;
        })).ToList();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        return rates.Sum();
    }

    private static (double Microseconds, double Bytes) Alone(AugmentationPolicy policy, PixelImage[] photos)
    {
        var planes = new float[3 * Side * Side];
        var passes = photos.Select((p, i) => (Photo: p, Pass: (ResamplePass)policy.Draw(new(p.Width, p.Height), 1, (ulong)i, 0).Passes[0])).ToArray();
        void All()
        {
            foreach (var (photo, pass) in passes)
                Resampler.Resample(photo, pass, planes);
        }
        All();
        var before = GC.GetAllocatedBytesForCurrentThread();
        All();
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return (Report.Median(21, All) * 1e6 / photos.Length, (double)bytes / photos.Length);
    }

    private static double Allocated(AugmentationPolicy policy, PixelImage[] photos)
    {
        var planes = new float[3 * Side * Side];
        var plans = photos.Select((p, i) => policy.Draw(new(p.Width, p.Height), 1, (ulong)i, 0)).ToArray();
        void All()
        {
            for (var i = 0; i < photos.Length; i++)
                plans[i].Apply(photos[i], 3, planes);
        }
        All();
        var before = GC.GetAllocatedBytesForCurrentThread();
        All();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)photos.Length;
    }

    private static Dictionary<string, double> AskPeers(string folder, int threads, Report report)
    {
        const string python = "/usr/bin/python3";
        if (!File.Exists(python))
            return [];
        var start = new ProcessStartInfo(python) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { "-c", Peers, folder, $"{Seconds}", $"{threads}" })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode == 0)
            return JsonSerializer.Deserialize<Dictionary<string, double>>(said)!;
        report.Note($"Debian's packages python3-torchvision and python3-opencv could not be asked: {errors.Result.Split('\n').LastOrDefault(l => l.Length > 0)}");
        return [];
    }

    private static void Add(Dictionary<string, List<double>> rates, string name, double rate)
    {
        if (!rates.TryGetValue(name, out var list))
            rates[name] = list = [];
        list.Add(rate);
    }

    internal static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DataTools.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}
