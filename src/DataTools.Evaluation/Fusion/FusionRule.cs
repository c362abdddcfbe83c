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
}

/// <summary>What a fusion gives.</summary>
/// <param name="Scores">The classes' scores for each sample, in the order of the first member's samples.</param>
/// <param name="Weights">One a member, summing to 1; null where the rule has none.</param>
public sealed record FusedPredictions(ClassScores Scores, IReadOnlyList<double>? Weights = null)
{
    /// <summary>Labelled held-out samples that something was chosen on; null where nothing was chosen.</summary>
    public int? ChosenOn { get; init; }
}
