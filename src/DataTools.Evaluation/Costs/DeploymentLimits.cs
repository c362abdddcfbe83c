using System.Globalization;
using DataTools.Catalog;

namespace DataTools.Evaluation.Costs;

/// <summary>What a deployment allows; null where it does not care.</summary>
/// <param name="P95">Milliseconds for one image that 95 % of the passes must keep.</param>
/// <param name="MemoryBytes">Peak memory.</param>
/// <param name="SizeBytes">Size on disk.</param>
/// <param name="MinimumAccuracy">0 to 1.</param>
public sealed record DeploymentLimits(double? P95, long? MemoryBytes, long? SizeBytes, double? MinimumAccuracy)
{
    /// <summary>From what users write: <c>8ms</c>, <c>50MB</c>, <c>20MB</c>, <c>0.93</c> or <c>93%</c>; null where not given.</summary>
    /// <exception cref="InvalidInputException">Something else was written; the message names the option.</exception>
    public static DeploymentLimits Parse(string? p95, string? memory, string? size, string? minimumAccuracy) => new(
        p95 is null ? null : Quantity.Milliseconds(p95, "--p95"),
        memory is null ? null : Quantity.Bytes(memory, "--memory"),
        size is null ? null : Quantity.Bytes(size, "--size"),
        minimumAccuracy is null ? null : Quantity.Share(minimumAccuracy, "--min-accuracy"));

    /// <summary>The limits on costs.</summary>
    internal IEnumerable<(CostKind Kind, double Most)> Costs
    {
        get
        {
            if (P95 is { } p95)
                yield return (CostKind.P95, p95);
            if (MemoryBytes is { } memory)
                yield return (CostKind.Memory, memory);
            if (SizeBytes is { } size)
                yield return (CostKind.Size, size);
        }
    }

    /// <summary>Such as <c>p95 8 ms, memory 50 MB, accuracy at least 93.00 %</c>.</summary>
    public override string ToString()
    {
        var parts = Costs.Select(c => CostKinds.Text(c.Kind, c.Most)).Concat(MinimumAccuracy is { } a ? [$"accuracy at least {Percent(a)}"] : []);
        return string.Join(", ", parts) is { Length: > 0 } text ? text : "no limits";
    }

    internal static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F2} %");
}
