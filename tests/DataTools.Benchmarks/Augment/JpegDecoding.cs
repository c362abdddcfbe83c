using System.Diagnostics;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Codecs.Jpeg;

namespace DataTools.Benchmarks.Augment;

/// <summary>
/// The managed JPEG decoder beside SkiaSharp, in turns, on one thread and two: all of an image, the part of it that a random
/// resized crop looks at, and the whole way to normalised planes of 224 x 224; and how far apart their pixels are.
/// </summary>
internal static class JpegDecoding
{
    private const int Side = 224, Rounds = 7;

    private const double Seconds = 0.7;

    private const double Gate = 1.3;

    private static readonly AugmentationPolicy Policy = new([
        new RandomResizedCrop(Side, (0.08, 1), (3.0 / 4, 4.0 / 3)), new HorizontalFlip(), new Rotation((-15, 15)),
        new ColorJitter((0.6, 1.4), (0.6, 1.4), (0.6, 1.4), (-0.1, 0.1)), new Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])]);

    public static void Run(Report report)
    {
        var data = Path.Combine("..", "shared", "data");
        var folder = Path.Combine(data, "imagenet", "train");
        if (!Directory.Exists(folder))
        {
            report.Note("The photos of ../shared/data/imagenet are not on this machine: nothing measured.");
            return;
        }
        var photos = Directory.GetFiles(folder, "*.JPEG", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        (string Name, Action<byte[], uint, JpegDecoder> Do)[] tasks =
        [
            ("all of an image", (bytes, _, decoder) => ImageCodec.Decode(bytes, "", decoder)),
            ("what a random resized crop and a turn look at", (bytes, view, decoder) => Part(bytes, view, decoder)),
            ("encoded to normalised planes of 224 x 224", Planes),
        ];
        foreach (var (name, work) in tasks)
        {
            foreach (var threads in new[] { 1, 2 })
            {
                var (ours, theirs) = (new List<double>(), new List<double>());
                for (var round = -1; round < Rounds; round++)
                {
                    var pair = (Rate(photos, threads, (b, v) => work(b, v, JpegDecoder.Managed)), Rate(photos, threads, (b, v) => work(b, v, JpegDecoder.Skia)));
                    if (round < 0)
                        continue;
                    ours.Add(pair.Item1);
                    theirs.Add(pair.Item2);
                }
                report.Row($"{name}, {threads} thread{(threads > 1 ? "s" : "")}", Median(ours), "img/s", Median(theirs), "SkiaSharp");
                var ratio = Median([.. ours.Zip(theirs, (a, b) => a / b)]);
                report.Note($"{name}, {threads}: median of {Rounds} ratios {ratio:0.00}");
                if (work == Planes && ratio < Gate)
                    report.Note($"NOT the {Gate} times that it must win to be the default.");
            }
        }
        Compare(report, data);
    }

    private static void Compare(Report report, string folder)
    {
        var (files, same, worst, other) = (0, 0, double.PositiveInfinity, 0);
        foreach (var path in Directory.EnumerateFiles(folder, "*.*", SearchOption.AllDirectories).Where(p => Path.GetExtension(p).ToUpperInvariant() is ".JPG" or ".JPEG"))
        {
            var bytes = File.ReadAllBytes(path);
            files++;
            using (var baseline = BaselineDecoder.TryOpen(bytes))
            {
                if (baseline?.TryDecode(0, 0, baseline.Size.Width, baseline.Size.Height) is null)
                {
                    other++;
                    continue;
                }
            }
            var (ours, theirs) = (ImageCodec.Decode(bytes, path).Pixels, ImageCodec.Decode(bytes, path, JpegDecoder.Skia).Pixels);
            var squares = ours.Zip(theirs, (a, b) => (double)((a - b) * (a - b))).Sum();
            same += squares == 0 ? 1 : 0;
            worst = Math.Min(worst, squares == 0 ? double.PositiveInfinity : 10 * Math.Log10(255.0 * 255 * ours.Length / squares));
        }
        report.Note($"{files} JPEG files of ../shared/data: {same} the same bytes as SkiaSharp's, {other} not for the managed decoder; the furthest {worst:0.0} dB.");
        if (worst < 50)
            report.Note("NOT the 50 dB that it must reach to be the default.");
    }

    private static (Imaging.Pixels.PixelImage Image, AugmentationPlan Plan) Part(byte[] bytes, uint view, JpegDecoder decoder)
    {
        using var open = ImageCodec.Open(bytes, "", decoder);
        return open.DecodeFor(Policy.Draw(open.Size, 0, (ulong)bytes.Length, view));
    }

    [ThreadStatic]
    private static float[]? _planes;

    private static void Planes(byte[] bytes, uint view, JpegDecoder decoder)
    {
        var (image, plan) = Part(bytes, view, decoder);
        plan.Apply(image, 3, _planes ??= new float[3 * Side * Side]);
    }

    private static double Rate(byte[][] photos, int threads, Action<byte[], uint> work)
    {
        var (next, done, start) = (-1, 0, Stopwatch.GetTimestamp());
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            while (Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds)
            {
                var i = Interlocked.Increment(ref next);
                work(photos[i % photos.Length], (uint)(i / photos.Length));
                Interlocked.Increment(ref done);
            }
        })).ToList();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
