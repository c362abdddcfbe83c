using DataTools.Catalog;
using DataTools.Catalog.Text;

namespace DataTools.Evaluation.Fusion;

/// <summary>The fusion rules. A new one is a file of its own and a line here.</summary>
public static class FusionCatalog
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FusionRule> All { get; } =
    [
        new("mean", "the mean of the members' probabilities", MeanFusion.Fuse),
        new("weighted", "a weighted mean; the weights are chosen on the samples held out from training", WeightedFusion.Fuse) { Chooses = true },
        new("vote", "the class that most members choose; ties go to the higher mean probability", VoteFusion.Fuse),
    ];

    /// <summary>The rule of that name. Throws <see cref="NotFoundException"/> with a suggestion.</summary>
    public static FusionRule Find(string name) => All.FirstOrDefault(r => r.Name == name) ?? throw new NotFoundException(
        $"there is no fusion '{name}'", DidYouMean.Hint(name, [.. All.Select(r => r.Name)], "Fusions are"));
}
