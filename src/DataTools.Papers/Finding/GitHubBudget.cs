namespace DataTools.Papers.Finding;

/// <summary>
/// How many questions a paper is worth to GitHub, and which stage of the work may spend how many of them. Questions count
/// whether their answers turn out to be on disk or not: so the same paper leads to the same questions each time, and the
/// second time all answers are there.
/// </summary>
/// <param name="most">Of all stages together.</param>
internal sealed class GitHubBudget(int most)
{
    /// <summary>With a token: enough for every candidate that matters, far from GitHub's 5,000 an hour.</summary>
    public const int WithToken = 60;

    private int _left = most;

    /// <summary>What metadata of repositories that were named leaves for a look at the best: commits and owners of two.</summary>
    public int ForLooks { get; } = Math.Min(5, most / 3);

    /// <summary>What repositories that a README calls official leave for looks.</summary>
    public int ForLastLooks => Math.Max(0, ForLooks - 2);

    /// <summary>Whether there is one left.</summary>
    public bool AreLeft => _left > 0;

    /// <summary>Takes one question where at least <paramref name="reserve"/> are left after it.</summary>
    public bool Take(int reserve = 0)
    {
        if (_left <= reserve)
            return false;
        _left--;
        return true;
    }

    /// <summary>A question that took one more request: its repository had moved.</summary>
    public void TakeMoved() => _left = Math.Max(0, _left - 1);
}

/// <summary>What a search for a paper's code may cost.</summary>
/// <param name="Planned">Calls to GitHub for one paper at most, searches included.</param>
/// <param name="Left">Calls left in this hour, as far as is known without asking.</param>
/// <param name="ResetsAt">When the next hour begins, as far as is known.</param>
/// <param name="WithToken">Whether the calls carry a token.</param>
public sealed record GitHubAllowance(int Planned, int Left, DateTimeOffset ResetsAt, bool WithToken);
