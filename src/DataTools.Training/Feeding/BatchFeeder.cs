using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using DataTools.Imaging.Augmentation;

namespace DataTools.Training.Feeding;

/// <summary>
/// Decodes and augments batches on threads of its own, a few ahead of the model, and hands them out in order.
/// What is in a batch depends on (seed, epoch, sample) only: worker count changes nothing but speed.
/// </summary>
internal sealed class BatchFeeder(int batchSize, int channels, int imageSize, int workers, BatchMixing? mixing = null)
{
    // Ahead of the model per worker; each batch costs its buffers.
    private const int Ahead = 2;

    private readonly ConcurrentBag<Batch> _free = [];

    /// <summary>How long the consumer waited for batches of all passes so far.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>
    /// The batches of one pass over <paramref name="order"/>. Every view of <paramref name="views"/> is applied to every
    /// sample, side by side in the batch (multi-crop); one view is the usual case. The yielded batch is reused: it is
    /// valid until the next one is asked for. The pass may begin in the middle, at batch <paramref name="first"/>.
    /// </summary>
    public IEnumerable<Batch> Batches(
        ImageSource source, ReadOnlyMemory<int> order, IReadOnlyList<AugmentationPolicy> views, ulong seed, uint epoch,
        bool dropLast, CancellationToken cancellation, int first = 0)
    {
        var samplesPerBatch = Math.Max(1, batchSize / views.Count);
        var count = dropLast ? order.Length / samplesPerBatch : (order.Length + samplesPerBatch - 1) / samplesPerBatch;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queues = Enumerable.Range(0, Math.Min(workers, Math.Max(1, count - first)))
            .Select(_ => new BlockingCollection<(Batch? Batch, ExceptionDispatchInfo? Fault)>(Ahead)).ToArray();
        // Worker w makes batches w, w + W, w + 2W ...: taking from the queues in turn gives them in order.
        var threads = queues.Select((queue, w) => new Thread(() =>
        {
            try
            {
                for (var b = first + w; b < count; b += queues.Length)
                {
                    var start = b * samplesPerBatch;
                    var samples = order.Slice(start, Math.Min(samplesPerBatch, order.Length - start));
                    var batch = Fill(source, samples.Span, views, seed, epoch, (uint)b);
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
            for (var b = first; b < count; b++)
            {
                var asked = Stopwatch.GetTimestamp();
                var (batch, fault) = queues[(b - first) % queues.Length].Take(cancellation);
                Waited += Stopwatch.GetElapsedTime(asked);
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

    private Batch Fill(ImageSource source, ReadOnlySpan<int> samples, IReadOnlyList<AugmentationPolicy> views, ulong seed, uint epoch, uint number)
    {
        var floats = channels * imageSize * imageSize;
        var width = source.Targets.Width;
        if (!_free.TryTake(out var batch))
            batch = Batch.Of(Math.Max(batchSize, views.Count) * floats, batchSize, width);
        for (var i = 0; i < samples.Length; i++)
        {
            source.Views(samples[i], views, seed, epoch, channels, batch.Images.AsSpan(i * views.Count * floats, views.Count * floats));
            source.Targets.CopyTo(samples[i], batch.Labels.AsSpan(i * width, width));
        }
        samples.CopyTo(batch.Samples);
        var size = new ImageSize(imageSize, imageSize);
        var mixture = mixing?.Draw(seed, epoch, number, samples.Length, size);
        mixture?.Apply(batch.Images.AsSpan(0, samples.Length * floats), size);
        return batch with { Count = samples.Length, Mixture = mixture };
    }
}
