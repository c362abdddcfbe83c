using DataTools.Catalog;
using DataTools.Catalog.Storage;
using DataTools.Imaging.Augmentation;
using DataTools.Training.Models;
using DataTools.Training.Runs;
using DataTools.Training.Tasks;
using DataTools.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Feeding;

/// <summary>Images of an entry, augmented for training as the options say.</summary>
internal sealed class ImageFeed : IFeed
{
    private readonly TrainOptions _options;
    private readonly ImageSource _source, _validation;
    private readonly ValidationSplit _parts;
    private readonly Preprocessing _preprocessing;
    private readonly AugmentationPolicy[] _view;
    private readonly BatchFeeder _feeder, _validator;
    private readonly Device _device;

    public ImageFeed(TrainOptions options, Entry entry, ImageSource source, ValidationSplit parts)
    {
        (_options, _source, _parts) = (options, source, parts);
        _preprocessing = Preprocessing.Of(options);
        _view = [_preprocessing.Training(AugmentationPolicy.Parse(options.Policy, "options.json"))];
        _validation = parts.ValidationName == SplitNames.Train ? source : new(entry.Split(parts.ValidationName)) { Targets = LabelTask.Of(options).Targets(entry.Split(parts.ValidationName), entry.Card) };
        _device = TorchRuntime.Device(options.Device);
        BatchSize = Math.Min(options.BatchSize, parts.TrainIndices.Length);
        Samples = new(parts.TrainIndices, [.. parts.TrainIndices.Select(source.Split.Label)], options);
        _feeder = new(BatchSize, options.Channels, options.ImageSize, options.Workers, new(options.MixUp, options.CutMix));
        _validator = new(BatchSize, options.Channels, options.ImageSize, options.Workers);
    }

    /// <inheritdoc/>
    public int BatchSize { get; }

    /// <summary>Samples to learn from, of each class.</summary>
    public ClassCounts ClassCounts => _source.Targets.Count(_parts.TrainIndices, _options.Classes.Count);

    /// <inheritdoc/>
    public TimeSpan Waited => _feeder.Waited;

    /// <inheritdoc/>
    public int Steps => _parts.TrainIndices.Length / BatchSize;

    /// <summary>Which samples an epoch shows.</summary>
    public SampleOrder Samples { get; }

    /// <inheritdoc/>
    public IEnumerable<Batch> Training(int epoch, int first, CancellationToken cancellation) =>
        _feeder.Batches(_source, Samples.Of(epoch), _view, _options.Seed, (uint)epoch, dropLast: true, cancellation, first);

    /// <summary>One pass over the augmented training samples in their own order, for statistics.</summary>
    public IEnumerable<Batch> InOrder(CancellationToken cancellation) =>
        _feeder.Batches(_source, _parts.TrainIndices, _view, _options.Seed, (uint)_options.Epochs, dropLast: true, cancellation);

    /// <summary>At most so many training samples, spread evenly over them and seen as in training but not mixed, for statistics.</summary>
    public IEnumerable<Batch> Some(int most, CancellationToken cancellation)
    {
        var all = _parts.TrainIndices;
        var count = Math.Min(most, all.Length);
        int[] some = [.. Enumerable.Range(0, count).Select(i => all[(int)((long)i * all.Length / count)])];
        return _validator.Batches(_source, some, _view, _options.Seed, (uint)_options.Epochs, dropLast: false, cancellation);
    }

    /// <inheritdoc/>
    public IEnumerable<Batch> Validation(CancellationToken cancellation) =>
        _validator.Batches(_validation, _parts.ValidationIndices, _preprocessing.Testing(1), 0, 0, dropLast: false, cancellation);

    /// <summary>Training samples as in testing, for features that are computed once; <paramref name="feeder"/> says how many at a time.</summary>
    public IEnumerable<Batch> Unaugmented(BatchFeeder feeder, bool validation, CancellationToken cancellation) => feeder.Batches(
        validation ? _validation : _source, validation ? _parts.ValidationIndices : _parts.TrainIndices, _preprocessing.Testing(1), 0, 0, dropLast: false, cancellation);

    /// <inheritdoc/>
    public (Tensor Inputs, Tensor Targets) Tensors(Batch batch)
    {
        var (channels, size) = (_options.Channels, _options.ImageSize);
        // These tensors alias the batch's buffers, which stay untouched until the next batch is asked for.
        var images = frombuffer(batch.Images, ScalarType.Float32, (long)batch.Count * channels * size * size).view(batch.Count, channels, size, size);
        return (ChannelsLast.Of(images).to(_device), batch.Targets().to(_device));
    }

    /// <inheritdoc/>
    public Tensor Logits(ImageModel model, Tensor inputs) => model.forward(inputs);
}
