using DataTools.Catalog;
using static TorchSharp.torch;

namespace DataTools.Training.Checkpoints;

/// <summary>Weights into a model, strictly: every tensor by name and shape, or an error that lists what does not fit.</summary>
public static class Weights
{
    /// <summary>Loads a safetensors file into <paramref name="model"/>.</summary>
    public static void Load(string path, nn.Module model)
    {
        using var scope = NewDisposeScope();
        Assign(model, Safetensors.Load(path).Tensors, path);
    }

    internal static void Assign(nn.Module model, IReadOnlyDictionary<string, Tensor> tensors, string path)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var own = model.state_dict();
        // Old checkpoints do not count batches; the count plays no part in the result.
        var missing = own.Keys.Where(k => !tensors.ContainsKey(k) && !k.EndsWith("num_batches_tracked", StringComparison.Ordinal));
        var unexpected = tensors.Keys.Where(k => !own.ContainsKey(k));
        var misshapen = own.Where(o => tensors.TryGetValue(o.Key, out var t) && !t.shape.SequenceEqual(o.Value.shape))
            .Select(o => $"{o.Key} ({string.Join('x', tensors[o.Key].shape)} for {string.Join('x', o.Value.shape)})");
        List<string> faults = [];
        void Note(string what, IEnumerable<string> names)
        {
            var all = names.ToList();
            if (all.Count > 0)
                faults.Add($"{all.Count} {what}: {string.Join(", ", all.Take(5))}{(all.Count > 5 ? " ..." : "")}");
        }
        Note("missing", missing);
        Note("unexpected", unexpected);
        Note("of another shape", misshapen);
        if (faults.Count > 0)
            throw new InvalidInputException($"{path} does not fit the model: {string.Join("; ", faults)}");
        foreach (var (name, tensor) in tensors)
            own[name].copy_(tensor);
    }
}
