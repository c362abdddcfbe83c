using System.Globalization;

namespace DataTools.Evaluation.Costs;

/// <summary>How a configuration keeps the limits.</summary>
/// <param name="Configuration">Which.</param>
/// <param name="Misses">What it misses, such as <c>p95 9.1 ms, 14 % over</c>; empty where it fits.</param>
/// <param name="WorstExcess">
/// The largest relative excess over a limit: cost / limit - 1, and for the accuracy the shortfall / minimum. 0 where it fits;
/// null where a limited cost is not known: that is no fit, and not near either.
/// </param>
public sealed record LimitCheck(Configuration Configuration, IReadOnlyList<string> Misses, double? WorstExcess)
{
    /// <summary>Whether all limits are kept.</summary>
    public bool Fits => Misses.Count == 0;

    /// <summary>Checks one configuration.</summary>
    public static LimitCheck Of(Configuration configuration, DeploymentLimits limits)
    {
        var misses = new List<string>();
        double? worst = 0;
        foreach (var (kind, most) in limits.Costs)
        {
            if (configuration.Cost.Of(kind) is not { } cost)
            {
                misses.Add($"{kind.ToString().ToLowerInvariant()} not measured");
                worst = null;
            }
            else if (cost > most)
            {
                misses.Add($"{CostKinds.Text(kind, cost)}, {Over((cost / most) - 1)} over");
                worst = worst is { } w ? Math.Max(w, (cost / most) - 1) : null;
            }
        }
        if (limits.MinimumAccuracy is { } minimum && configuration.Accuracy < minimum)
        {
            var shortfall = (minimum - configuration.Accuracy) / minimum;
            misses.Add(string.Create(
                CultureInfo.InvariantCulture, $"accuracy {DeploymentLimits.Percent(configuration.Accuracy)}, {Points(100 * (minimum - configuration.Accuracy))} points short"));
            worst = worst is { } w ? Math.Max(w, shortfall) : null;
        }
        return new(configuration, misses, worst);
    }

    // What is short by next to nothing must not read as 0.
    private static string Points(double points) => points.ToString(points < 0.01 ? "0.00##" : "0.00", CultureInfo.InvariantCulture);

    private static string Over(double excess) =>
        excess < 0.01 ? "less than 1 %" : string.Create(CultureInfo.InvariantCulture, $"{100 * excess:F0} %");
}

/// <summary>The configuration to deploy under limits, or the nearest where none fits.</summary>
/// <param name="Limits">What was asked for.</param>
/// <param name="Checks">One a configuration, in the given order.</param>
/// <param name="Chosen">
/// The most accurate that fits; between equals the one with the lower p95, then memory, then size, then the earlier one.
/// Null where none fits.
/// </param>
/// <param name="Nearest">
/// Where none fits, the one with the smallest <see cref="LimitCheck.WorstExcess"/>; between equals the more accurate, then
/// the earlier one. Null where one fits, or where a limited cost is known of none.
/// </param>
public sealed record DeploymentChoice(DeploymentLimits Limits, IReadOnlyList<LimitCheck> Checks, Configuration? Chosen, LimitCheck? Nearest)
{
    /// <summary>One or two sentences with the numbers.</summary>
    public string Explanation
    {
        get
        {
            if (Chosen is { } chosen)
            {
                string[] costs = [.. Limits.Costs.Select(l => CostKinds.Text(l.Kind, chosen.Cost.Of(l.Kind)!.Value))];
                var estimated = chosen.Cost.Basis == CostBasis.Composed ? " Its costs are composed of its parts': measure it." : "";
                return $"{chosen.Name}: {string.Join(", ", costs.Prepend($"accuracy {DeploymentLimits.Percent(chosen.Accuracy)}"))}; "
                    + $"the most accurate of {Checks.Count(c => c.Fits)} that fit, of {Checks.Count} ({Limits}).{estimated}";
            }
            var none = Checks.Count == 1
                ? $"The only configuration does not fit ({Limits})."
                : $"None of the {Checks.Count} configurations fits ({Limits}).";
            return Nearest is { } nearest
                ? $"{none} Nearest is {nearest.Configuration.Name}: {string.Join("; ", nearest.Misses)}."
                : $"{none} {string.Join(" ", Checks.Select(c => $"{c.Configuration.Name}: {string.Join("; ", c.Misses)}."))}";
        }
    }

    /// <summary>
    /// Chooses among configurations. A choice by the accuracy on the test split is a choice on test: give accuracies from
    /// validation where the test figures are to be believed afterwards.
    /// </summary>
    /// <param name="configurations">At least one.</param>
    /// <param name="limits">What is allowed.</param>
    public static DeploymentChoice Of(IReadOnlyList<Configuration> configurations, DeploymentLimits limits)
    {
        if (configurations.Count == 0)
            throw new ArgumentException("there must be a configuration", nameof(configurations));
        List<LimitCheck> checks = [.. configurations.Select(c => LimitCheck.Of(c, limits))];
        double Cost(LimitCheck check, CostKind kind) => check.Configuration.Cost.Of(kind) ?? double.PositiveInfinity;
        var chosen = checks.Where(c => c.Fits).OrderByDescending(c => c.Configuration.Accuracy)
            .ThenBy(c => Cost(c, CostKind.P95)).ThenBy(c => Cost(c, CostKind.Memory)).ThenBy(c => Cost(c, CostKind.Size)).FirstOrDefault();
        var nearest = chosen is not null ? null : checks.Where(c => c.WorstExcess is not null)
            .OrderBy(c => c.WorstExcess).ThenByDescending(c => c.Configuration.Accuracy).FirstOrDefault();
        return new(limits, checks, chosen?.Configuration, nearest);
    }
}
