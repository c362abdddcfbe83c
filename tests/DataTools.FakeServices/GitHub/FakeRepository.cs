using System.Text;

namespace DataTools.FakeServices.GitHub;

/// <summary>A repository of the fake: what the API tells of it.</summary>
public sealed record FakeRepository(string FullName)
{
    public string? Description { get; init; }

    public string? Homepage { get; init; }

    public string? Language { get; init; } = "Python";

    /// <summary>SPDX identifier; null: no licence file.</summary>
    public string? License { get; init; }

    public IReadOnlyList<string> Topics { get; init; } = [];

    public int Stars { get; init; }

    /// <summary>The full name of what it was forked from.</summary>
    public string? Parent { get; init; }

    public bool Archived { get; init; }

    public string DefaultBranch { get; init; } = "main";

    public DateTimeOffset CreatedAt { get; init; } = new(2024, 3, 1, 10, 0, 0, TimeSpan.Zero);

    public DateTimeOffset PushedAt { get; init; } = new(2025, 1, 4, 9, 30, 0, TimeSpan.Zero);

    /// <summary>Contents by path; a repository without any is empty.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>Its commits, the latest first.</summary>
    public IReadOnlyList<FakeCommit> Commits { get; init; } = [];

    /// <summary>Links by path, with what each points to: only archives show them.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>();

    /// <summary>It has moved: the full name it has now.</summary>
    public string? RenamedTo { get; init; }

    /// <summary>Blocked for legal reasons, such as "dmca".</summary>
    public string? Blocked { get; init; }

    /// <summary>More files than a tree lists.</summary>
    public bool TreeTruncated { get; init; }

    /// <summary>The same with a README.</summary>
    public FakeRepository WithReadme(string text, string path = "README.md") =>
        this with { Files = new Dictionary<string, byte[]>(Files) { [path] = Encoding.UTF8.GetBytes(text) } };
}

/// <summary>A commit of the fake.</summary>
/// <param name="Author">As git was told.</param>
/// <param name="Login">The author's account, where GitHub knows it.</param>
/// <param name="Folder">Where it changed something; "" for the root.</param>
public sealed record FakeCommit(string Author, string? Login = null, string Folder = "")
{
    public DateTimeOffset At { get; init; } = new(2024, 4, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>So many commits of one author.</summary>
    public static IEnumerable<FakeCommit> By(string author, int count, string? login = null, string folder = "") =>
        Enumerable.Repeat(new FakeCommit(author, login, folder), count);
}

/// <summary>An account of the fake; owners that are not listed are users without a name.</summary>
public sealed record FakeOwner(string Login, string Type = "User")
{
    public string? Name { get; init; }

    public string? Blog { get; init; }

    public string? Company { get; init; }
}
