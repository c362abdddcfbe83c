using DataTools.Catalog;
using DataTools.Catalog.Text;

namespace DataTools.Evaluation.Fusion;

/// <summary>The fusion rules. A new one is a file of its own and a line here.</summary>
public static class FusionCatalog
{
    private const string MeanLogits = "mean-logits";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<FusionRule> All { get; } =
    [
        new("mean", "the mean of the members' probabilities", MeanFusion.Fuse) { FitsMultiLabel = true },
        new("geometric", $"the geometric mean of the probabilities; the same as the mean of the logits ({MeanLogits})", GeometricFusion.Fuse),
        new("weighted", "a weighted mean; the weights are chosen on the samples held out from training", WeightedFusion.Fuse) { Chooses = true },
        new("weighted-geometric", "a weighted geometric mean, its weights chosen likewise", WeightedGeometricFusion.Fuse) { Chooses = true },
        new("greedy", "members taken again and again, each the one that helps the held-out log loss most", input => GreedyFusion.Fuse(input, GreedyMeasure.LogLoss)) { Chooses = true },
        new("greedy-accuracy", "the same by held-out accuracy", input => GreedyFusion.Fuse(input, GreedyMeasure.Accuracy)) { Chooses = true },
        new("stacking", "a logistic regression on the members' probabilities, fitted on the held-out samples", StackingFusion.Fuse) { Chooses = true },
        new("vote", "the class that most members choose; ties go to the higher mean probability", VoteFusion.Fuse) { GivesProbabilities = false },
        new("weighted-vote", "a vote where members count by their held-out accuracy", WeightedVoteFusion.Fuse) { Chooses = true, GivesProbabilities = false },
        new("rank", "the mean of the ranks that a class's probabilities have among the samples; for AUC, not for accuracy", RankFusion.Fuse) { GivesProbabilities = false },
    ];

    /// <summary>Those for a first look: the others answer special questions.</summary>
    public static IReadOnlyList<FusionRule> Usual { get; } = [.. new[] { "mean", "geometric", "weighted", "greedy", "vote" }.Select(Find)];

    /// <summary>
    /// The rule of that name, or the one that <c>mean-logits</c> is another name for; with <c>temperature+</c> before it and
    /// <c>+temperature</c> behind it as in <see cref="TemperatureFusion"/>. Throws <see cref="NotFoundException"/> with a
    /// suggestion.
    /// </summary>
    public static FusionRule Find(string name)
    {
        const string before = $"{TemperatureFusion.Word}+", behind = $"+{TemperatureFusion.Word}";
        if (name.EndsWith(behind, StringComparison.Ordinal))
            return TemperatureFusion.OfResult(Find(name[..^behind.Length]));
        if (name.StartsWith(before, StringComparison.Ordinal))
            return TemperatureFusion.OfMembers(Find(name[before.Length..]));
        var sought = name == MeanLogits ? "geometric" : name;
        return All.FirstOrDefault(r => r.Name == sought) ?? throw new NotFoundException(
            $"there is no fusion '{name}'", DidYouMean.Hint(name, [.. All.Select(r => r.Name)], "Fusions are"));
    }
}
