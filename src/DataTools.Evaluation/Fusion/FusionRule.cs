using DataTools.Evaluation.Metrics;

namespace DataTools.Evaluation.Fusion;

/// <summary>A way to make one prediction of several models', by name.</summary>
/// <param name="Name">What the user writes.</param>
/// <param name="Description">One line.</param>
/// <param name="Fuse">Fuses; a pure function of its input.</param>
public sealed record FusionRule(string Name, string Description, Func<FusionInput, FusedPredictions> Fuse)
{
    /// <summary>Whether it makes sense where a sample may have several classes.</summary>
    public bool FitsMultiLabel { get; init; }
}

/// <summary>What a fusion gives.</summary>
/// <param name="Scores">The classes' scores for each sample, in the order of the first member's samples.</param>
/// <param name="Weights">One a member, summing to 1; null where the rule has none.</param>
public sealed record FusedPredictions(ClassScores Scores, IReadOnlyList<double>? Weights = null);
