using System.Runtime.InteropServices;
using DataTools.Catalog;
using DataTools.Training.Models;
using DataTools.Training.Runs;
using DataTools.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Feeding;

/// <summary>
/// Features in place of images: what the frozen body of a network makes of each sample, without augmentation, is computed
/// once and stays in memory, so that an epoch costs no more than its head (a linear probe).
/// </summary>
internal sealed class FeatureFeed : IFeed
{
    private const long MaximalBytes = 4L << 30;

    // As in prediction: 256 pictures of 64 x 64 at a time, or as many pixels.
    private const int PixelsAtOnce = 256 * 64 * 64;

    private readonly SampleOrder _samples;
    private readonly Device _device;
    private readonly int[] _rowOf, _held;
    private readonly Table _training, _validation;
    private readonly Batch _batch;

    private FeatureFeed(ImageFeed images, TrainOptions options, ValidationSplit parts, Table training, Table validation)
    {
        (_samples, _training, _validation, BatchSize, Steps) = (images.Samples, training, validation, images.BatchSize, images.Steps);
        _device = TorchRuntime.Device(options.Device);
        _held = parts.ValidationIndices;
        _rowOf = new int[parts.TrainIndices.Max() + 1];
        for (var row = 0; row < parts.TrainIndices.Length; row++)
            _rowOf[parts.TrainIndices[row]] = row;
        _batch = Batch.Of(checked(BatchSize * training.Length), BatchSize, training.Width);
    }

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <inheritdoc/>
    public int Steps { get; }

    /// <inheritdoc/>
    public TimeSpan Waited => TimeSpan.Zero;

    /// <summary>Computes the features of all samples. <paramref name="progress"/> is told after each batch how many are done.</summary>
    public static FeatureFeed Of(
        ImageModel model, ImageFeed images, TrainOptions options, ValidationSplit parts, Action<FeatureProgress>? progress, CancellationToken cancellation)
    {
        model.eval();
        var total = parts.TrainIndices.Length + parts.ValidationIndices.Length;
        var feeder = new BatchFeeder(
            Math.Clamp(PixelsAtOnce / (options.ImageSize * options.ImageSize), 8, 256), options.Channels, options.ImageSize, options.Workers);
        var done = 0;
        Table Read(bool validation, int count)
        {
            Table? table = null;
            var row = 0;
            foreach (var batch in images.Unaugmented(feeder, validation, cancellation))
            {
                using var scope = NewDisposeScope();
                using var noGrad = no_grad();
                var features = model.Features(images.Tensors(batch).Inputs).cpu().contiguous();
                table ??= Table.For(features.shape[1..], batch.Width, count, total, options.Model);
                features.bytes.CopyTo(MemoryMarshal.AsBytes(table.Values.AsSpan(row * table.Length, batch.Count * table.Length)));
                batch.Labels.AsSpan(0, batch.Count * batch.Width).CopyTo(table.Labels.AsSpan(row * batch.Width));
                row += batch.Count;
                done += batch.Count;
                progress?.Invoke(new(done, total, table.Length));
            }
            return table!;
        }
        return new(images, options, parts, Read(false, parts.TrainIndices.Length), Read(true, parts.ValidationIndices.Length));
    }

    /// <inheritdoc/>
    public IEnumerable<Batch> Training(int epoch, int first, CancellationToken cancellation)
    {
        var order = _samples.Of(epoch);
        return Batches(_training, [.. order.Select(i => _rowOf[i])], order, first, Steps, cancellation);
    }

    /// <inheritdoc/>
    public IEnumerable<Batch> Validation(CancellationToken cancellation)
    {
        var count = _validation.Count;
        return Batches(_validation, [.. Enumerable.Range(0, count)], _held, 0, (count + BatchSize - 1) / BatchSize, cancellation);
    }

    /// <inheritdoc/>
    public (Tensor Inputs, Tensor Targets) Tensors(Batch batch)
    {
        var features = frombuffer(batch.Images, ScalarType.Float32, (long)batch.Count * _training.Length).view([batch.Count, .. _training.Shape]);
        // A copy of its own: sums of products depend in their last bit on where in memory a matrix begins, and an array of .NET begins anywhere.
        return (features.clone().to(_device), batch.Targets().to(_device));
    }

    /// <inheritdoc/>
    public Tensor Logits(ImageModel model, Tensor inputs) => model.Logits(inputs);

    private IEnumerable<Batch> Batches(Table table, int[] rows, int[] samples, int first, int count, CancellationToken cancellation)
    {
        for (var b = first; b < count; b++)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = b * BatchSize;
            var size = Math.Min(BatchSize, rows.Length - start);
            for (var i = 0; i < size; i++)
            {
                var row = rows[start + i];
                table.Values.AsSpan(row * table.Length, table.Length).CopyTo(_batch.Images.AsSpan(i * table.Length));
                table.Labels.AsSpan(row * table.Width, table.Width).CopyTo(_batch.Labels.AsSpan(i * table.Width));
            }
            samples.AsSpan(start, size).CopyTo(_batch.Samples);
            yield return _batch with { Count = size };
        }
    }

    /// <summary>Features of samples, one row each.</summary>
    private sealed record Table(long[] Shape, float[] Values, long[] Labels, int Count)
    {
        public int Length { get; } = Values.Length / Count;

        public int Width { get; } = Labels.Length / Count;

        public static Table For(long[] shape, int width, int count, int total, string model)
        {
            var length = shape.Aggregate(1L, (a, b) => a * b);
            var bytes = sizeof(float) * length * total;
            return bytes <= MaximalBytes && length * count <= Array.MaxLength
                ? new(shape, new float[length * count], new long[count * width], count)
                : throw new InvalidInputException(
                    $"--probe: {string.Join(" x ", shape)} features of {model} for {total} images take {bytes / 1e9:F1} GB, and may take {MaximalBytes / 1e9:F1} GB",
                    "Use `--freeze backbone` in place of --probe, a smaller --image-size, or fewer images (`datatools subset`).");
        }
    }
}
