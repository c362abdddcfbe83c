using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using DataTools.Imaging.Augmentation;

namespace DataTools.Training.Feeding;

/// <summary>
/// Decodes and augments batches on threads of its own, a few ahead of the model, and hands them out in order.
/// What is in a batch depends on (seed, epoch, sample) only: worker count changes nothing but speed.
/// </summary>
internal sealed class BatchFeeder(int batchSize, int channels, int imageSize, int workers)
{
    // Ahead of the model per worker; each batch costs its buffers.
    private const int Ahead = 2;

    private readonly ConcurrentBag<Batch> _free = [];

    /// <summary>
    /// The batches of one pass over <paramref name="order"/>. Every view of <paramref name="views"/> is applied to every
    /// sample, side by side in the batch (multi-crop); one view is the usual case. The yielded batch is reused: it is
    /// valid until the next one is asked for.
    /// </summary>
    public IEnumerable<Batch> Batches(
        ImageSource source, ReadOnlyMemory<int> order, IReadOnlyList<AugmentationPolicy> views, ulong seed, uint epoch,
        bool dropLast, CancellationToken cancellation)
    {
        var samplesPerBatch = Math.Max(1, batchSize / views.Count);
        var count = dropLast ? order.Length / samplesPerBatch : (order.Length + samplesPerBatch - 1) / samplesPerBatch;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queues = Enumerable.Range(0, Math.Min(workers, Math.Max(1, count)))
            .Select(_ => new BlockingCollection<(Batch? Batch, ExceptionDispatchInfo? Fault)>(Ahead)).ToArray();
        // Worker w makes batches w, w + W, w + 2W ...: taking from the queues in turn gives them in order.
        var threads = queues.Select((queue, w) => new Thread(() =>
        {
            try
            {
                for (var b = w; b < count; b += queues.Length)
                {
                    var start = b * samplesPerBatch;
                    var samples = order.Slice(start, Math.Min(samplesPerBatch, order.Length - start));
                    var batch = Fill(source, samples.Span, views, seed, epoch);
                    queue.Add((batch, null), stop.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // The consumer left.
            }
            catch (Exception e)
            {
                queue.TryAdd((null, ExceptionDispatchInfo.Capture(e)), Timeout.Infinite, CancellationToken.None);
            }
        })
        { IsBackground = true, Name = $"feeder {w}" }).ToArray();

        try
        {
            foreach (var thread in threads)
                thread.Start();
            for (var b = 0; b < count; b++)
            {
                var (batch, fault) = queues[b % queues.Length].Take(cancellation);
                fault?.Throw();
                yield return batch!;
                _free.Add(batch!);
            }
        }
        finally
        {
            stop.Cancel();
            // A worker that waits with a fault at a full queue needs room to leave.
            foreach (var (thread, queue) in threads.Zip(queues))
            {
                while (thread.IsAlive && !thread.Join(millisecondsTimeout: 5))
                    queue.TryTake(out _);
                queue.Dispose();
            }
        }
    }

    private Batch Fill(ImageSource source, ReadOnlySpan<int> samples, IReadOnlyList<AugmentationPolicy> views, ulong seed, uint epoch)
    {
        var floats = channels * imageSize * imageSize;
        if (!_free.TryTake(out var batch))
            batch = new(new float[Math.Max(batchSize, views.Count) * floats], new long[batchSize], 0);
        for (var i = 0; i < samples.Length; i++)
        {
            var image = source.Get(samples[i]);
            for (var v = 0; v < views.Count; v++)
            {
                var plan = views[v].Draw(new(image.Width, image.Height), seed, source.Key(samples[i]), epoch);
                plan.Apply(image, channels, batch.Images.AsSpan(((i * views.Count) + v) * floats, floats));
            }
            batch.Labels[i] = source.Split.Label(samples[i]);
        }
        return batch with { Count = samples.Length };
    }
}
