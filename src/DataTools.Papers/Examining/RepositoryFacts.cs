using DataTools.Connectors.GitHub;
using DataTools.Papers.Evidence;

namespace DataTools.Papers.Examining;

/// <summary>What was found out about a candidate. What could not be looked at is null, which is not the same as empty.</summary>
/// <param name="Name">Its present name.</param>
public sealed record RepositoryFacts(RepositoryName Name)
{
    /// <summary>Its page.</summary>
    public string Url => $"https://github.com/{Name}";

    /// <summary>What GitHub says of it.</summary>
    public GitHubRepository? Metadata { get; init; }

    /// <summary>Who owns it.</summary>
    public GitHubOwner? Owner { get; init; }

    /// <summary>The root's README first, then those of folders that speak of the paper; null: not looked at.</summary>
    public IReadOnlyList<ReadmeFile>? Readmes { get; init; }

    /// <summary>Who committed, by the names in the commits, the most first; null: not looked at.</summary>
    public IReadOnlyList<Committer>? Committers { get; init; }

    /// <summary>What CITATION.cff says; null: there is none, or it was not looked at.</summary>
    public CitationFile? Citation { get; init; }

    /// <summary>Whether there is any code; null: not known.</summary>
    public bool? HasCode { get; init; }

    /// <summary>Where it was named.</summary>
    public IReadOnlyList<Mention> Mentions { get; init; } = [];
}

/// <summary>A README.</summary>
/// <param name="Folder">Where it lies in the repository; "" for the root.</param>
/// <param name="Url">Its page.</param>
/// <param name="Text">As it was written: Markdown, reStructuredText, HTML, plain.</param>
public sealed record ReadmeFile(string Folder, string Url, string Text);

/// <summary>Somebody with commits.</summary>
/// <param name="Name">As the commits say: a person's name, or whatever git was told.</param>
/// <param name="Login">The account, where GitHub knows one.</param>
/// <param name="Commits">How many, of those that were looked at.</param>
public sealed record Committer(string Name, string? Login, int Commits);

/// <summary>What a CITATION.cff says.</summary>
/// <param name="Url">Its page.</param>
/// <param name="Titles">Of the software and of what it wants cited.</param>
/// <param name="Authors">Full names, given name first.</param>
public sealed record CitationFile(string Url, IReadOnlyList<string> Titles, IReadOnlyList<string> Authors);
