using DataTools.Training.Feeding;
using DataTools.Training.Models;
using DataTools.Training.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DataTools.Training.Recipes;

/// <summary>
/// Batch normalisation for weights that had theirs folded into convolutions. What is put in its place changes nothing while
/// it goes by statistics of 0 and 1, but in training it would go by those of each batch, and undo what the network knows.
/// So it is given the statistics of its own input, and the weight and bias that cancel them: in testing the network says
/// what it said, in training nearly so.
/// </summary>
internal static class Unfolding
{
    /// <summary>Enough to tell a mean and a deviation from, and seconds of work.</summary>
    public const int MostSamples = 2000;

    /// <summary>
    /// Measures the input of the named layers over training samples as in training, and sets the layers so. They change
    /// nothing, so that one pass does for all of them.
    /// </summary>
    public static void Measure(ImageModel model, IReadOnlyCollection<string> layers, ImageFeed images, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        model.eval();
        var measured = model.named_modules().Where(m => layers.Contains(m.name)).Select(m => new Statistics((BatchNorm2d)m.module)).ToList();
        try
        {
            foreach (var batch in FinalizerGate.Steps(images.Some(MostSamples, cancellation)))
            {
                using var step = NewDisposeScope();
                model.call(images.Tensors(batch).Inputs);
            }
        }
        finally
        {
            measured.ForEach(m => m.Dispose());
        }
        measured.ForEach(m => m.Set());
    }

    /// <summary>Mean and variance of what goes into a layer, by channel.</summary>
    private sealed class Statistics : IDisposable
    {
        private readonly BatchNorm2d _layer;
        private readonly Action _remove;
        private readonly Tensor _mean, _squares;
        private double _count;

        public Statistics(BatchNorm2d layer)
        {
            _layer = layer;
            _mean = zeros_like(layer.running_mean!, ScalarType.Float64);
            _squares = zeros_like(_mean);
            _remove = layer.register_forward_pre_hook((_, input) =>
            {
                Add(input);
                return input;
            }).remove;
        }

        // Weight and bias are changed as the statistics are: the layer stays the same function.
        public void Set()
        {
            var variance = _squares / _count;
            var scale = (variance + _layer.eps).sqrt();
            var slope = _layer.weight!.to_type(ScalarType.Float64) / (_layer.running_var!.to_type(ScalarType.Float64) + _layer.eps).sqrt();
            _layer.bias!.add_((_mean - _layer.running_mean!) * slope);
            _layer.weight!.copy_(slope * scale);
            _layer.running_mean!.copy_(_mean);
            _layer.running_var!.copy_(variance);
        }

        public void Dispose() => _remove();

        // Chan, Golub and LeVeque, "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances" (1979).
        private void Add(Tensor input)
        {
            using var scope = NewDisposeScope();
            double count = input.numel() / input.shape[1];
            var (variance, mean) = input.to_type(ScalarType.Float64).var_mean([0, 2, 3], unbiased: false);
            var (distance, all) = (mean - _mean, _count + count);
            _squares.add_(variance * count).add_(distance.square() * (_count * count / all));
            _mean.add_(distance * (count / all));
            _count = all;
        }
    }
}
