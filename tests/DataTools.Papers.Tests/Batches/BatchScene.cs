using DataTools.Connectors.GitHub;
using DataTools.Papers.Examining;
using DataTools.Papers.Finding;
using DataTools.Papers.Ranking;
using DataTools.Papers.Resolving;

namespace DataTools.Papers.Tests.Batches;

/// <summary>Answers of a test's own, for a batch.</summary>
internal static class BatchScene
{
    /// <summary>A paper with so many official repositories, and a community one.</summary>
    public static (Resolution Resolution, FindResult Result) Answer(string title, int official, params IReadOnlyList<SourceFailure> failures)
    {
        var paper = new Paper(title) { Arxiv = ArxivId.TryParse("2401.00001") };
        return (new(paper, [], []), new(paper, [.. Enumerable.Range(0, official).Select(i => Ranked($"lab/own{i}", RepositoryLabel.Official)), Ranked("someone/port", RepositoryLabel.Community)], failures));
    }

    public static RankedRepository Ranked(string name, RepositoryLabel label) => new(
        new(RepositoryName.Parse(name)) { Metadata = new(RepositoryName.Parse(name), $"https://github.com/{name}") { Stars = 7, Language = "Python", Topics = ["jax"] } }, label,
        Enum.GetValues<RepositoryLabel>().ToDictionary(l => l, l => l == label ? 0.9 : 0.025),
        [
            new("says-official", $"https://github.com/{name}", "\"official\", they say", 2.5) { Question = "authors", Says = "it says that it is official" },
            new("by-authors", "", "", -1) { Question = "authors", Says = "a base rate" },
        ])
    {
        Why = "it says that it is official (\"official\",\nthey say)",
    };
}
