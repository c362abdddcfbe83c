using DataTools.Catalog;
using DataTools.Catalog.Formats.Pickle;

namespace DataTools.Training.Checkpoints;

/// <summary>Finds the weights in what a checkpoint holds: itself, or in one of the places where training scripts put them.</summary>
internal static class StateDictionary
{
    // Averaged weights first: where there are both, they are the better ones, and what timm takes.
    private static readonly string[] Usual = ["state_dict_ema", "model_ema", "state_dict", "model_state_dict", "model", "net", "module", "weights", "params"];

    private const int Deepest = 4;

    /// <summary>The tensors, and where they were: "state_dict", or null for the file itself.</summary>
    /// <param name="root">The pickle's value.</param>
    /// <param name="name">The file's name, for errors.</param>
    public static (string? Within, IReadOnlyDictionary<string, TorchTensor> Tensors) Find(object? root, string name)
    {
        var (value, path) = (root, new List<string>());
        while (value is PickleDictionary dictionary && path.Count < Deepest)
        {
            var tensors = dictionary.Items.Where(i => i.Value is TorchTensor).ToDictionary(i => i.Key, i => (TorchTensor)i.Value!, StringComparer.Ordinal);
            var inner = Usual.FirstOrDefault(u => dictionary.Items.GetValueOrDefault(u) is PickleDictionary { Items.Count: > 0 });
            if (inner is null && tensors.Count > 0)
                return (path.Count == 0 ? null : string.Join('.', path), tensors);
            inner ??= dictionary.Items.Where(i => i.Value is PickleDictionary { Items: var items } && items.Values.Any(v => v is TorchTensor)).Select(i => i.Key).ToList() is [var only] ? only : null;
            if (inner is null)
                throw Without($"no tensors in it; it holds {Names(dictionary)}");
            path.Add(inner);
            value = dictionary.Items[inner];
        }
        throw Without(value is TorchTensor ? "one tensor, and not a dictionary of them" : "no dictionary of tensors");

        InvalidInputException Without(string what) => new(
            $"{name}: {(path.Count == 0 ? "" : $"in {string.Join('.', path)}: ")}{what}", "Weights are what torch.save(model.state_dict(), FILE) writes, by itself or under a name such as state_dict.");
    }

    private static string Names(PickleDictionary dictionary)
    {
        const int most = 8, longest = 40;
        var shown = dictionary.Items.Keys.Take(most).Select(k => k.Length <= longest ? k : $"{k[..longest]}...");
        return dictionary.Items.Count == 0 ? "nothing" : string.Join(", ", shown) + (dictionary.Items.Count > most ? " ..." : "");
    }
}
