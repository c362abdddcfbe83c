using System.Text;
using DataTools.Catalog;
using DataTools.Catalog.Formats.Pickle;
using static TorchSharp.torch;

namespace DataTools.Training.Checkpoints;

/// <summary>
/// The names that <c>torch.save</c> writes for tensors and dictionaries of them, and what they give here. What a checkpoint
/// holds besides (options of a training script, optimisers of classes) is refused by name.
/// </summary>
/// <param name="file">Its name, for errors.</param>
internal sealed class TorchVocabulary(string file) : PickleVocabulary
{
    /// <summary>A number or type of NumPy or torch beside the weights: it is passed over.</summary>
    private sealed record Other(string Called);

    private const string Collections = "collections", Utilities = "torch._utils", Torch = "torch";

    private static readonly Dictionary<string, ScalarType> Storages = new(StringComparer.Ordinal)
    {
        ["DoubleStorage"] = ScalarType.Float64,
        ["FloatStorage"] = ScalarType.Float32,
        ["HalfStorage"] = ScalarType.Float16,
        ["BFloat16Storage"] = ScalarType.BFloat16,
        ["LongStorage"] = ScalarType.Int64,
        ["IntStorage"] = ScalarType.Int32,
        ["ShortStorage"] = ScalarType.Int16,
        ["CharStorage"] = ScalarType.Int8,
        ["ByteStorage"] = ScalarType.Byte,
        ["BoolStorage"] = ScalarType.Bool,
    };

    private static readonly HashSet<PickleGlobal> Allowed =
    [
        new(Collections, "OrderedDict"),
        new(Utilities, "_rebuild_tensor"), new(Utilities, "_rebuild_tensor_v2"), new(Utilities, "_rebuild_parameter"),
        new(Torch, "Size"), new(Torch, "device"),
        // A best accuracy may be a number of NumPy; numpy._core since NumPy 2.
        new("numpy.core.multiarray", "scalar"), new("numpy._core.multiarray", "scalar"), new("numpy", "dtype"), new("_codecs", "encode"),
        .. Storages.Keys.Select(s => new PickleGlobal(Torch, s)),
    ];

    private readonly Dictionary<string, ScalarType> _seen = new(StringComparer.Ordinal);

    /// <summary>What the numbers of each storage are that was named so far.</summary>
    public IReadOnlyDictionary<string, ScalarType> Seen => _seen;

    public override PickleGlobal Find(string module, string name) => new PickleGlobal(module, name) is var global && Allowed.Contains(global)
        ? global
        : throw new InvalidInputException(
            $"{file}: it names {Shown(global.Full)}, which is no part of weights and is not run",
            "If you trust the file, load it in Python and save the weights alone: torch.save(model.state_dict(), FILE).");

    public override object? Call(PickleGlobal function, PickleTuple arguments) => (function.Name, arguments.Items) switch
    {
        ("OrderedDict", []) => new PickleDictionary([]),
        ("OrderedDict", [PickleList pairs]) => Ordered(pairs),
        ("_rebuild_parameter", [TorchTensor data, ..]) => data,
        ("_rebuild_tensor" or "_rebuild_tensor_v2", [TorchStorage storage, long offset, PickleTuple shape, PickleTuple strides, ..]) =>
            new TorchTensor(storage, offset, Numbers(shape), Numbers(strides)),
        ("Size", [PickleTuple sizes]) => sizes,
        ("device" or "scalar" or "dtype" or "encode", _) => new Other(function.Name),
        _ => throw Fault($"a call of {function.Full} with other arguments than torch's"),
    };

    // What an ordered dictionary has besides its items (_metadata: versions of modules), and NumPy's types.
    public override void Build(object? value, object? state)
    {
        if (value is not (PickleDictionary or Other))
            throw Fault("a state that is not torch's");
    }

    public override object Load(object? id)
    {
        if (id is not PickleTuple { Items: { Count: 5 or 6 } items } || Text(items[0]) != "storage" || Text(items[2]) is not { } row
            || items[1] is not PickleGlobal { Module: Torch } type || !Storages.TryGetValue(type.Name, out var numbers) || items[4] is not (long and >= 0 and var elements))
            throw Fault("a persistent id that is not torch's");
        if (_seen.GetValueOrDefault(row, numbers) != numbers)
            throw Fault($"the storage {Shown(row)} is of two types");
        _seen[row] = numbers;
        return items.ElementAtOrDefault(5) switch
        {
            null => new TorchStorage(row, numbers, elements, 0),
            PickleTuple { Items: [_, long start and >= 0, long size and >= 0] } when start <= elements && size <= elements - start => new TorchStorage(row, numbers, size, start),
            _ => throw Fault("a persistent id that is not torch's"),
        };
    }

    /// <summary>Text of Python 2 or 3; null for anything else.</summary>
    public static string? Text(object? value) => value is PickleBytes bytes ? Encoding.Latin1.GetString(bytes.Content.Span) : value as string;

    private PickleDictionary Ordered(PickleList pairs)
    {
        var result = new PickleDictionary([]);
        foreach (var (key, value) in pairs.Items.Select(Pair))
            result.Items[key] = value;
        return result;
    }

    private KeyValuePair<string, object?> Pair(object? item) => item switch
    {
        PickleList { Items: [var key, var value] } when Text(key) is { } text => new(text, value),
        PickleTuple { Items: [var key, var value] } when Text(key) is { } text => new(text, value),
        _ => throw Fault("an ordered dictionary of other things than pairs"),
    };

    private IReadOnlyList<long> Numbers(PickleTuple tuple) => [.. tuple.Items.Select(i => i is long number ? number : throw Fault("a size that is no whole number"))];

    private static string Shown(string text) => text.Length <= 100 ? text : $"{text[..100]}...";
}
