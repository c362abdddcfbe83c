namespace DataTools.Connectors.GitHub;

/// <summary>How patient and how frugal the calls to GitHub are.</summary>
public sealed record GitHubOptions
{
    /// <summary>The longest wait for a limit to be lifted; where it takes longer, the call ends with the time of the reset.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>An answer kept on disk is used without asking while it is younger than this; later it is asked whether it still holds.</summary>
    public TimeSpan FreshFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Ask nobody; use what is kept on disk, however old.</summary>
    public bool Offline { get; init; }

    /// <summary>Told before each wait for a limit until when it lasts.</summary>
    public Action<DateTimeOffset>? OnWait { get; init; }

    /// <summary>How often a call that a broken server or connection spoilt is repeated.</summary>
    internal int Retries { get; init; } = 3;

    /// <summary>The wait before the first repetition; it doubles with each.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>An attempt is given up after so long; GitHub itself cuts a search after ten seconds.</summary>
    internal TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a call that GitHub put off is tried again.</summary>
    internal int Refusals { get; init; } = 3;

    /// <summary>Calls on their way at a time; GitHub's own limit is a hundred, shared with whoever else uses the token or address.</summary>
    internal int Concurrent { get; init; } = 8;

    /// <summary>The largest answer that is read, in bytes. GitHub's own largest, a tree, has 7 MB.</summary>
    internal int LargestAnswer { get; init; } = 32 << 20;
}
