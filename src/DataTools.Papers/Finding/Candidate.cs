using DataTools.Connectors.GitHub;
using DataTools.Papers.Evidence;
using DataTools.Papers.Examining;

namespace DataTools.Papers.Finding;

/// <summary>A repository that may be the paper's, as much as is known of it by now.</summary>
internal sealed class Candidate(RepositoryName name, int order)
{
    // The likeliest to be the authors' own first; searches only say that words agree.
    private static readonly MentionKind[] Strength =
    [
        MentionKind.Comment, MentionKind.Abstract, MentionKind.HuggingFaceUser, MentionKind.ProjectPage, MentionKind.CalledOfficial, MentionKind.FullText,
        MentionKind.ListedOfficialInPaper, MentionKind.HuggingFaceAuto, MentionKind.ListedOfficial, MentionKind.Listed, MentionKind.Bibliography, MentionKind.Search,
    ];

    public RepositoryName Name { get; set; } = name;

    /// <summary>Which was found first.</summary>
    public int Order { get; } = order;

    public List<Mention> Mentions { get; } = [];

    public GitHubRepository? Metadata { get; set; }

    public GitHubOwner? Owner { get; set; }

    public IReadOnlyList<ReadmeFile>? Readmes { get; set; }

    public IReadOnlyList<Committer>? Committers { get; set; }

    public CitationFile? Citation { get; set; }

    /// <summary>What its files say, where they were listed.</summary>
    public bool? HasCode { get; set; }

    /// <summary>What was looked at, or was tried to.</summary>
    public HashSet<Look> Looked { get; } = [];

    /// <summary>The strongest mention, 0 the strongest.</summary>
    public int Rank => Mentions.Count == 0 ? Strength.Length : Mentions.Min(m => Array.IndexOf(Strength, m.Kind));

    /// <summary>Whether somebody named it, beyond a search and a bibliography.</summary>
    public bool IsNamed => Mentions.Exists(m => m.Kind is not (MentionKind.Search or MentionKind.Bibliography));

    /// <summary>The folder that belongs to the paper, of a repository that holds much else.</summary>
    public string? Folder => Readmes?.FirstOrDefault(r => r.Folder.Length > 0)?.Folder ?? Mentions.Find(m => m.Path is not null)?.Path;

    /// <summary>The same for the ranker.</summary>
    public RepositoryFacts Facts() => new(Name)
    {
        Metadata = Metadata,
        Owner = Owner,
        Readmes = Readmes,
        Committers = Committers,
        Citation = Citation,
        // Without a language there may still be scripts that GitHub does not know: only the files tell.
        HasCode = HasCode ?? (Metadata is null ? null : Metadata.Language is not null ? true : Metadata.KiB == 0 ? false : null),
        Mentions = Mentions,
    };
}

/// <summary>What can be looked at, one call each.</summary>
internal enum Look
{
    /// <summary>Who committed.</summary>
    Commits,

    /// <summary>Who the owner is.</summary>
    Owner,

    /// <summary>Which files there are.</summary>
    Tree,
}

/// <summary>All candidates, each once, whatever letters' case or former name it was mentioned by.</summary>
internal sealed class Candidates
{
    private readonly Dictionary<RepositoryName, Candidate> _byName = [];
    private readonly List<Candidate> _all = [];

    /// <summary>The likeliest first: by who named it, then by how often, then by what was found first.</summary>
    public IReadOnlyList<Candidate> All => [.. _all.OrderBy(c => c.Rank).ThenByDescending(c => c.Mentions.Count).ThenBy(c => c.Order)];

    /// <summary>Takes a mention; gives the candidate where it is a new one.</summary>
    public Candidate? Add(Mention mention)
    {
        var known = _byName.TryGetValue(mention.Repository, out var candidate);
        if (!known)
        {
            candidate = new(mention.Repository, _byName.Count);
            _byName[mention.Repository] = candidate;
            _all.Add(candidate);
        }
        if (!candidate!.Mentions.Contains(mention))
            candidate.Mentions.Add(mention);
        return known ? null : candidate;
    }

    /// <summary>A candidate has another name now; where that is a candidate already, they become one.</summary>
    public Candidate Rename(Candidate candidate, RepositoryName now)
    {
        if (_byName.TryGetValue(now, out var there) && there != candidate)
        {
            there.Mentions.AddRange(candidate.Mentions.Except(there.Mentions));
            there.Metadata ??= candidate.Metadata;
            Point(candidate, there);
            _all.Remove(candidate);
            return there;
        }
        candidate.Name = now;
        _byName[now] = candidate;
        return candidate;
    }

    /// <summary>It is none after all.</summary>
    public void Remove(Candidate candidate) => _all.Remove(candidate);

    private void Point(Candidate from, Candidate to)
    {
        foreach (var name in _byName.Where(n => n.Value == from).Select(n => n.Key).ToList())
            _byName[name] = to;
    }
}
