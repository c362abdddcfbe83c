namespace DataTools.Connectors.GitHub;

/// <summary>What GitHub says about a repository.</summary>
/// <param name="Name">Its present name: after a renaming another one than was asked for.</param>
/// <param name="Url">Its page.</param>
public sealed record GitHubRepository(RepositoryName Name, string Url)
{
    /// <summary>The owner's kind; name and homepage cost a call of their own: <see cref="GitHubApi.OwnerAsync"/>.</summary>
    public OwnerKind OwnerKind { get; init; }

    /// <summary>One sentence by the owner.</summary>
    public string? Description { get; init; }

    /// <summary>Often the project's page.</summary>
    public string? Homepage { get; init; }

    /// <summary>The language with the most code.</summary>
    public string? Language { get; init; }

    /// <summary>SPDX identifier; null where there is no licence file, NOASSERTION where GitHub cannot tell.</summary>
    public string? License { get; init; }

    /// <summary>Keywords by the owner; new repositories often have none.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>How many people starred it.</summary>
    public int Stars { get; init; }

    /// <summary>Whether it was forked from another.</summary>
    public bool Fork { get; init; }

    /// <summary>What it was forked from; known of a single repository, not of one in a search.</summary>
    public RepositoryName? Parent { get; init; }

    /// <summary>Read-only by its owner's wish.</summary>
    public bool Archived { get; init; }

    /// <summary>The branch that is shown.</summary>
    public string DefaultBranch { get; init; } = "main";

    /// <summary>Size in KiB as GitHub counts it; 0 for an empty one.</summary>
    public long KiB { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last push to any branch; null: never.</summary>
    public DateTimeOffset? PushedAt { get; init; }
}

/// <summary>A page of a search; each costs one call.</summary>
/// <param name="Total">How many match in all; no more than 1,000 of them can be had.</param>
/// <param name="Incomplete">GitHub ran out of time while searching: there may be more.</param>
/// <param name="Items">In GitHub's order.</param>
public sealed record RepositoryPage(int Total, bool Incomplete, IReadOnlyList<GitHubRepository> Items);

/// <summary>A file of a repository.</summary>
/// <param name="Path">Within the repository.</param>
/// <param name="Url">Its page.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Text">Its text; null where it has more than 1 MB or is no file proper (a submodule, a symbolic link).</param>
public sealed record RepositoryFile(string Path, string Url, long Bytes, string? Text);

/// <summary>What an item of a folder or tree is.</summary>
public enum ItemKind
{
    /// <summary>A file; a symbolic link too, in a tree.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>Something else, such as a submodule.</summary>
    Other,
}

/// <summary>An item of a folder or tree.</summary>
/// <param name="Path">Within the repository.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">The size of a file; 0 for others.</param>
public sealed record RepositoryItem(string Path, ItemKind Kind, long Bytes);

/// <summary>Everything in a commit.</summary>
/// <param name="Items">Files and folders, at any depth.</param>
/// <param name="Truncated">It has more than GitHub lists: 100,000 items or 7 MB.</param>
public sealed record RepositoryTree(IReadOnlyList<RepositoryItem> Items, bool Truncated);

/// <summary>Who made a commit.</summary>
/// <param name="Name">As git was told: a person's name, or whatever else.</param>
/// <param name="Login">The account, where GitHub knows whose the address is.</param>
/// <param name="At">When.</param>
public sealed record CommitAuthor(string Name, string? Login, DateTimeOffset At);

/// <summary>What an account is.</summary>
public enum OwnerKind
{
    /// <summary>GitHub does not say.</summary>
    Unknown,

    /// <summary>A person.</summary>
    User,

    /// <summary>An organisation.</summary>
    Organization,

    /// <summary>A program.</summary>
    Bot,
}

/// <summary>An account.</summary>
/// <param name="Login">Its name in addresses.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The name it gives itself.</param>
/// <param name="Blog">The homepage it names.</param>
/// <param name="Company">Where a person says to work.</param>
public sealed record GitHubOwner(string Login, OwnerKind Kind, string? Name, string? Blog, string? Company);

/// <summary>How many calls may be made.</summary>
/// <param name="Limit">In a window: an hour, for searches a minute.</param>
/// <param name="Remaining">In this window, as far as is known.</param>
/// <param name="ResetsAt">When the next window begins.</param>
public sealed record GitHubQuota(int Limit, int Remaining, DateTimeOffset ResetsAt);
