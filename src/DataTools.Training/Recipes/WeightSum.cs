using DataTools.Training.Checkpoints;
using DataTools.Training.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Recipes;

/// <summary>
/// The sum of several files of weights, in double precision, so that what was added can be taken back without a trace, and
/// the mean of equal weights is these weights.
/// </summary>
internal sealed class WeightSum(ImageModel model) : IDisposable
{
    private readonly Dictionary<string, Tensor> _sum = new(StringComparer.Ordinal);
    private int _count;

    public void Add(string path) => Update(path, 1);

    public void TakeBack(string path) => Update(path, -1);

    /// <summary>Puts the mean into the network. What it counts, batches seen, stays as it is.</summary>
    public void Assign()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, value) in model.state_dict())
        {
            if (_sum.TryGetValue(name, out var sum))
                value.copy_((sum / _count).to(value.dtype));
        }
    }

    public void Dispose()
    {
        foreach (var tensor in _sum.Values)
            tensor.Dispose();
    }

    private void Update(string path, int sign)
    {
        // The network's own reader, which says what does not fit.
        Weights.Load(path, model);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, value) in model.state_dict().Where(s => s.Value.is_floating_point()))
        {
            var wide = value.detach().to(ScalarType.Float64);
            if (_sum.TryGetValue(name, out var sum))
                sum.add_(wide, alpha: sign);
            else
                _sum[name] = wide.DetachFromDisposeScope();
        }
        _count += sign;
    }
}
