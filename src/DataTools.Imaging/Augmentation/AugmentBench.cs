using System.Buffers;
using DataTools.Catalog.Randomness;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Augmentation;

/// <summary>How fast a policy is.</summary>
/// <param name="Images">Images a second from encoded bytes to planes of floats, by all threads together.</param>
/// <param name="Decode">Microseconds an image by one thread: what is needed of it.</param>
/// <param name="DecodeWhole">The same where all of it is decoded.</param>
/// <param name="Geometry">Drawn parameters and resamples.</param>
/// <param name="Colour">What colour, noise and the like add.</param>
/// <param name="Write">Encoding as a picture, which training does without.</param>
/// <param name="AllocatedKernel">Managed bytes an image from pixels to planes.</param>
/// <param name="AllocatedAll">Managed bytes an image of the whole way, its pixels among them.</param>
public sealed record BenchResult(
    double Images, double Decode, double DecodeWhole, double Geometry, double Colour, double Write, double AllocatedKernel, double AllocatedAll);

/// <summary>Measures a policy on images in memory.</summary>
public static class AugmentBench
{
    private const int Channels = 3;

    /// <summary>
    /// Half of the time goes to single stages on one thread, half to all of them on <paramref name="threads"/>.
    /// </summary>
    public static BenchResult Run(
        AugmentationPolicy policy, IReadOnlyList<byte[]> images, int threads, TimeSpan duration, PictureFormat format, int quality, JpegDecoder decoder, TimeProvider time, CancellationToken cancellation)
    {
        var decoded = images.Select((bytes, i) => ImageCodec.Decode(bytes, $"{i}")).ToList();
        AugmentationPlan Plan(int i) => policy.Draw(new(decoded[i % images.Count].Width, decoded[i % images.Count].Height), 0, (ulong)(i % images.Count), (uint)(i / images.Count));
        AugmentationPlan Bare(int i) => Plan(i) is var plan ? AugmentationPlan.Compile(plan.Input, [.. plan.Steps.OfType<GeometryStep>()], plan.Mode) : null!;

        var stage = duration / 12;
        var planes = new float[1];
        void Apply(AugmentationPlan plan, PixelImage image)
        {
            var length = Channels * plan.Output.Width * plan.Output.Height;
            if (planes.Length < length)
                planes = new float[length];
            plan.Apply(image, Channels, planes.AsSpan(0, length));
        }

        double Time(Action<int> work) => Measure(work, stage, time, cancellation);
        // Once around first: code is compiled on the way.
        Time(i => Apply(Plan(i), decoded[i % images.Count]));
        var whole = Time(i => ImageCodec.Decode(images[i % images.Count], "", decoder));
        var needed = Time(i =>
        {
            using var open = ImageCodec.Open(images[i % images.Count], "", decoder);
            open.DecodeFor(Plan(i));
        });
        var draw = Time(i => Plan(i));
        var geometry = Time(i => Apply(Bare(i), decoded[i % images.Count]));
        var all = Time(i => Apply(Plan(i), decoded[i % images.Count]));
        var pictures = Enumerable.Range(0, images.Count).Select(i => Normalised(Plan(i)) ? decoded[i] : Plan(i).Apply(decoded[i])).ToList();
        var write = Time(i => ImageCodec.Encode(pictures[i % pictures.Count], format, quality));

        var plans = Enumerable.Range(0, images.Count).Select(Plan).ToList();
        for (var i = 0; i < images.Count; i++)
            Apply(plans[i], decoded[i]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < images.Count; i++)
            Apply(plans[i], decoded[i]);
        var kernel = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / images.Count;
        var (rate, allocated) = Whole(Plan, images, threads, duration / 2, decoder, time, cancellation);
        return new(rate, Math.Max(0, needed - draw), whole, geometry, Math.Max(0, all - geometry), write, kernel, allocated);
    }

    private static bool Normalised(AugmentationPlan plan) => plan.Steps.OfType<NormalizeStep>().Any();

    private static double Measure(Action<int> work, TimeSpan duration, TimeProvider time, CancellationToken cancellation)
    {
        var (start, done) = (time.GetTimestamp(), 0);
        TimeSpan passed;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            work(done++);
            passed = time.GetElapsedTime(start);
        }
        while (passed < duration);
        return passed.TotalMicroseconds / done;
    }

    private static (double Rate, double Allocated) Whole(
        Func<int, AugmentationPlan> plan, IReadOnlyList<byte[]> images, int threads, TimeSpan duration, JpegDecoder decoder, TimeProvider time, CancellationToken cancellation)
    {
        var (next, done, allocated, start) = (-1, 0L, 0L, time.GetTimestamp());
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            while (time.GetElapsedTime(start) < duration && !cancellation.IsCancellationRequested)
            {
                var i = Interlocked.Increment(ref next);
                using var open = ImageCodec.Open(images[i % images.Count], "", decoder);
                var drawn = plan(i);
                var planes = ArrayPool<float>.Shared.Rent(Channels * drawn.Output.Width * drawn.Output.Height);
                open.Apply(drawn, Channels, planes.AsSpan(0, Channels * drawn.Output.Width * drawn.Output.Height));
                ArrayPool<float>.Shared.Return(planes);
                Interlocked.Increment(ref done);
            }
            Interlocked.Add(ref allocated, GC.GetAllocatedBytesForCurrentThread() - before);
        })).ToList();
        workers.ForEach(w => w.Start());
        workers.ForEach(w => w.Join());
        cancellation.ThrowIfCancellationRequested();
        return (done / time.GetElapsedTime(start).TotalSeconds, (double)allocated / Math.Max(1, done));
    }
}
