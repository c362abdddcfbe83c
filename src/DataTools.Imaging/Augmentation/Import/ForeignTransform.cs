using System.Text.Json.Nodes;

namespace DataTools.Imaging.Augmentation.Import;

/// <summary>A transform of another library: its name, its values by name, and what is inside it.</summary>
internal sealed record ForeignTransform(string Name, IReadOnlyDictionary<string, JsonNode?> Values, IReadOnlyList<ForeignTransform> Inner)
{
    /// <summary>The probability; 1 where none is said.</summary>
    public double P => Number("p") ?? 1;

    /// <summary>One number; the first of a list; null where there is none.</summary>
    public double? Number(string name) => Numbers(name) is [var first, ..] ? first : null;

    /// <summary>A list of numbers; one number is a list of one; null where there is none.</summary>
    public double[]? Numbers(string name) => Values.GetValueOrDefault(name) switch
    {
        JsonValue one when one.TryGetValue<double>(out var value) => [value],
        JsonArray list when list.All(i => i is JsonValue v && v.TryGetValue<double>(out _)) => [.. list.Select(i => i!.GetValue<double>())],
        _ => null,
    };

    /// <summary>Two numbers; one number x is [-x, x] around the centre.</summary>
    public double[]? Range(string name, double centre = 0) => Numbers(name) switch
    {
        [var x] => [centre - x, centre + x],
        [var low, var high] => [low, high],
        _ => null,
    };

    /// <summary>A word.</summary>
    public string? Word(string name) => Values.GetValueOrDefault(name) is JsonValue value && value.TryGetValue<string>(out var word) ? word : null;

    /// <summary>Whether it is said to be true.</summary>
    public bool IsTrue(string name) => Values.GetValueOrDefault(name) is JsonValue value && value.TryGetValue<bool>(out var yes) && yes;

    /// <summary>Whether anything but null is said.</summary>
    public bool Says(string name) => Values.GetValueOrDefault(name) is not null;
}
