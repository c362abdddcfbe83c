using System.Globalization;

namespace DataTools.Imaging.Augmentation;

/// <summary>How a parameter is written.</summary>
internal enum ParameterKind
{
    /// <summary>One number.</summary>
    Number,

    /// <summary>One whole number.</summary>
    Integer,

    /// <summary>[low, high]; or one number x for [centre - x, centre + x] where there is a centre, for [x, x] among whole numbers.</summary>
    Range,

    /// <summary>A list of numbers.</summary>
    List,

    /// <summary>One word of a few.</summary>
    Choice,

    /// <summary>A list of operations.</summary>
    Operations,
}

/// <summary>
/// One parameter of an operation: how it is written, its default, its limits. Values are arrays of numbers (a choice is
/// the index of its word), so that reading, checking and printing are written once for all operations.
/// </summary>
internal sealed record Parameter(string Name, ParameterKind Kind, double[]? Default, double Min, double Max, string Unit)
{
    /// <summary>For a range: what one number is counted from, or null where both ends must be given.</summary>
    public double? Centre { get; init; }

    /// <summary>For a choice: its words.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>For a list: how many numbers it may have.</summary>
    public (int Min, int Max) Length { get; init; } = (1, 1);

    /// <summary>For a list or a range: whether its numbers must be whole.</summary>
    public bool Whole { get; init; }

    /// <summary>Whether it may be left out although it has no default.</summary>
    public bool Optional { get; init; }

    /// <summary>Whether it is printed only where it is not as usual.</summary>
    public bool Quiet { get; init; }

    public static Parameter Number(string name, double value, double min, double max, string unit) => new(name, ParameterKind.Number, [value], min, max, unit);

    public static Parameter Probability(double value) => Number("p", value, 0, 1, "probability");

    public static Parameter Pixels(string name, double value, double min) => new(name, ParameterKind.Integer, [value], min, 65_535, "pixels");

    /// <summary>A size in pixels that has no default: required, or left out to keep the input's size.</summary>
    public static Parameter Size(bool optional) => new("size", ParameterKind.List, null, 1, 65_535, "pixels (a square's side, or width and height)")
    {
        Length = (1, 2),
        Whole = true,
        Optional = optional,
    };

    public static Parameter Range(string name, double[] value, double min, double max, string unit, double? centre = null) =>
        new(name, ParameterKind.Range, value, min, max, unit) { Centre = centre };

    public static Parameter WholeRange(string name, double[] value, double min, double max, string unit) =>
        new(name, ParameterKind.Range, value, min, max, unit) { Whole = true };

    public static Parameter Choice(string name, int? value, params IReadOnlyList<string> words) =>
        new(name, ParameterKind.Choice, value is { } v ? [v] : null, 0, words.Count - 1, "") { Words = words };

    /// <summary>How values between pixels are made: bilinear unless said otherwise.</summary>
    public static Parameter Interpolation { get; } = Choice("interpolation", 0, "bilinear", "bicubic", "nearest") with { Quiet = true, Unit = "how values between pixels are made" };

    /// <summary>The operations inside one.</summary>
    public static Parameter Operations { get; } = new("operations", ParameterKind.Operations, null, 0, 0, "");

    /// <summary>What the parameter should look like, for messages.</summary>
    public string Expected
    {
        get
        {
            var limits = string.Create(CultureInfo.InvariantCulture, $"from {Min} to {Max} {Unit}");
            return Kind switch
            {
                ParameterKind.Number => $"a number {limits}",
                ParameterKind.Integer => $"a whole number {limits}",
                ParameterKind.Range when Centre is { } c => string.Create(CultureInfo.InvariantCulture, $"[low, high] {limits}, or one number x for [{c} - x, {c} + x]"),
                ParameterKind.Range when Whole => $"[low, high] in whole numbers {limits}, or one of them",
                ParameterKind.Range => $"[low, high] {limits}",
                ParameterKind.List => $"{(Length.Min == Length.Max ? $"{Length.Min}" : $"{Length.Min} to {Length.Max}")} {(Whole ? "whole numbers" : "numbers")} {limits}",
                ParameterKind.Choice => string.Join(", ", Words),
                _ => "a list of operations",
            };
        }
    }

    /// <summary>The values of what was written, or null where it is not what is expected.</summary>
    public double[]? Read(IReadOnlyList<string> written, bool isList)
    {
        var single = Kind is ParameterKind.Number or ParameterKind.Integer or ParameterKind.Choice;
        if (written.Count == 0 || (single && isList) || Kind == ParameterKind.Operations)
            return null;
        if (Kind == ParameterKind.Choice)
        {
            var index = Words.ToList().IndexOf(written[0]);
            return index < 0 ? null : [index];
        }
        var values = new double[written.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.TryParse(written[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]) || !double.IsFinite(values[i]))
                return null;
        }
        if (Kind == ParameterKind.Range && !isList && Centre is { } centre)
        {
            // One number: the strength. Its lower end may not leave the limits: 1.5 around 1 starts at 0.
            if (values[0] < 0)
                return null;
            values = [Math.Max(Min, centre - values[0]), centre + values[0]];
        }
        else if (Kind == ParameterKind.Range && !isList && Whole)
        {
            values = [values[0], values[0]];
        }
        var fits = Kind switch
        {
            ParameterKind.Number => values.Length == 1,
            ParameterKind.Integer => values.Length == 1 && values[0] == Math.Floor(values[0]),
            ParameterKind.Range => values.Length == 2 && values[0] <= values[1],
            _ => values.Length >= Length.Min && values.Length <= Length.Max,
        };
        return fits && values.All(v => v >= Min && v <= Max && (!Whole || v == Math.Floor(v))) ? values : null;
    }

    /// <summary>Whether the values can be left unsaid when printed.</summary>
    public bool IsUnsaid(double[]? values) => values is null || (Quiet && Default is not null && values.AsSpan().SequenceEqual(Default));

    /// <summary>The values as they are written.</summary>
    public string Print(double[] values) => Kind switch
    {
        ParameterKind.Choice => Words[(int)values[0]],
        _ when values.Length == 1 => values[0].ToString("R", CultureInfo.InvariantCulture),
        _ => $"[{string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))}]",
    };
}
