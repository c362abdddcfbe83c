using DataTools.Evaluation.Metrics;
using DataTools.Evaluation.Predictions;

namespace DataTools.Evaluation.Choices;

/// <summary>The set of views that did best for a member where it may be chosen.</summary>
/// <param name="Crops">The set.</param>
/// <param name="Top1">Its accuracy there.</param>
/// <param name="Choice">The samples.</param>
public sealed record CropChoice(CropsName Crops, double Top1, Choice Choice)
{
    /// <summary>By top-1 accuracy; between equals the one with fewer forward passes, then the earlier.</summary>
    /// <param name="candidates">One member's predictions of the same samples under several sets of views.</param>
    /// <param name="isForced">Whether these samples may not be chosen on, see <see cref="ChoiceRules"/>.</param>
    /// <exception cref="Catalog.InvalidInputException">No sample has a label.</exception>
    public static CropChoice Best(IReadOnlyList<PredictionSet> candidates, bool isForced)
    {
        var judged = candidates.Select(set => (Set: set, Metrics: ClassificationMetrics.Of(ClassScores.Of(set), set.Labels)));
        var (best, metrics) = judged.OrderByDescending(j => j.Metrics.Top1).ThenBy(j => j.Set.Forwards).First();
        return new(best.Crops, metrics.Top1, new(best.Split, metrics.Samples) { IsForced = isForced });
    }
}

/// <summary>What is behind the predictions of a table, besides what they say themselves.</summary>
public sealed record Background
{
    /// <summary>Of predictions in which only undecided samples got all views.</summary>
    public Func<PredictionSet, AdaptiveFigures?> Adaptive { get; init; } = _ => null;

    /// <summary>Of predictions under views that were chosen.</summary>
    public Func<PredictionSet, CropChoice?> Crops { get; init; } = _ => null;

    /// <summary>What was chosen for a member, by its name, so that it is what it is: what is in a soup.</summary>
    public Func<string, Choice?> Member { get; init; } = _ => null;
}
