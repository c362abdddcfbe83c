using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataTools.Connectors.GitHub;
using DataTools.Papers;
using DataTools.Papers.Examining;
using DataTools.Papers.Ranking;

namespace DataTools.Benchmarks.Papers;

/// <summary>A repository of the benchmark, and what it is to the paper.</summary>
internal sealed record LabelledRepository(RepositoryFacts Facts, RepositoryLabel Label);

/// <summary>A paper of the benchmark.</summary>
internal sealed record LabelledPaper(string Id, Paper Paper, IReadOnlyList<LabelledRepository> Repositories);

/// <summary>Reads a folder with benchmark.json and readmes/, as ../shared/papers is. Only facts are read, never labels' reasons.</summary>
internal static partial class LabelledPapers
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static IReadOnlyList<LabelledPaper> Read(string folder)
    {
        using var stream = File.OpenRead(Path.Combine(folder, "benchmark.json"));
        var file = JsonSerializer.Deserialize<BenchmarkFile>(stream, Json)!;
        return [.. file.Papers.Select(p => new LabelledPaper(
            p.Id,
            new(p.Title) { Arxiv = ArxivId.TryParse(p.Arxiv), Year = p.Year, Authors = [.. p.Authors.Select(a => new Author(a))] },
            [.. p.Candidates.Select(c => new LabelledRepository(Facts(folder, c), Label(c.Label)))]))];
    }

    private static RepositoryFacts Facts(string folder, Candidate c)
    {
        var name = RepositoryName.Parse(c.Repo);
        var created = c.Facts.Created ?? c.Facts.FirstCommit;
        return new(name)
        {
            Metadata = new(name, $"https://github.com/{name}")
            {
                Description = c.Facts.Description,
                OwnerKind = Enum.TryParse<OwnerKind>(c.Facts.OwnerType, out var kind) ? kind : OwnerKind.Unknown,
                Stars = c.Facts.Stars ?? 0,
                Language = c.Facts.Language,
                Topics = c.Facts.Topics ?? [],
                Homepage = c.Facts.Homepage is { Length: > 0 } page ? page : null,
                Fork = c.Facts.Fork ?? false,
                CreatedAt = created is null ? default : DateTimeOffset.Parse(created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            },
            Readmes = c.ReadmePath is null ? null
                : [new(c.Subdir is null ? "" : (Path.GetDirectoryName(c.Subdir) ?? "").Replace('\\', '/'), $"https://github.com/{name}/blob/HEAD/{c.Subdir ?? "README.md"}", File.ReadAllText(Path.Combine(folder, c.ReadmePath)))],
            Committers = c.Facts.TopCommitters?.Select(Committer).ToList(),
        };
    }

    // "Kaiming He (23)"
    private static Committer Committer(string text)
    {
        var match = Counted().Match(text);
        return match.Success ? new(match.Groups["name"].Value, null, int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture)) : new(text, null, 1);
    }

    private static RepositoryLabel Label(string text) => Enum.Parse<RepositoryLabel>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    [GeneratedRegex(@"\A(?<name>.*) \((?<count>\d+)\)\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Counted();

    private sealed record BenchmarkFile(IReadOnlyList<PaperEntry> Papers);

    private sealed record PaperEntry(string Id, string Title, string? Arxiv, int? Year, IReadOnlyList<string> Authors, IReadOnlyList<Candidate> Candidates);

    private sealed record Candidate(string Repo, string Label, string? ReadmePath, string? Subdir, FactsEntry Facts);

    private sealed record FactsEntry(
        string? Description, IReadOnlyList<string>? Topics, int? Stars, string? OwnerType, string? Language, string? Created, string? FirstCommit,
        IReadOnlyList<string>? TopCommitters, bool? Fork, string? Homepage);
}
