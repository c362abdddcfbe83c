using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Fusion;

/// <summary>A way to make one prediction of several models', by name.</summary>
/// <param name="Name">What the user writes.</param>
/// <param name="Description">One line.</param>
/// <param name="Fuse">Fuses; a pure function of its input.</param>
public sealed record FusionRule(string Name, string Description, Func<FusionInput, FusedPredictions> Fuse)
{
    /// <summary>Whether it chooses something, and so needs the members' predictions on held-out samples.</summary>
    public bool Chooses { get; init; }

    /// <summary>Whether its scores are probabilities, so that log loss, calibration and a temperature have a meaning.</summary>
    public bool GivesProbabilities { get; init; } = true;
    /// <summary>Whether it makes sense where a sample may have several classes.</summary>
    public bool FitsMultiLabel { get; init; }
}

/// <summary>What a fusion gives.</summary>
/// <param name="Scores">The classes' scores for each sample, in the order of the first member's samples.</param>
/// <param name="Weights">One a member, not negative, summing to 1; null where the rule has none.</param>
public sealed record FusedPredictions(ClassScores Scores, IReadOnlyList<double>? Weights = null)
{
    /// <summary>Whether that member must be forwarded for it: who has no weight decides nothing.</summary>
    public bool IsForwarded(int member) => Weights is null || Weights[member] > 0;

    /// <summary>Labelled held-out samples that something was chosen on; null where nothing was chosen.</summary>
    public int? ChosenOn { get; init; }

    /// <summary>How often each member was taken (greedy selection); null for other rules.</summary>
    public IReadOnlyList<int>? Counts { get; init; }

    /// <summary>The L2 strength that stacking chose; infinite where it stayed at the geometric mean. Null for other rules.</summary>
    public double? Regularisation { get; init; }

    /// <summary>The temperature of each member before the fusion; null where they were taken as they are.</summary>
    public IReadOnlyList<Temperature>? MemberTemperatures { get; init; }

    /// <summary>The temperature of the fused probabilities; null where they were left as they are.</summary>
    public Temperature? Temperature { get; init; }
}
