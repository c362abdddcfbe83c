using System.Globalization;
using System.Text.Json.Serialization;

namespace DataTools.Evaluation.Costs;

/// <summary>A cost by which configurations can be compared: less is better.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CostKind>))]
public enum CostKind
{
    /// <summary>Median milliseconds for one image.</summary>
    [JsonStringEnumMemberName("p50")]
    P50,

    /// <summary>95th percentile of the milliseconds for one image.</summary>
    [JsonStringEnumMemberName("p95")]
    P95,

    /// <summary>99th percentile of the milliseconds for one image.</summary>
    [JsonStringEnumMemberName("p99")]
    P99,

    /// <summary>Peak memory in bytes.</summary>
    [JsonStringEnumMemberName("memory")]
    Memory,

    /// <summary>Size on disk in bytes.</summary>
    [JsonStringEnumMemberName("size")]
    Size,

    /// <summary>Parameters.</summary>
    [JsonStringEnumMemberName("parameters")]
    Parameters,

    /// <summary>Multiply-adds for one image.</summary>
    [JsonStringEnumMemberName("multiplyAdds")]
    MultiplyAdds,

    /// <summary>Joules for one image.</summary>
    [JsonStringEnumMemberName("energy")]
    Energy,
}

/// <summary>Reads and writes costs by their kind.</summary>
public static class CostKinds
{
    /// <summary>The cost of that kind; null where it is not known.</summary>
    public static double? Of(this ConfigurationCost cost, CostKind kind) => kind switch
    {
        CostKind.P50 => cost.Latency?.P50,
        CostKind.P95 => cost.Latency?.P95,
        CostKind.P99 => cost.Latency?.P99,
        CostKind.Memory => cost.PeakMemoryBytes,
        CostKind.Size => cost.SizeBytes,
        CostKind.Parameters => cost.Parameters,
        CostKind.MultiplyAdds => cost.MultiplyAdds,
        CostKind.Energy => cost.JoulesPerImage,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such cost"),
    };

    /// <summary>Such as <c>p95 9.1 ms</c> or <c>memory 62.5 MB</c> (1 MB is a million bytes).</summary>
    public static string Text(CostKind kind, double value) => kind switch
    {
        CostKind.P50 or CostKind.P95 or CostKind.P99 => $"{kind.ToString().ToLowerInvariant()} {Digits(value)} ms",
        CostKind.Memory or CostKind.Size => $"{kind.ToString().ToLowerInvariant()} {Digits(value / 1e6)} MB",
        CostKind.Parameters => $"{Digits(value / 1e6)} million parameters",
        CostKind.MultiplyAdds => $"{Digits(value / 1e6)} million multiply-adds",
        CostKind.Energy => $"{Digits(value)} J an image",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such cost"),
    };

    // Three digits, as no cost is known better; whole numbers stay whole.
    private static string Digits(double value) => value switch
    {
        >= 100 => value.ToString("F0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("G3", CultureInfo.InvariantCulture),
    };
}
