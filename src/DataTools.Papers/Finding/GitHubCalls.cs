using DataTools.Catalog;
using DataTools.Connectors.GitHub;

namespace DataTools.Papers.Finding;

/// <summary>What became of a question.</summary>
internal enum Outcome
{
    /// <summary>There is an answer.</summary>
    Answered,

    /// <summary>What was asked about does not exist.</summary>
    Gone,

    /// <summary>It was asked and went wrong, which is told.</summary>
    Failed,

    /// <summary>It was not asked: there are no questions left for it.</summary>
    NotAsked,
}

/// <summary>
/// Questions to GitHub within a budget. A question that fails is told once and leaves the rest to go on; where GitHub
/// itself fails (no calls left, a refused token, nobody there twice in a row), no more are asked. One at a time.
/// </summary>
internal sealed class GitHubCalls(GitHubApi api, GitHubBudget budget, FailureList failures)
{
    private const int MostFaultsInARow = 2;

    private int _faults;
    private bool _closed, _searchClosed;

    /// <summary>The questions that may still be asked.</summary>
    public GitHubBudget Budget => budget;

    /// <summary>Why GitHub was given up: all of its part of the answer is missing from there on; null: it was not.</summary>
    public DataToolsException? GaveUp { get; private set; }

    /// <summary>Whether any may.</summary>
    public bool AreLeft => !_closed && budget.AreLeft;

    /// <summary>Asks, where more than <paramref name="reserve"/> questions are left.</summary>
    /// <param name="what">For people: "the repository a/b".</param>
    /// <param name="reserve">What must be left afterwards.</param>
    /// <param name="call">The question.</param>
    /// <param name="isSearch">Searches have a limit of their own.</param>
    public async Task<(Outcome Outcome, T? Answer)> AskAsync<T>(string what, int reserve, Func<GitHubApi, Task<T?>> call, bool isSearch = false) where T : class
    {
        if (_closed || (isSearch && _searchClosed) || !budget.Take(reserve))
            return (Outcome.NotAsked, null);
        try
        {
            var answer = await call(api);
            _faults = 0;
            return (answer is null ? Outcome.Gone : Outcome.Answered, answer);
        }
        catch (NotFoundException e) when (!e.NotCached)
        {
            _faults = 0;
            return (Outcome.Gone, null);
        }
        catch (DataToolsException e) when (e is not StorageException)
        {
            Note(what, e, isSearch);
            return (Outcome.Failed, null);
        }
    }

    private void Note(string what, DataToolsException e, bool isSearch)
    {
        failures.Add("GitHub", what, e);
        switch (e)
        {
            case RateLimitedException when isSearch:
                _searchClosed = true;
                break;
            case RateLimitedException or CredentialsMissingException or CallBudgetException:
                _closed = true;
                break;
            case NetworkException { OnlyThis: false }:
                _closed = ++_faults >= MostFaultsInARow;
                break;
        }
        if (_closed && e is not CallBudgetException)
            GaveUp = e;
    }
}
