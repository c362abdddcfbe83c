using DataTools.Papers.Examining;

namespace DataTools.Papers.Ranking;

/// <summary>What a repository is to a paper.</summary>
public enum RepositoryLabel
{
    /// <summary>The authors' own, for this paper.</summary>
    Official,

    /// <summary>The authors' own, in a repository that holds much else.</summary>
    OfficialInMonorepo,

    /// <summary>Somebody else's implementation of the paper.</summary>
    Community,

    /// <summary>A collection or library of many methods, this one among them.</summary>
    Collection,

    /// <summary>Something else: another paper's code, or code that only uses this one.</summary>
    Unrelated,
}

/// <summary>A fact that speaks for or against.</summary>
/// <param name="Kind">The feature's short name, such as <c>committer-is-author</c>.</param>
/// <param name="Source">Where it was seen: an address.</param>
/// <param name="Quote">A short piece of what was seen there; empty for base rates, which are no facts of this repository.</param>
/// <param name="Weight">What it adds to the log-odds of its <see cref="Question"/>; negative where it speaks against.</param>
public sealed record EvidenceItem(string Kind, string Source, string Quote, double Weight)
{
    /// <summary>about: does it implement the paper; authors: is it the authors' own; broad: does it hold much else.</summary>
    public required string Question { get; init; }

    /// <summary>What the feature says, for people.</summary>
    public required string Says { get; init; }
}

/// <summary>A candidate with the answer.</summary>
/// <param name="Facts">What the answer rests on.</param>
/// <param name="Label">The most probable label.</param>
/// <param name="Probabilities">Of each label; they sum to 1.</param>
/// <param name="Evidence">The weightiest first.</param>
public sealed record RankedRepository(
    RepositoryFacts Facts, RepositoryLabel Label, IReadOnlyDictionary<RepositoryLabel, double> Probabilities, IReadOnlyList<EvidenceItem> Evidence)
{
    /// <summary>The folder that belongs to the paper, of a repository that holds much else.</summary>
    public string? Path { get; init; }

    /// <summary>Of <see cref="Label"/>.</summary>
    public double Probability => Probabilities[Label];

    /// <summary>Of being the authors' own, alone or in a larger repository: what the order goes by.</summary>
    public double ProbabilityOfficial => Probabilities[RepositoryLabel.Official] + Probabilities[RepositoryLabel.OfficialInMonorepo];

    /// <summary>One line: why.</summary>
    public required string Why { get; init; }
}
