using DataTools.Catalog;

namespace DataTools.Connectors.GitHub;

/// <summary>How many requests a piece of work may send to GitHub, whatever GitHub itself would allow. Answers from disk cost nothing.</summary>
/// <param name="most">Repetitions and redirects count.</param>
public sealed class CallBudget(int most)
{
    private int _spent;

    /// <summary>How many went out.</summary>
    public int Spent => Math.Min(Volatile.Read(ref _spent), most);

    /// <summary>Throws <see cref="CallBudgetException"/> where nothing is left.</summary>
    internal void Demand()
    {
        if (Volatile.Read(ref _spent) >= most)
            throw new CallBudgetException(most);
    }

    /// <summary>Takes one. Throws <see cref="CallBudgetException"/> where none is left.</summary>
    internal void Spend()
    {
        if (Interlocked.Increment(ref _spent) > most)
            throw new CallBudgetException(most);
    }
}

/// <summary>A request that its <see cref="CallBudget"/> does not allow.</summary>
/// <param name="most">How many it allows.</param>
public sealed class CallBudgetException(int most) : DataToolsException(
    $"the {most} calls to GitHub that were planned are made", "Put a token into GH_TOKEN, which allows more, or run the command again later: answers are kept.");
