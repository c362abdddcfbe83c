namespace DataTools.Evaluation.Costs;

/// <summary>What a configuration costs by what its parts cost, before it is measured itself.</summary>
public static class CostComposition
{
    /// <summary>
    /// Of an ensemble whose members are all loaded and run one after another; the fusion itself is small beside them and not
    /// counted. Times, sizes, parameters, multiply-adds and energies add up. Peak memory is the sum of the models' sizes and
    /// the largest working memory (peak less size) of one member, as only one works at a time. A percentile of a sum is not
    /// the sum of the percentiles: adding p95 and p99 assumes that all members are slow together and is mostly too high.
    /// What is not known of one member is not known of the ensemble.
    /// </summary>
    /// <param name="members">At least one. One alone is returned as it is.</param>
    public static ConfigurationCost Ensemble(IReadOnlyList<ConfigurationCost> members)
    {
        if (members.Count == 0)
            throw new ArgumentException("there must be a member", nameof(members));
        if (members.Count == 1)
            return members[0];
        var sameBatch = members.All(m => m.Batch is not null && m.Batch == members[0].Batch && m.BatchLatency is not null);
        var energy = Sum(members, m => m.JoulesPerImage);
        return new()
        {
            Basis = CostBasis.Composed,
            Latency = members.All(m => m.Latency is not null) ? Latency.Sum(members.Select(m => m.Latency!)) : null,
            Batch = sameBatch ? members[0].Batch : null,
            BatchLatency = sameBatch ? Latency.Sum(members.Select(m => m.BatchLatency!)) : null,
            ImagesPerSecond = 1 / Sum(members, m => 1 / m.ImagesPerSecond),
            PeakMemoryBytes = members.All(m => m.PeakMemoryBytes is not null && m.SizeBytes is not null)
                ? members.Sum(m => m.SizeBytes) + members.Max(m => Math.Max(0, m.PeakMemoryBytes!.Value - m.SizeBytes!.Value))
                : null,
            SizeBytes = Sum(members, m => m.SizeBytes),
            Parameters = Sum(members, m => m.Parameters),
            MultiplyAdds = Sum(members, m => m.MultiplyAdds),
            JoulesPerImage = energy,
            EnergyUnavailable = energy is null ? members.Select(m => m.EnergyUnavailable).FirstOrDefault(r => r is not null) ?? "not measured for every member" : null,
        };
    }

    /// <summary>
    /// Of the same models on several crops of each image, one crop after another: times, multiply-adds and energy are
    /// multiplied; memory, size and parameters stay. Crops run as one batch take less time and more memory: measure that.
    /// </summary>
    /// <param name="one">The cost of one crop.</param>
    /// <param name="crops">At least 1; for crops on some samples only, their mean number.</param>
    public static ConfigurationCost Crops(ConfigurationCost one, double crops)
    {
        if (!(crops >= 1 && double.IsFinite(crops)))
            throw new ArgumentOutOfRangeException(nameof(crops), crops, "not a number of crops");
        return crops.Equals(1.0) ? one : one with
        {
            Basis = CostBasis.Composed,
            Latency = one.Latency?.Times(crops),
            BatchLatency = one.BatchLatency?.Times(crops),
            ImagesPerSecond = one.ImagesPerSecond / crops,
            MultiplyAdds = one.MultiplyAdds is { } m ? (long)Math.Round(m * crops) : null,
            JoulesPerImage = one.JoulesPerImage * crops,
        };
    }

    // Null where one is: Enumerable.Sum would take it for 0.
    private static double? Sum(IReadOnlyList<ConfigurationCost> members, Func<ConfigurationCost, double?> of) =>
        members.Any(m => of(m) is null) ? null : members.Sum(of);

    private static long? Sum(IReadOnlyList<ConfigurationCost> members, Func<ConfigurationCost, long?> of) =>
        members.Any(m => of(m) is null) ? null : members.Sum(of);
}
