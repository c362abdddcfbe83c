using DataTools.Benchmarks.Papers;
using DataTools.Papers.Ranking;
using DataTools.Tests;

namespace DataTools.Papers.Tests.Ranking;

/// <summary>The labelled papers of ../shared: the command <c>papers</c> of the benchmarks says more about them.</summary>
public sealed class BenchmarkTests
{
    [Fact]
    public void The_open_papers_are_answered_right()
    {
        var score = new RankingScore();
        foreach (var paper in LabelledPapers.Read(SharedData.Path("papers")))
            score.Add(paper, Ranker.Rank(paper.Paper, [.. paper.Repositories.Select(r => r.Facts)]));
        Assert.True(score.FirstIsOfficial >= 0.95 * score.WithOfficial, string.Join("; ", score.Misses));
        Assert.True(score.RightLabels >= 0.88 * score.Repositories, $"{score.RightLabels} of {score.Repositories}");
        Assert.Equal(0, score.FalseOfficial);
        Assert.True(score.Brier < 0.05, $"Brier {score.Brier}");
    }
}
