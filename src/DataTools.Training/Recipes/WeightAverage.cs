using TorchSharp;
using static TorchSharp.torch;

namespace DataTools.Training.Recipes;

/// <summary>
/// An average of a network's weights over training, kept beside them. Numbers that are learnt are averaged; counts and the
/// statistics of batch normalisation are those of now.
/// </summary>
internal sealed class WeightAverage(nn.Module model, string prefix) : IDisposable
{
    private readonly Dictionary<string, Tensor> _average = new(StringComparer.Ordinal);

    /// <summary>How many times it was updated.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// Exponential moving average: what it was keeps <paramref name="decay"/>. In the beginning less, (1 + n) / (10 + n)
    /// after n updates, so that the first weights are forgotten soon.
    /// </summary>
    public void Follow(double decay) => Update(1 - Math.Min(decay, (1.0 + Count) / (10 + Count)));

    /// <summary>Mean of all so far (stochastic weight averaging, Izmailov et al. 2018).</summary>
    public void Add() => Update(1.0 / (Count + 1));

    /// <summary>Runs <paramref name="action"/> with the averaged weights in the network, and puts its own back.</summary>
    public T With<T>(Func<T> action)
    {
        Swap();
        try
        {
            return action();
        }
        finally
        {
            Swap();
        }
    }

    /// <summary>What a checkpoint must hold.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State() => Count == 0
        ? []
        : [.. _average.Select(a => KeyValuePair.Create(prefix + a.Key, a.Value)), new($"{prefix}#", tensor(Count))];

    /// <summary>Takes up what <see cref="State"/> said.</summary>
    public void Load(IReadOnlyDictionary<string, Tensor> tensors)
    {
        if (!tensors.TryGetValue($"{prefix}#", out var count))
            return;
        Count = count.item<long>();
        foreach (var (name, _) in Averaged())
            _average[name] = tensors[prefix + name].clone().DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (var tensor in _average.Values)
            tensor.Dispose();
    }

    private void Update(double share)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, value) in Averaged())
        {
            if (_average.TryGetValue(name, out var average))
                average.lerp_(value, share);
            else
                _average[name] = value.detach().clone().DetachFromDisposeScope();
        }
        Count++;
    }

    private void Swap()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        foreach (var (name, value) in Averaged())
        {
            if (!_average.TryGetValue(name, out var average))
                continue;
            var own = value.detach().clone();
            value.copy_(average);
            average.copy_(own);
        }
    }

    private IEnumerable<(string Name, Tensor Value)> Averaged() => model.named_parameters().Select(p => (p.name, (Tensor)p.parameter));
}
