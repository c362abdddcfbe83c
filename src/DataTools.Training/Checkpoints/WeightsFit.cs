using DataTools.Catalog;
using static TorchSharp.torch;

namespace DataTools.Training.Checkpoints;

/// <summary>
/// How stored tensors become a model's: names without the prefixes of wrappers and in torchvision's words, another head for
/// another number of classes, one channel of three, positions for another size of images, batch normalisation where it was folded into convolutions. Decided by
/// names and sizes alone, before any number is read.
/// </summary>
internal sealed class WeightsFit
{
    private const string BatchCount = "num_batches_tracked", Positions = "pos_embed";

    // What DataParallel, other wrappers and torch.compile put before every name.
    private static readonly string[] Wrappers = ["module.", "_orig_mod.", "model."];

    private readonly Dictionary<string, StoredTensor> _stored;
    private readonly IReadOnlyDictionary<string, long[]> _own;
    private readonly List<string> _notes = [], _unfolded = [];
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal), _used = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<Tensor>> _values = new(StringComparer.Ordinal);

    private WeightsFit(IReadOnlyDictionary<string, StoredTensor> stored, IReadOnlyDictionary<string, long[]> own, KeyMap? names)
    {
        _own = own;
        _stored = Renamed(stored, names);
    }

    /// <summary>The model's tensors that get another value, and how it is had.</summary>
    public IReadOnlyDictionary<string, Func<Tensor>> Values => _values;

    /// <summary>The model's tensors that stay as they are.</summary>
    public IReadOnlySet<string> Kept => _kept;

    /// <summary>Batch normalisations that were made up, since the file had folded its own.</summary>
    public IReadOnlyList<string> Unfolded => _unfolded;

    /// <summary>A sentence for each thing that was done.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Throws <see cref="InvalidInputException"/> that lists what is missing, unexpected, or of another shape.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="stored">What there is.</param>
    /// <param name="own">The model's names and shapes.</param>
    /// <param name="head">The layer that tells classes apart, which may have another number of them; null: every size must be as it is, also the number of channels.</param>
    /// <param name="names">Whose names these are; null: found by looking.</param>
    /// <param name="epsilon">What each batch normalisation, by its name, adds to the variance.</param>
    public static WeightsFit Of(
        string path, IReadOnlyDictionary<string, StoredTensor> stored, IReadOnlyDictionary<string, long[]> own, string? head, KeyMap? names,
        IReadOnlyDictionary<string, double> epsilon)
    {
        var fit = new WeightsFit(stored, own, names);
        fit.ReplaceHead(head);
        fit.Take(adapt: head is not null);
        fit.Unfold(epsilon);
        fit.Demand(path);
        return fit;
    }

    private Dictionary<string, StoredTensor> Renamed(IReadOnlyDictionary<string, StoredTensor> stored, KeyMap? names)
    {
        var (result, notes) = WithoutWrappers(stored, _own.Keys);
        _notes.AddRange(notes);
        if ((names ?? KeyMap.Of(result.Keys)) is { } map)
        {
            result = result.ToDictionary(r => map.Apply(r.Key), r => r.Value, StringComparer.Ordinal);
            _notes.Add($"The names were turned into torchvision's ({map.Name}).");
        }
        return result;
    }

    /// <summary>The tensors without what wrappers put before every name, unless the model's own names begin so.</summary>
    public static (Dictionary<string, StoredTensor> Tensors, IReadOnlyList<string> Notes) WithoutWrappers(
        IReadOnlyDictionary<string, StoredTensor> stored, IEnumerable<string>? own = null)
    {
        bool AllBegin(IEnumerable<string> names, string prefix) => names.All(n => n.StartsWith(prefix, StringComparison.Ordinal));
        // The count of averaged models, which AveragedModel puts beside them.
        var result = stored.Where(s => s.Key != "n_averaged").ToDictionary(StringComparer.Ordinal);
        var notes = new List<string>();
        while (Wrappers.FirstOrDefault(w => result.Count > 0 && AllBegin(result.Keys, w) && (own is null || !AllBegin(own, w))) is { } prefix)
        {
            result = result.ToDictionary(r => r.Key[prefix.Length..], r => r.Value, StringComparer.Ordinal);
            notes.Add($"The prefix {prefix} was taken off all names.");
        }
        return (result, notes);
    }

    private void ReplaceHead(string? head)
    {
        if (head is null || !_own.TryGetValue($"{head}.weight", out var own) || !_stored.TryGetValue($"{head}.weight", out var stored))
            return;
        if (own[0] == stored.Shape[0] || !own.AsSpan(1).SequenceEqual([.. stored.Shape.Skip(1)]))
            return;
        foreach (var name in _own.Keys.Where(k => k.StartsWith($"{head}.", StringComparison.Ordinal)))
        {
            _kept.Add(name);
            _used.Add(name);
        }
        _notes.Add($"The head {head} tells {stored.Shape[0]} classes apart in the file and {own[0]} here: it is new, and has learnt nothing yet.");
    }

    private void Take(bool adapt)
    {
        foreach (var (name, shape) in _own)
        {
            if (_kept.Contains(name) || !_stored.TryGetValue(name, out var tensor))
                continue;
            if (tensor.Shape.SequenceEqual(shape))
            {
                _values[name] = tensor.ToTensor;
                _used.Add(name);
            }
            else if (adapt && shape is [var outputs, 1, var height, var width] && tensor.Shape.SequenceEqual([outputs, 3, height, width]))
            {
                _values[name] = () => tensor.ToTensor().to(ScalarType.Float32).sum(1, keepdim: true);
                _used.Add(name);
                _notes.Add($"{name} has learnt three colours: its weights are summed, for images of one.");
            }
            else if (adapt && name == Positions && PositionGrid.Sides(tensor.Shape, shape) is var (from, to))
            {
                _values[name] = () => PositionGrid.Resized(tensor.ToTensor(), from, to);
                _used.Add(name);
                _notes.Add($"{name} has learnt {from} x {from} patches: its positions are interpolated (bicubic), for {to} x {to}.");
            }
        }
    }

    // A convolution that has taken its normalisation in has a bias in the file and none here. One that does nothing goes after it.
    private void Unfold(IReadOnlyDictionary<string, double> epsilon)
    {
        foreach (var (layer, eps) in epsilon)
        {
            if (Convolution(layer) is not { } convolution || _own.ContainsKey($"{convolution}.bias") || _stored.Keys.Any(k => k.StartsWith($"{layer}.", StringComparison.Ordinal)))
                continue;
            if (!_stored.TryGetValue($"{convolution}.bias", out var bias) || !_own.TryGetValue($"{layer}.running_mean", out var shape) || !bias.Shape.SequenceEqual(shape))
                continue;
            _values[$"{layer}.weight"] = () => ones(shape);
            _values[$"{layer}.bias"] = bias.ToTensor;
            _values[$"{layer}.running_mean"] = () => zeros(shape);
            // So that the root of variance and epsilon is one.
            _values[$"{layer}.running_var"] = () => full(shape, 1 - eps);
            _used.Add($"{convolution}.bias");
            _unfolded.Add(layer);
        }
        if (_unfolded.Count > 0)
            _notes.Add($"Batch normalisation was folded into {_unfolded.Count} convolutions: one that changes nothing was put in its place.");
    }

    // bn1 after conv1, bn after conv, and the next in a row: 0.1 after 0.0.
    private string? Convolution(string normalisation)
    {
        var (before, last) = normalisation.LastIndexOf('.') is >= 0 and var dot ? (normalisation[..(dot + 1)], normalisation[(dot + 1)..]) : ("", normalisation);
        var name = int.TryParse(last, out var number) ? $"{before}{number - 1}"
            : last.StartsWith("bn", StringComparison.Ordinal) ? $"{before}conv{last[2..]}" : null;
        return name is not null && _own.TryGetValue($"{name}.weight", out var weight) && weight.Length == 4 ? name : null;
    }

    private void Demand(string path)
    {
        List<string> faults = [];
        void Note(string what, IEnumerable<string> names)
        {
            const int most = 5;
            var all = names.ToList();
            if (all.Count > 0)
                faults.Add($"{all.Count} {what}: {string.Join(", ", all.Take(most))}{(all.Count > most ? " ..." : "")}");
        }
        // Old checkpoints do not count batches, and some models do not; the count plays no part in the result.
        bool Counts(string name) => name.EndsWith(BatchCount, StringComparison.Ordinal);
        Note("missing", _own.Keys.Where(k => !_values.ContainsKey(k) && !_kept.Contains(k) && !_stored.ContainsKey(k) && !Counts(k)));
        Note("unexpected", _stored.Keys.Where(k => !_own.ContainsKey(k) && !_used.Contains(k) && !Counts(k)));
        Note("of another shape", _own.Where(o => !_values.ContainsKey(o.Key) && !_kept.Contains(o.Key) && _stored.ContainsKey(o.Key))
            .Select(o => $"{o.Key} ({string.Join('x', _stored[o.Key].Shape)} for {string.Join('x', o.Value)})"));
        if (faults.Count > 0)
            throw new InvalidInputException($"{path} does not fit the model: {string.Join("; ", faults)}", "Choose the --model whose weights these are.");
    }
}
