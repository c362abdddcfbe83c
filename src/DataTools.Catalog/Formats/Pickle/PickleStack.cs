namespace DataTools.Catalog.Formats.Pickle;

/// <summary>What an unpickler works on: a stack with marks in it, and values remembered by number. All are limited.</summary>
/// <param name="fault">Makes the error of the place where the pickle is.</param>
internal sealed class PickleStack(Func<string, CorruptFileException> fault)
{
    // CIFAR-100 has 50,000 file names and twice as many labels.
    private const int MostValues = 2_000_000, MostMarks = 1000;

    private readonly List<object?> _values = [];
    private readonly Stack<int> _marks = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _pushed;

    /// <summary>How many values lie above the last mark.</summary>
    public int Count => _values.Count - Floor;

    private int Floor => _marks.TryPeek(out var mark) ? mark : 0;

    public void Push(object? value)
    {
        if (++_pushed > MostValues)
            throw fault($"more than {MostValues} values");
        _values.Add(value);
    }

    public object? Pop()
    {
        var value = Top;
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    /// <summary>The last value. Those below a mark are out of reach.</summary>
    public object? Top => Count > 0 ? _values[^1] : throw fault("nothing is on the stack");

    /// <summary>The last value, which must be of that type.</summary>
    public T TopAs<T>() => Top is T value ? value : throw fault($"{Called(Top)} where another kind of value is needed");

    /// <summary>Takes the last value, which must be of that type.</summary>
    public T PopAs<T>() => Pop() is T value ? value : throw fault("another kind of value than is needed");

    public void Mark()
    {
        if (_marks.Count == MostMarks)
            throw fault($"more than {MostMarks} values within each other");
        _marks.Push(_values.Count);
    }

    /// <summary>Takes the values above the last mark, and the mark.</summary>
    public List<object?> PopToMark()
    {
        if (!_marks.TryPop(out var mark))
            throw fault("there is no mark");
        var values = _values[mark..];
        _values.RemoveRange(mark, values.Count);
        return values;
    }

    /// <summary>Takes the last <paramref name="count"/> values.</summary>
    public List<object?> PopSome(int count)
    {
        if (Count < count)
            throw fault("too little is on the stack");
        var values = _values[^count..];
        _values.RemoveRange(_values.Count - count, count);
        return values;
    }

    /// <summary>Remembers the last value.</summary>
    public void Remember(long number)
    {
        _memo[number] = Top;
        if (_memo.Count > MostValues)
            throw fault($"more than {MostValues} values are remembered");
    }

    /// <summary>Remembers the last value by the next number.</summary>
    public void RememberNext() => Remember(_memo.Count);

    public object? Recall(long number) => _memo.TryGetValue(number, out var value) ? value : throw fault($"value {number} was never remembered");

    private static string Called(object? value) => value?.GetType().Name.Replace("Pickle", "", StringComparison.Ordinal).ToLowerInvariant() ?? "nothing";
}
