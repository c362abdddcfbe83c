using DataTools.Catalog;
using DataTools.Catalog.Text;
using DataTools.Training.Models;

namespace DataTools.Training.Recipes;

/// <summary>Which stages of a network learn at which epoch. The head always learns.</summary>
internal sealed class Freezing
{
    /// <summary>Nothing is frozen; the body is; what comes before a stage is (<c>until:layer3</c>).</summary>
    public const string None = "none", Backbone = "backbone", Until = "until:";

    private readonly ImageModel _model;
    private readonly int _first;
    private readonly int _every;
    private readonly Dictionary<string, int> _stageOfModule;

    /// <param name="model">Whose stages are frozen.</param>
    /// <param name="freeze">As the option says it.</param>
    /// <param name="unfreezeEvery">One stage more learns after so many epochs (gradual unfreezing, Howard and Ruder 2018); 0: never.</param>
    public Freezing(ImageModel model, string freeze, int unfreezeEvery)
    {
        (_model, _every) = (model, unfreezeEvery);
        _first = FirstStage(model, freeze);
        _stageOfModule = model.named_modules().Where(m => m.module is TorchSharp.Modules.BatchNorm)
            .ToDictionary(m => m.name, m => model.StageOf($"{m.name}.weight"), StringComparer.Ordinal);
    }

    /// <summary>Throws <see cref="InvalidInputException"/> where the network has no such stage.</summary>
    public static int FirstStage(ImageModel model, string freeze)
    {
        if (freeze == None)
            return 0;
        if (freeze == Backbone)
            return model.Stages.Count - 1;
        string[] names = [.. model.Stages.Select(s => s.Name)];
        var named = freeze.StartsWith(Until, StringComparison.Ordinal) ? freeze[Until.Length..] : null;
        var index = Array.IndexOf(names, named);
        return index >= 0 ? index : throw new InvalidInputException(
            $"--freeze {freeze}: not none, backbone or until:STAGE",
            DidYouMean.Hint(named ?? freeze, names, "Stages are"));
    }

    /// <summary>The first stage that learns at that epoch (from 0).</summary>
    public int FirstAt(int epoch) => _every == 0 ? _first : Math.Max(0, _first - (epoch / _every));

    /// <summary>The batch normalisations that go by the batch in one of so many epochs or more.</summary>
    public IReadOnlyList<string> Normalising(int epochs) => [.. _stageOfModule.Where(s => s.Value >= FirstAt(epochs - 1)).Select(s => s.Key)];

    /// <summary>
    /// The network in training mode as of that epoch: what is frozen has no gradients, and its batch normalisation uses
    /// what it learnt before rather than the batch.
    /// </summary>
    public void Apply(int epoch)
    {
        var first = FirstAt(epoch);
        _model.train();
        foreach (var (name, parameter) in _model.named_parameters())
            parameter.requires_grad = _model.StageOf(name) >= first;
        foreach (var (name, module) in _model.named_modules())
        {
            if (_stageOfModule.TryGetValue(name, out var stage) && stage < first)
                module.eval();
        }
    }
}
