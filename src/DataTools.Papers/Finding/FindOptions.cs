namespace DataTools.Papers.Finding;

/// <summary>How a paper's code is looked for.</summary>
public sealed record FindOptions
{
    /// <summary>Ask nobody; use what earlier searches left on disk.</summary>
    public bool Offline { get; init; }

    /// <summary>A file with the Papers-with-Code links: JSON, JSON compressed with gzip, or CSV.</summary>
    public string? PapersWithCodeLinks { get; init; }

    /// <summary>The most calls to GitHub for one paper without a token; searches count.</summary>
    public int GitHubCalls { get; init; } = 12;

    /// <summary>The longest wait for a limit of GitHub's to be lifted.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Told before each wait for a limit: whose, and until when.</summary>
    public Action<string, DateTimeOffset>? OnWait { get; init; }

    /// <summary>Whether the paper's PDF is fetched from arXiv and read for links.</summary>
    public bool ReadPdf { get; init; } = true;
}
