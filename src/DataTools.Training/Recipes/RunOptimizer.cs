using DataTools.Training.Models;
using DataTools.Training.Runs;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DataTools.Training.Recipes;

/// <summary>
/// The optimiser of a run. Every stage of the network has two groups, those that weight decay does good and the rest, and
/// a learning rate that is smaller the further the stage is from the head (discriminative learning rates, Howard and
/// Ruder 2018). Frozen parameters have no gradient and stay as they are.
/// </summary>
internal sealed class RunOptimizer : IDisposable
{
    private const string Prefix = "optimizer/";

    private readonly OptimizerHelper _optimizer;
    private readonly List<double> _shares = [];
    private readonly List<string> _names = [];
    private readonly double _clip;

    public RunOptimizer(ImageModel model, TrainOptions options)
    {
        _clip = options.ClipNorm;
        var last = model.Stages.Count - 1;
        var groups = model.named_parameters()
            .GroupBy(p => (Stage: model.StageOf(p.name), Decays: ImageModel.Decays(p.name, p.parameter)))
            .OrderBy(g => g.Key.Stage).ThenByDescending(g => g.Key.Decays).ToList();
        foreach (var group in groups)
        {
            _shares.Add(Math.Pow(options.LayerDecay, last - group.Key.Stage));
            _names.AddRange(group.Select(p => p.name));
        }
        IEnumerable<Parameter> Of(int i) => groups[i].Select(p => p.parameter);
        double Decay(int i) => groups[i].Key.Decays ? options.WeightDecay : 0;
        var indices = Enumerable.Range(0, groups.Count).ToList();
        _optimizer = options.Optimizer == TrainOptions.AdamW
            ? optim.AdamW(indices.Select(i => new AdamW.ParamGroup(Of(i), options.LearningRate, options.Momentum, options.Beta2, weight_decay: Decay(i))), options.LearningRate)
            : optim.SGD(indices.Select(i => new SGD.ParamGroup(Of(i), options.LearningRate, options.Momentum, weight_decay: Decay(i), nesterov: options.Nesterov)), options.LearningRate, options.Momentum);
    }

    /// <summary>The head's learning rate from now on; the others follow.</summary>
    public double Rate
    {
        set
        {
            foreach (var (group, share) in _optimizer.ParamGroups.Zip(_shares))
                group.LearningRate = value * share;
        }
    }

    public void ZeroGradients() => _optimizer.zero_grad();

    /// <summary>One step along the gradients, clipped to the norm that the options allow.</summary>
    public void Step()
    {
        if (_clip > 0)
            nn.utils.clip_grad_norm_(_optimizer.parameters(), _clip, 2);
        _optimizer.step();
    }

    /// <summary>What a checkpoint must hold, under names that begin with <c>optimizer/</c>.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State()
    {
        foreach (var (name, state) in States())
        {
            switch (state)
            {
                case SGD.State { momentum_buffer: { } momentum }:
                    yield return new($"{Prefix}momentum/{name}", momentum);
                    break;
                case AdamW.State adam when adam.step > 0:
                    yield return new($"{Prefix}first/{name}", adam.exp_avg);
                    yield return new($"{Prefix}second/{name}", adam.exp_avg_sq);
                    yield return new($"{Prefix}step/{name}", tensor(adam.step));
                    break;
            }
        }
    }

    /// <summary>Takes up what <see cref="State"/> said.</summary>
    public void Load(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var noGrad = no_grad();
        foreach (var (name, state) in States())
        {
            Tensor? Find(string kind) => tensors.TryGetValue($"{Prefix}{kind}/{name}", out var found) ? found : null;
            switch (state)
            {
                case SGD.State sgd when Find("momentum") is { } momentum:
                    sgd.momentum_buffer = momentum.clone().DetachFromDisposeScope();
                    break;
                case AdamW.State adam when Find("step") is { } step:
                    adam.step = step.item<long>();
                    adam.exp_avg.copy_(Find("first")!);
                    adam.exp_avg_sq.copy_(Find("second")!);
                    break;
            }
        }
    }

    public void Dispose() => _optimizer.Dispose();

    // The optimiser numbers its states in the order in which it was given the parameters.
    private IEnumerable<(string Name, OptimizerState State)> States() => _names.Zip(_optimizer.state_dict().State);
}
