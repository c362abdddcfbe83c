using System.Text;
using DataTools.FakeServices.GitHub;
using DataTools.Papers;
using DataTools.Papers.Examining;

namespace DataTools.Benchmarks.Papers;

/// <summary>The benchmark's repositories as a GitHub that can be asked.</summary>
internal static class FakeBenchmark
{
    /// <summary>Where a fact is not known the fake has to say something: it says what a repository without it would.</summary>
    /// <param name="papers">All of them; a repository of several papers is one.</param>
    public static IEnumerable<FakeRepository> Repositories(IReadOnlyList<LabelledPaper> papers) =>
        papers.SelectMany(p => p.Repositories.Select(r => (p.Paper, r.Facts))).GroupBy(r => r.Facts.Name).Select(g => Repository(g.First().Paper, g.Select(r => r.Facts).ToList()));

    public static IEnumerable<FakeOwner> Owners(IReadOnlyList<LabelledPaper> papers) =>
        papers.SelectMany(p => p.Repositories).DistinctBy(r => r.Facts.Name.Owner, StringComparer.OrdinalIgnoreCase)
            .Select(r => new FakeOwner(r.Facts.Name.Owner, $"{r.Facts.Metadata!.OwnerKind}"));

    private static FakeRepository Repository(Paper paper, List<RepositoryFacts> several)
    {
        var facts = several[0];
        var readmes = several.SelectMany(f => f.Readmes ?? []).DistinctBy(r => r.Folder);
        var metadata = facts.Metadata!;
        // A date that is not known says nothing: the month in which the paper appeared.
        var appeared = paper.Arxiv is { } id ? new DateTimeOffset(id.Year, id.Month, 1, 0, 0, 0, TimeSpan.Zero) : new DateTimeOffset(paper.Year ?? 2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return new(facts.Name.ToString())
        {
            Description = metadata.Description,
            Homepage = metadata.Homepage,
            Language = metadata.Language ?? "Python",
            Topics = metadata.Topics,
            Stars = metadata.Stars,
            Parent = metadata.Fork ? $"somebody/{facts.Name.Name}" : null,
            CreatedAt = metadata.CreatedAt == default ? appeared : metadata.CreatedAt,
            Files = readmes.Select(r => (Path: r.Folder.Length == 0 ? "README.md" : $"{r.Folder}/README.md", r.Text)).Append((Path: "main.py", Text: new string('#', 4096)))
                .ToDictionary(f => f.Path, f => Encoding.UTF8.GetBytes(f.Text)),
            Commits = [.. Scaled(facts.Committers ?? [])],
        };
    }

    // A hundred commits are read: each has his share of them.
    private static IEnumerable<FakeCommit> Scaled(IReadOnlyList<Committer> committers)
    {
        var total = Math.Max(1, committers.Sum(c => c.Commits));
        return committers.SelectMany(c => FakeCommit.By(c.Name, total <= 100 ? c.Commits : (int)Math.Round(100.0 * c.Commits / total)));
    }
}
