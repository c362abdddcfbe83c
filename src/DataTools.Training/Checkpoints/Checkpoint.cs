using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataTools.Catalog;
using DataTools.Catalog.Cards;
using DataTools.Training.Recipes;
using DataTools.Training.Runs;
using static TorchSharp.torch;

namespace DataTools.Training.Checkpoints;

/// <summary>
/// Where a training stands: numbers here, tensors in the network, the optimiser and the averages. All of it lies in one
/// file, so that a kill never leaves halves that do not fit together.
/// </summary>
/// <param name="Epochs">How many epochs are done.</param>
/// <param name="Steps">Batches done of the next one.</param>
internal sealed record Checkpoint(int Epochs, int Steps)
{
    private const string Key = "training", Generator = "generator";

    /// <summary>The epochs whose weights are kept, the best first.</summary>
    public IReadOnlyList<KeptEpoch> Kept { get; init; } = [];

    /// <summary>Of the best epoch; below 0 before there is one.</summary>
    [JsonIgnore]
    public double BestAccuracy => Kept is [var best, ..] ? best.Accuracy : -1;

    /// <summary>From 1; 0 before there is one.</summary>
    [JsonIgnore]
    public int BestEpoch => Kept is [var best, ..] ? best.Epoch : 0;

    /// <summary>Sum of the losses of the samples of the epoch that was begun.</summary>
    public double LossSum { get; init; }

    /// <summary>Samples of it that were right.</summary>
    public long Correct { get; init; }

    /// <summary>Samples of it.</summary>
    public long Seen { get; init; }

    /// <summary>Seconds spent on it.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds of these that the network waited for images.</summary>
    public double Waited { get; init; }

    /// <summary>Share of the time that the network waited for images.</summary>
    [JsonIgnore]
    public double InputWait => Seconds > 0 ? Math.Min(1, Waited / Seconds) : 0;

    public void Save(string path, nn.Module model, RunOptimizer optimizer, params IEnumerable<WeightAverage> averages)
    {
        using var scope = NewDisposeScope();
        Safetensors.Save(
            path,
            [.. model.state_dict(), .. optimizer.State(), .. averages.SelectMany(a => a.State()), new(Generator, get_rng_state())],
            new Dictionary<string, string>(StringComparer.Ordinal) { [Key] = JsonSerializer.Serialize(this, CatalogJson.Options) });
    }

    /// <summary>Puts the saved state into network, optimiser, averages and torch's generator.</summary>
    public static Checkpoint Load(string path, nn.Module model, RunOptimizer optimizer, params IEnumerable<WeightAverage> averages)
    {
        using var scope = NewDisposeScope();
        var (tensors, metadata) = Safetensors.Load(path);
        try
        {
            var state = JsonSerializer.Deserialize<Checkpoint>(metadata[Key], CatalogJson.Options)!;
            var own = model.state_dict();
            Weights.Assign(model, tensors.Where(t => own.ContainsKey(t.Key)).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal), path);
            optimizer.Load(tensors);
            foreach (var average in averages)
                average.Load(tensors);
            set_rng_state(tensors[Generator]);
            return state;
        }
        catch (Exception e) when (e is KeyNotFoundException or JsonException or FormatException)
        {
            throw new CorruptFileException(path, "not a checkpoint of DataTools", "Delete it, and `datatools resume` begins the run anew.", e);
        }
    }
}
