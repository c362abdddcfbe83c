using DataTools.Training.Models;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using DataTools.Training.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Benchmarks.Training;

/// <summary>A network of ours, its optimiser and one batch in memory: a step as <c>TrainingLoop</c> does it, without what feeds it.</summary>
internal sealed class TrainingCase : IDisposable
{
    private const int Classes = 10;

    private readonly ImageModel _model;
    private readonly RunOptimizer _optimizer;
    private readonly TrainingLoss _loss;
    private readonly float[] _images;
    private readonly long[] _labels;
    private readonly int _batch, _size;

    public TrainingCase(string model, int batch, int size, int threads, Precision precision)
    {
        TorchRuntime.Use(threads);
        manual_seed(0);
        (_batch, _size) = (batch, size);
        var options = new TrainOptions { Entry = "none", Model = model, LearningRate = 0.01 };
        _model = ModelCatalog.Find(model).Build(new(3, Classes, size));
        ChannelsLast.Apply(_model);
        _model.Precision = precision;
        _optimizer = new(_model, options);
        _loss = new CrossEntropyLoss(options, [], CPU);
        _labels = [.. Enumerable.Range(0, batch).Select(i => (long)i % Classes)];
        using var scope = NewDisposeScope();
        _images = GC.AllocateArray<float>(batch * 3 * size * size, pinned: true);
        randn(_images.Length).bytes.CopyTo(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_images.AsSpan()));
    }

    public long Parameters => _model.parameters().Sum(p => p.numel());

    /// <summary>Forward, backward, a step of the optimiser.</summary>
    public double Train()
    {
        using var scope = NewDisposeScope();
        if (!_model.training)
            _model.train();
        var (images, labels) = (Images(), frombuffer(_labels, ScalarType.Int64, _batch));
        _optimizer.ZeroGradients();
        var logits = _model.call(images);
        var loss = _loss.Of(logits, labels, mixture: null);
        loss.backward();
        _optimizer.Step();
        return loss.item<float>() + logits.argmax(1).eq(labels).sum().item<long>();
    }

    /// <summary>Forward alone.</summary>
    public long Test()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (_model.training)
            _model.eval();
        return _model.call(Images()).argmax(1).sum().item<long>();
    }

    public void Dispose()
    {
        _loss.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
    }

    private Tensor Images() => ChannelsLast.Of(frombuffer(_images, ScalarType.Float32, _images.Length).view(_batch, 3, _size, _size));
}
