namespace DataTools.Catalog.Formats.Pickle;

/// <summary>
/// Values of a pickle are plain: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>,
/// <see cref="PickleBytes"/>, <see cref="PickleList"/>, <see cref="PickleTuple"/>, <see cref="PickleDictionary"/>, arrays of
/// NumPy, and what a <see cref="PickleVocabulary"/> makes of a call.
/// </summary>
/// <param name="Content">Part of the pickle, not a copy.</param>
public sealed record PickleBytes(ReadOnlyMemory<byte> Content);

/// <summary>A list, which grows while the pickle is read.</summary>
public sealed record PickleList(List<object?> Items);

/// <summary>A tuple.</summary>
public sealed record PickleTuple(IReadOnlyList<object?> Items);

/// <summary>A dictionary; its keys are text (of Python 2 or 3) or whole numbers, and come as text.</summary>
public sealed record PickleDictionary(Dictionary<string, object?> Items);

/// <summary>One of the few functions and classes that a pickle may name.</summary>
public sealed record PickleGlobal(string Module, string Name)
{
    /// <summary>As Python writes it.</summary>
    public string Full => $"{Module}.{Name}";
}

/// <summary>The kind of numbers in an array: what NumPy calls a dtype.</summary>
internal sealed class PickleNumbers(char kind, int size)
{
    /// <summary>NumPy's letter: u, i, b or f.</summary>
    public char Kind => kind;

    /// <summary>Bytes of one.</summary>
    public int Size => size;

    /// <summary>As NumPy writes it, such as u1.</summary>
    public override string ToString() => $"{kind}{size}";
}

/// <summary>A NumPy array.</summary>
internal sealed class PickleArray
{
    /// <summary>Its sizes; empty until it is filled.</summary>
    public IReadOnlyList<int> Shape { get; set; } = [];

    /// <summary>What its numbers are; null until it is filled.</summary>
    public PickleNumbers? Numbers { get; set; }

    /// <summary>Whether the first dimension runs fastest, not the last.</summary>
    public bool ColumnMajor { get; set; }

    /// <summary>Its bytes: as many as shape and numbers say.</summary>
    public ReadOnlyMemory<byte> Content { get; set; }
}
