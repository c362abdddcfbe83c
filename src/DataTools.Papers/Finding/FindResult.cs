using DataTools.Catalog;
using DataTools.Papers.Evidence;
using DataTools.Papers.Ranking;

namespace DataTools.Papers.Finding;

/// <summary>What was found for a paper, with what could not be asked.</summary>
/// <param name="Paper">Which.</param>
/// <param name="Repositories">The most probably official first.</param>
/// <param name="Failures">Who could not be asked, or what could not be looked at; the answer is without it.</param>
public sealed record FindResult(Paper Paper, IReadOnlyList<RankedRepository> Repositories, IReadOnlyList<SourceFailure> Failures)
{
    /// <summary>Code on other hosts than GitHub, which was not examined.</summary>
    public IReadOnlyList<CodeElsewhere> Elsewhere { get; init; } = [];

    /// <summary>Why GitHub was given up midway (out of reach, a refused token); null: it was not.</summary>
    public DataToolsException? GitHubGivenUp { get; init; }

    /// <summary>How many calls GitHub was sent; answers from disk are none.</summary>
    public int GitHubCalls { get; init; }

    /// <summary>What was planned, and what is left for the next.</summary>
    public GitHubAllowance? Allowance { get; init; }
}

/// <summary>A source that failed.</summary>
/// <param name="Source">What people call it.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Hint">What to do next.</param>
public sealed record SourceFailure(string Source, string Reason, string? Hint = null)
{
    /// <summary>When it answers again, where it was asked too often and that is known.</summary>
    public DateTimeOffset? ResetsAt { get; init; }
}
