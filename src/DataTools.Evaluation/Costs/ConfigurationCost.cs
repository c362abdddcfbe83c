using System.Text.Json.Serialization;

namespace DataTools.Evaluation.Costs;

/// <summary>Where a cost is from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CostBasis>))]
public enum CostBasis
{
    /// <summary>This configuration itself was measured.</summary>
    [JsonStringEnumMemberName("measured")]
    Measured,

    /// <summary>Composed of its parts' costs: an estimate, to be measured before anybody relies on it.</summary>
    [JsonStringEnumMemberName("composed")]
    Composed,
}

/// <summary>Times of one forward pass in milliseconds; see <see cref="LatencySummary"/> for what the percentiles are.</summary>
/// <param name="P50">Half of the passes take no longer.</param>
/// <param name="P95">19 of 20.</param>
/// <param name="P99">99 of 100.</param>
public sealed record Latency(double P50, double P95, double P99)
{
    internal Latency Times(double factor) => new(P50 * factor, P95 * factor, P99 * factor);

    internal static Latency Sum(IEnumerable<Latency> parts) => parts.Aggregate(new Latency(0, 0, 0), (a, b) => new(a.P50 + b.P50, a.P95 + b.P95, a.P99 + b.P99));
}

/// <summary>What one configuration (a model or a fusion, with its crops) costs. What was not measured is null.</summary>
public sealed record ConfigurationCost
{
    /// <summary>Whether it was measured or composed.</summary>
    public CostBasis Basis { get; init; }

    /// <summary>Of one image at a time, all its crops included.</summary>
    public Latency? Latency { get; init; }

    /// <summary>How many images <see cref="BatchLatency"/> is of; null where that is.</summary>
    public int? Batch { get; init; }

    /// <summary>Of a batch of <see cref="Batch"/> images.</summary>
    public Latency? BatchLatency { get; init; }

    /// <summary>Throughput at the best batch size that was measured.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>The most memory of the process while it predicts, the loaded model included.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Of all files of the models.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Of all models.</summary>
    public long? Parameters { get; init; }

    /// <summary>Of one image, all its crops included. A FLOP count is about twice that.</summary>
    public long? MultiplyAdds { get; init; }

    /// <summary>Of one image, all its crops included.</summary>
    public double? JoulesPerImage { get; init; }

    /// <summary>Why the energy is not known, such as a machine without RAPL; null where it is known.</summary>
    public string? EnergyUnavailable { get; init; }
}
