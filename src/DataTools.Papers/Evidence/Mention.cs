using DataTools.Connectors.GitHub;

namespace DataTools.Papers.Evidence;

/// <summary>Where a repository was named.</summary>
public enum MentionKind
{
    /// <summary>By a search, which only says that words agree.</summary>
    Search,

    /// <summary>In the authors' comment at arXiv.</summary>
    Comment,

    /// <summary>In the abstract.</summary>
    Abstract,

    /// <summary>Printed in the paper, outside the bibliography.</summary>
    FullText,

    /// <summary>Printed in the paper's bibliography.</summary>
    Bibliography,

    /// <summary>On the paper's page at Hugging Face, typed by a person.</summary>
    HuggingFaceUser,

    /// <summary>On the paper's page at Hugging Face, found by a program.</summary>
    HuggingFaceAuto,

    /// <summary>In the Papers-with-Code links, official and printed in the paper.</summary>
    ListedOfficialInPaper,

    /// <summary>In the Papers-with-Code links, official.</summary>
    ListedOfficial,

    /// <summary>In the Papers-with-Code links, not official.</summary>
    Listed,

    /// <summary>On the project's page.</summary>
    ProjectPage,

    /// <summary>In the README of another candidate, which calls it the official one.</summary>
    CalledOfficial,
}

/// <summary>A place where a repository is named in connection with the paper.</summary>
/// <param name="Repository">Which.</param>
/// <param name="Kind">What kind of place.</param>
/// <param name="Source">Its address.</param>
/// <param name="Quote">A short piece of it, around the name.</param>
public sealed record Mention(RepositoryName Repository, MentionKind Kind, string Source, string Quote)
{
    /// <summary>The folder that was named, of a repository that holds much else; null: the whole.</summary>
    public string? Path { get; init; }
}

/// <summary>Code that lies elsewhere than on GitHub, which is told but not examined.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Source">Where it is named.</param>
/// <param name="Quote">The text around it.</param>
public sealed record CodeElsewhere(string Url, string Source, string Quote);

/// <summary>What one source says.</summary>
public sealed record Findings
{
    /// <summary>Repositories that are named.</summary>
    public IReadOnlyList<Mention> Mentions { get; init; } = [];

    /// <summary>Pages of the project, which may name more.</summary>
    public IReadOnlyList<Uri> ProjectPages { get; init; } = [];

    /// <summary>Code on other hosts.</summary>
    public IReadOnlyList<CodeElsewhere> Elsewhere { get; init; } = [];

    /// <summary>What the source could not make out, while the rest is good: one sentence each, for the user.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Somebody who may know where a paper's code is. Sources are asked side by side, and each may fail alone.</summary>
internal interface IEvidenceSource
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    /// <summary>What it says of the paper. Throws a <see cref="Catalog.DataToolsException"/> where it cannot be asked.</summary>
    Task<Findings> AskAsync(Paper paper, CancellationToken cancellation);
}
