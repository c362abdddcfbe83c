using DataTools.Papers.Evidence;
using DataTools.Papers.Examining;

namespace DataTools.Papers.Ranking;

/// <summary>Which repository is what to a paper: a pure function of what was found out.</summary>
public static class Ranker
{
    /// <summary>The candidates, the most probably official first.</summary>
    public static IReadOnlyList<RankedRepository> Rank(Paper paper, IReadOnlyList<RepositoryFacts> candidates) => [.. candidates.Select(c => new RankedRepository(
        c, RepositoryLabel.Community, Enum.GetValues<RepositoryLabel>().ToDictionary(l => l, _ => 0.2), []) { Why = "not ranked yet" })];

    /// <summary>Repositories that a candidate's README calls the official ones, and which so become candidates too.</summary>
    public static IReadOnlyList<Mention> CalledOfficial(Paper paper, RepositoryFacts candidate) => [];
}
