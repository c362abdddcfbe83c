using System.Globalization;

namespace DataTools.Catalog.Derived;

/// <summary>One part of several that make up an entry together: <c>2/8</c> is the second of eight.</summary>
/// <param name="Index">From 1.</param>
/// <param name="Count">How many there are.</param>
public readonly record struct ShardNumber(int Index, int Count)
{
    /// <summary>The name of the option in cards.</summary>
    public const string Option = "shard";

    /// <summary>Reads <c>i/n</c>; null where it is none.</summary>
    public static ShardNumber? Parse(string text) =>
        text.Split('/') is [var i, var n] && int.TryParse(i, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && index >= 1 && index <= count
            ? new(index, count) : null;

    /// <summary>The positions of this part in a sequence: parts one after the other are the sequence, none longer than another by more than one.</summary>
    public (long From, long To) Of(long length) => ((long)((Int128)length * (Index - 1) / Count), (long)((Int128)length * Index / Count));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
