using DataTools.Evaluation.Costs;

namespace DataTools.Training.Costs;

/// <summary>What one configuration costs, and how that was measured.</summary>
/// <param name="Name">The configuration's.</param>
/// <param name="Cost">Null where it cannot be run: a member is a file of predictions.</param>
public sealed record CostReport(string Name, ConfigurationCost? Cost)
{
    /// <summary>Threads that it was measured with.</summary>
    public int Threads { get; init; }

    /// <summary>What runs networks.</summary>
    public const string Libtorch = "libtorch", OnnxRuntime = "ONNX Runtime";

    /// <summary>What runs it: <see cref="OnnxRuntime"/> where all that is loaded are exported files; null where the cost is composed.</summary>
    public string? Runtime { get; init; }

    /// <summary>Pictures at once that an exported file is made for, where that is more than one: each single one pays for all of them.</summary>
    public int? FixedBatch { get; init; }

    /// <summary>The passes of one picture at a time; null where the cost is composed.</summary>
    public LatencySummary? Single { get; init; }

    /// <summary>The passes of a batch; null where the cost is composed.</summary>
    public LatencySummary? Batched { get; init; }

    /// <summary>How much longer one picture takes than with the first configuration that was measured, round by round; null where the cost is composed.</summary>
    public LatencyRatio? Ratio { get; init; }

    /// <summary>Pictures at once at which <see cref="ConfigurationCost.ImagesPerSecond"/> was reached: 1 or the batch.</summary>
    public int? BestBatch { get; init; }

    /// <summary>Peak memory of the process when it had predicted batches too; null where not measured.</summary>
    public long? BatchMemoryBytes { get; init; }

    /// <summary>What of the peak memory was there before a model was loaded: .NET and <see cref="Runtime"/>; null where not measured.</summary>
    public long? RuntimeMemoryBytes { get; init; }
}

/// <summary>Where measuring stands.</summary>
/// <param name="What">Such as <c>round 3 of 10</c>.</param>
/// <param name="Configuration">The one at work.</param>
public sealed record CostProgress(string What, string Configuration);
