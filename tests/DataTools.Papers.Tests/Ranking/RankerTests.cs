using CsCheck;
using DataTools.Connectors.GitHub;
using DataTools.Papers.Evidence;
using DataTools.Papers.Examining;
using DataTools.Papers.Ranking;

namespace DataTools.Papers.Tests.Ranking;

public sealed class RankerTests
{
    private static readonly Paper TinyDet = new("TinyDet: Small Detectors for Everybody")
    {
        Arxiv = ArxivId.TryParse("2401.00001"),
        Authors = [new("Anna Writer"), new("Bo Colleague")],
    };

    private static RepositoryFacts Candidate(string name, string? readme = null, int stars = 0, string? description = null, params (string Name, int Commits)[] committers) =>
        new(RepositoryName.Parse(name))
        {
            Metadata = new(RepositoryName.Parse(name), $"https://github.com/{name}") { Stars = stars, Description = description, OwnerKind = OwnerKind.User },
            Readmes = readme is null ? null : [new("", $"https://github.com/{name}/blob/HEAD/README.md", readme)],
            Committers = committers.Length == 0 ? null : [.. committers.Select(c => new Committer(c.Name, null, c.Commits))],
        };

    private static RepositoryFacts Official() => Candidate(
        "visionlab/tinydet", "# TinyDet: Small Detectors for Everybody\nOfficial code of our paper https://arxiv.org/abs/2401.00001", 10, committers: ("Anna Writer", 20));

    private static RepositoryFacts Port() => Candidate(
        "someone/tinydet-pytorch", "# tinydet-pytorch\nUnofficial PyTorch implementation of TinyDet, https://arxiv.org/abs/2401.00001", 9000, committers: ("Some One", 80));

    [Fact]
    public void The_authors_own_comes_before_the_popular_port()
    {
        var ranked = Ranker.Rank(TinyDet, [Port(), Official()]);
        Assert.Equal([("visionlab/tinydet", RepositoryLabel.Official), ("someone/tinydet-pytorch", RepositoryLabel.Community)], ranked.Select(r => (r.Facts.Name.ToString(), r.Label)));
        Assert.All(ranked, r => Assert.Equal(1, r.Probabilities.Values.Sum(), 9));
        Assert.Contains(ranked[0].Evidence, e => e.Kind == "committer-is-author" && e.Quote == "Anna Writer (20 of 20)" && e.Source == "https://github.com/visionlab/tinydet/commits");
        Assert.Contains("Unofficial", ranked[1].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_there_is_only_a_port_nothing_is_official() =>
        Assert.DoesNotContain(Ranker.Rank(TinyDet, [Port()]), r => r.ProbabilityOfficial > 0.1);

    [Fact]
    public void Stars_do_not_matter() => Gen.Int[0, 100_000].Sample(stars =>
    {
        var with = Ranker.Rank(TinyDet, [Port() with { Metadata = Port().Metadata! with { Stars = stars } }, Official()]);
        Assert.Equal(Ranker.Rank(TinyDet, [Port(), Official()]).Select(r => r.ProbabilityOfficial), with.Select(r => r.ProbabilityOfficial));
    });

    [Fact]
    public void The_order_of_the_candidates_does_not_matter() =>
        Gen.Shuffle(new[] { Port(), Official(), Candidate("other/thing", "# Other"), Candidate("a/b") }).Sample(candidates => Assert.Equal(
            Ranker.Rank(TinyDet, [Port(), Official(), Candidate("other/thing", "# Other"), Candidate("a/b")]).Select(r => (r.Facts.Name, r.Label, r.Probability)),
            Ranker.Rank(TinyDet, candidates).Select(r => (r.Facts.Name, r.Label, r.Probability))));

    [Fact]
    public void What_a_port_calls_official_becomes_a_candidate_and_counts()
    {
        var port = Candidate("someone/tinydet-keras", "# TinyDet: Small Detectors for Everybody in Keras\nThe official implementation is here: https://github.com/visionlab/code");
        var mention = Assert.Single(Ranker.CalledOfficial(TinyDet, port));
        Assert.Equal(("visionlab/code", MentionKind.CalledOfficial), (mention.Repository.ToString(), mention.Kind));
        var alone = Ranker.Rank(TinyDet, [Candidate("visionlab/code", "# Code")])[0];
        var called = Ranker.Rank(TinyDet, [Candidate("visionlab/code", "# Code"), port]).Single(r => r.Facts.Name.Owner == "visionlab");
        Assert.True(called.ProbabilityOfficial > alone.ProbabilityOfficial);
    }

    [Fact]
    public void A_link_in_the_papers_comment_counts_more_than_words()
    {
        var plain = Candidate("lab/code", "# Code\nTinyDet");
        var linked = plain with { Mentions = [new(plain.Name, MentionKind.Comment, "https://arxiv.org/abs/2401.00001", "code: https://github.com/lab/code")] };
        Assert.True(Ranker.Rank(TinyDet, [linked])[0].ProbabilityOfficial > 0.8);
        Assert.True(Ranker.Rank(TinyDet, [plain])[0].ProbabilityOfficial < 0.5);
    }

    [Theory]
    [InlineData("Our code is available at https://github.com/lab/code.", true)]
    [InlineData("Code: https://github.com/lab/code", true)]
    [InlineData("We use the implementation of Wolf et al., available at https://github.com/lab/code.", false)]
    [InlineData("1 https://github.com/lab/code", false)]
    public void What_a_paper_prints_may_be_what_it_used(string quote, bool official)
    {
        var name = RepositoryName.Parse("lab/code");
        var facts = Candidate("lab/code", "# Code\nSomething.") with { Mentions = [new(name, MentionKind.FullText, "https://arxiv.org/pdf/2401.00001", quote)] };
        Assert.Equal(official, Ranker.Rank(TinyDet, [facts])[0].ProbabilityOfficial > 0.5);
    }

    [Fact]
    public void A_folder_of_a_large_repository()
    {
        var name = RepositoryName.Parse("bigcompany/models");
        var facts = new RepositoryFacts(name)
        {
            Metadata = new(name, "https://github.com/bigcompany/models") { Description = "Models and examples", OwnerKind = OwnerKind.Organization },
            Readmes = [new("", "https://x", "# Models\nA collection."), new("research/tinydet", "https://y", "# TinyDet: Small Detectors for Everybody\nCode for our paper.\nAnna Writer, Bo Colleague")],
        };
        var ranked = Ranker.Rank(TinyDet, [facts])[0];
        Assert.Equal((RepositoryLabel.OfficialInMonorepo, "research/tinydet"), (ranked.Label, ranked.Path));
    }

    [Fact]
    public void Nothing_known_is_no_crash() => Assert.Single(Ranker.Rank(new("X"), [new(RepositoryName.Parse("a/b"))]));
}
