using System.Text.Json.Serialization;

namespace DataTools.Evaluation.Costs;

/// <summary>A model or a fusion, with its crops: how accurate it is and what it costs.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Accuracy">0 to 1.</param>
/// <param name="Cost">What is known of it.</param>
public sealed record Configuration(string Name, double Accuracy, ConfigurationCost Cost);

/// <summary>How a configuration stands among the others.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ParetoStanding>))]
public enum ParetoStanding
{
    /// <summary>Nothing is at least as good in everything and better in something: a matter of choice.</summary>
    [JsonStringEnumMemberName("front")]
    Front,

    /// <summary>Another is at least as good in everything and better in something: nobody need choose it.</summary>
    [JsonStringEnumMemberName("dominated")]
    Dominated,

    /// <summary>A cost that is looked at is not known of it, so it cannot be placed.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,
}

/// <summary>One configuration among the others.</summary>
/// <param name="Name">The configuration's name.</param>
/// <param name="Accuracy">0 to 1.</param>
/// <param name="Costs">One a kind looked at; null where not known.</param>
/// <param name="Standing">Where it stands.</param>
/// <param name="DominatedBy">The most accurate one that dominates it; null for the others.</param>
public sealed record ParetoPoint(string Name, double Accuracy, IReadOnlyList<double?> Costs, ParetoStanding Standing, string? DominatedBy);

/// <summary>Which configurations are worth a choice (accuracy up, costs down).</summary>
/// <param name="Kinds">The costs that are looked at.</param>
/// <param name="Points">One a configuration, in the given order.</param>
public sealed record ParetoFront(IReadOnlyList<CostKind> Kinds, IReadOnlyList<ParetoPoint> Points)
{
    /// <summary>
    /// Places configurations. Those that are equal in everything do not dominate each other: all of them are on the front or
    /// none. One of which a cost is not known is neither placed nor dominates others. Figures are taken as they are, without
    /// the noise of measuring: whether an accuracy is truly higher is for <see cref="Comparison.Verdict"/> to say.
    /// </summary>
    /// <param name="configurations">Each with a finite accuracy.</param>
    /// <param name="kinds">At least one cost to look at.</param>
    public static ParetoFront Of(IReadOnlyList<Configuration> configurations, IReadOnlyList<CostKind> kinds)
    {
        if (kinds.Count == 0)
            throw new ArgumentException("there must be a cost to look at", nameof(kinds));
        if (configurations.FirstOrDefault(c => !double.IsFinite(c.Accuracy)) is { } bad)
            throw new ArgumentException($"the accuracy of {bad.Name} is {bad.Accuracy}", nameof(configurations));
        double?[][] costs = [.. configurations.Select(c => kinds.Select(c.Cost.Of).ToArray())];
        var known = Enumerable.Range(0, configurations.Count).Where(i => Array.TrueForAll(costs[i], c => c is not null)).ToList();
        return new(kinds, [.. configurations.Select((c, i) =>
        {
            if (!known.Contains(i))
                return new ParetoPoint(c.Name, c.Accuracy, costs[i], ParetoStanding.Unknown, null);
            var by = known.Where(k => Dominates(k, i)).OrderByDescending(k => configurations[k].Accuracy).Select(k => configurations[k].Name).FirstOrDefault();
            return new(c.Name, c.Accuracy, costs[i], by is null ? ParetoStanding.Front : ParetoStanding.Dominated, by);
        })]);

        bool Dominates(int a, int b)
        {
            var better = configurations[a].Accuracy > configurations[b].Accuracy;
            if (configurations[a].Accuracy < configurations[b].Accuracy)
                return false;
            for (var k = 0; k < kinds.Count; k++)
            {
                if (costs[a][k] > costs[b][k])
                    return false;
                better |= costs[a][k] < costs[b][k];
            }
            return better;
        }
    }
}
