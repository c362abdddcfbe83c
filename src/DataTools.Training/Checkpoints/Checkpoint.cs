using System.Globalization;
using DataTools.Catalog;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DataTools.Training.Checkpoints;

/// <summary>
/// The state after an epoch, in one file so that a kill never leaves halves that do not fit together: weights under
/// their names, momentum under <c>momentum/NAME</c>, numbers in the metadata.
/// </summary>
/// <param name="Epochs">How many epochs are done.</param>
/// <param name="BestAccuracy">The best validation accuracy so far.</param>
/// <param name="BestLoss">The validation loss that went with it.</param>
internal sealed record Checkpoint(int Epochs, double BestAccuracy, double BestLoss)
{
    private const string MomentumPrefix = "momentum/";

    public void Save(string path, nn.Module model, SGD optimizer)
    {
        var tensors = model.state_dict().ToList();
        foreach (var (name, state) in States(model, optimizer))
        {
            if (state.momentum_buffer is { } momentum)
                tensors.Add(new(MomentumPrefix + name, momentum));
        }
        Safetensors.Save(path, tensors, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["epochs"] = Epochs.ToString(CultureInfo.InvariantCulture),
            ["best_accuracy"] = BestAccuracy.ToString("R", CultureInfo.InvariantCulture),
            ["best_loss"] = BestLoss.ToString("R", CultureInfo.InvariantCulture),
        });
    }

    /// <summary>Puts the saved state into model and optimiser.</summary>
    public static Checkpoint Load(string path, nn.Module model, SGD optimizer)
    {
        using var scope = NewDisposeScope();
        var (tensors, metadata) = Safetensors.Load(path);
        var momenta = tensors.Where(t => t.Key.StartsWith(MomentumPrefix, StringComparison.Ordinal))
            .ToDictionary(t => t.Key[MomentumPrefix.Length..], t => t.Value, StringComparer.Ordinal);
        Weights.Assign(model, tensors.Where(t => !t.Key.StartsWith(MomentumPrefix, StringComparison.Ordinal))
            .ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal), path);
        var devices = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.device, StringComparer.Ordinal);
        foreach (var (name, state) in States(model, optimizer))
        {
            if (momenta.TryGetValue(name, out var momentum))
                state.momentum_buffer = momentum.to(devices[name]).MoveToOuterDisposeScope();
        }
        try
        {
            return new(
                int.Parse(metadata["epochs"], CultureInfo.InvariantCulture),
                double.Parse(metadata["best_accuracy"], CultureInfo.InvariantCulture),
                double.Parse(metadata["best_loss"], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is KeyNotFoundException or FormatException)
        {
            throw new CorruptFileException(path, "not a checkpoint of DataTools", "Delete it, and `datatools resume` begins the run anew.", e);
        }
    }

    // The optimiser numbers its states in the order in which it was given the parameters.
    private static IEnumerable<(string Name, SGD.State State)> States(nn.Module model, SGD optimizer)
    {
        var names = new Dictionary<object, string>(ReferenceEqualityComparer.Instance);
        foreach (var (name, parameter) in model.named_parameters())
            names.Add(parameter, name);
        return optimizer.parameters().Zip(optimizer.state_dict().State, (p, s) => (names[p], (SGD.State)s));
    }
}
