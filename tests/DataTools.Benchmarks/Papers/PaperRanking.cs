using System.Globalization;
using System.Text.Json;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors;
using DataTools.FakeServices.GitHub;
using DataTools.Papers;
using DataTools.Papers.Evidence;
using DataTools.Papers.Examining;
using DataTools.Papers.Finding;
using DataTools.Papers.Ranking;

namespace DataTools.Benchmarks.Papers;

/// <summary>
/// How often the papers' own code is found: <c>papers [FOLDER]</c> over a folder with benchmark.json and readmes/
/// (../shared/papers where none is named), <c>papers-fit [FOLDER]</c> for the weights that fit it.
/// </summary>
internal static class PaperRanking
{
    // How strongly weights are drawn to the argued ones; twice or half as much changes a label or two of a hundred.
    private const double Strength = 1;

    public static readonly string Shared = Path.Combine("..", "shared", "papers");

    public static void Run(Report report) => Run(report, Shared);

    public static void Run(Report report, string folder)
    {
        var papers = LabelledPapers.Read(folder);
        report.Note($"{papers.Count} papers, {papers.Sum(p => p.Repositories.Count)} repositories; weights as committed unless said; ratio: right of all.");
        Row(report, "all that is known", Score(papers, f => f));
        var left = LeaveOneOut(papers);
        Row(report, "leave one paper out, and those that share a repository", Score(papers, f => f, p => left[p.Id]));
        Row(report, "argued weights, no data", Score(papers, f => f, _ => RankingModel.Argued));
        Row(report, "committers hidden", Score(papers, f => f with { Committers = null }));
        Row(report, "metadata only", Score(papers, f => f with { Committers = null, Readmes = null }));
        Row(report, "metadata only, leave one out", Score(papers, f => f with { Committers = null, Readmes = null }, p => left[p.Id]));
        MostStars(report, papers);
        ThroughGitHubAsync(report, papers, withToken: false).GetAwaiter().GetResult();
        ThroughGitHubAsync(report, papers, withToken: true).GetAwaiter().GetResult();
        foreach (var (title, score) in new[] { ("all that is known", Score(papers, f => f)), ("leave one out", Score(papers, f => f, p => left[p.Id])) })
        {
            report.Note($"probability of being official, {title}:");
            foreach (var (from, to, count, mean, share) in score.Reliability())
                report.Note(string.Create(CultureInfo.InvariantCulture, $"  {from:0.0}-{to:0.0}: {count,3} repositories, said {mean:0.00}, are {share:0.00}"));
        }
        foreach (var (paper, answer, right) in Score(papers, f => f, p => left[p.Id]).Pairs.Where(p => p.Right != p.Answer.Label))
            report.Note(string.Create(CultureInfo.InvariantCulture, $"left out, wrong: {paper.Id}: {answer.Facts.Name}: {answer.Label} ({answer.Probability:0.00}) for {right}"));
    }

    /// <summary>Prints weights.json.</summary>
    public static void Fit(string folder, TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(Weights(Fit(LabelledPapers.Read(folder))), new JsonSerializerOptions { WriteIndented = true }));

    private static Dictionary<string, double> Weights(RankingModel model) => Features.All.ToDictionary(f => f.Id, f => model[f]);

    // Each repository twice, once as if only metadata were known: what is missing should then weigh nothing.
    private static RankingModel Fit(IReadOnlyList<LabelledPaper> papers) => WeightFit.Fit([.. Samples(papers, f => f), .. Samples(papers, f => f with { Committers = null, Readmes = null })], Strength);

    private static IEnumerable<(IReadOnlyList<Observation> Seen, RepositoryLabel Label)> Samples(IReadOnlyList<LabelledPaper> papers, Func<RepositoryFacts, RepositoryFacts> hide) =>
        papers.SelectMany(p => Ranker.Observe(p.Paper, [.. p.Repositories.Select(r => hide(r.Facts))]).Zip(p.Repositories, (seen, r) => (seen.Seen, r.Label)));

    private static Dictionary<string, RankingModel> LeaveOneOut(IReadOnlyList<LabelledPaper> papers) => papers.ToDictionary(
        p => p.Id, p => Fit([.. papers.Where(q => !q.Repositories.Any(r => p.Repositories.Any(x => x.Facts.Name == r.Facts.Name)))]));

    private static RankingScore Score(IReadOnlyList<LabelledPaper> papers, Func<RepositoryFacts, RepositoryFacts> hide, Func<LabelledPaper, RankingModel>? model = null)
    {
        var score = new RankingScore();
        foreach (var paper in papers)
            score.Add(paper, Ranker.Rank(paper.Paper, [.. paper.Repositories.Select(r => hide(r.Facts))], model?.Invoke(paper) ?? RankingModel.Fitted));
        return score;
    }

    private static void MostStars(Report report, IReadOnlyList<LabelledPaper> papers)
    {
        var withOfficial = papers.Where(p => p.Repositories.Any(r => Ranker.IsOfficial(r.Label))).ToList();
        report.Row("most stars: official first", withOfficial.Count(p => Ranker.IsOfficial(p.Repositories.MaxBy(r => r.Facts.Metadata!.Stars)!.Label)), "", withOfficial.Count, "papers that have one");
    }

    // The whole road: searches, files, commits, within the budget of calls.
    private static async Task ThroughGitHubAsync(Report report, IReadOnlyList<LabelledPaper> papers, bool withToken)
    {
        await using var fake = await FakeGitHub.StartAsync(FakeBenchmark.Repositories(papers), FakeBenchmark.Owners(papers));
        fake.Unlimited = true;
        var folder = Directory.CreateTempSubdirectory("datatools-papers").FullName;
        try
        {
            var variables = new Dictionary<string, string>
            {
                ["DATATOOLS_GITHUB_API"] = fake.Address,
                ["DATATOOLS_GITHUB_RAW"] = fake.RawAddress,
            };
            if (withToken)
                variables["GH_TOKEN"] = FakeGitHub.GoodToken;
            var services = new ServiceContext(Workspace.Locate(folder, folder, _ => null), n => variables.GetValueOrDefault(n), TimeProvider.System, "datatools-benchmark 0");
            var named = new RankingScore();
            var (found, official, mostCalls) = (0, 0, 0);
            foreach (var paper in papers)
            {
                using (var finder = new PaperFinder(services, new(), [new Listed(paper)]))
                {
                    var result = await finder.FindAsync(paper.Paper, null, default);
                    named.Add(paper, [.. result.Repositories.Where(r => paper.Repositories.Any(x => x.Facts.Name == r.Facts.Name))]);
                    mostCalls = Math.Max(mostCalls, result.GitHubCalls);
                }
                using (var finder = new PaperFinder(services, new(), []))
                {
                    var alone = await finder.FindAsync(paper.Paper, null, default);
                    official += paper.Repositories.Count(r => Ranker.IsOfficial(r.Label));
                    found += paper.Repositories.Count(r => Ranker.IsOfficial(r.Label) && alone.Repositories.Any(a => a.Facts.Name == r.Facts.Name));
                    mostCalls = Math.Max(mostCalls, alone.GitHubCalls);
                }
            }
            var how = withToken ? "with a token" : "anonymously";
            Row(report, $"through a fake GitHub {how}", named);
            report.Row($"  most calls for a paper, {how}", mostCalls, "calls");
            report.Row($"  official ones found by search alone, {how}", found, "", official, "official ones");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Row(Report report, string what, RankingScore score)
    {
        report.Row($"{what}: official first", score.FirstIsOfficial, "", score.WithOfficial, "papers that have one");
        report.Row("  right labels", score.RightLabels, "", score.Repositories, "repositories");
        report.Row("  papers without one, with a false one", score.FalseOfficial, "", score.WithoutOfficial, "papers that have none");
        report.Row("  Brier score of being official", score.Brier, "");
        foreach (var miss in score.Misses)
            report.Note($"{what}: first is wrong in {miss}");
    }

    // The benchmark's candidates, as a search would bring them: that they are in the list says nothing.
    private sealed class Listed(LabelledPaper paper) : IEvidenceSource
    {
        public string Name => "the benchmark";

        public Task<Findings> AskAsync(Paper asked, CancellationToken cancellation) => Task.FromResult(new Findings
        {
            Mentions = [.. paper.Repositories.Select(r => new Mention(r.Facts.Name, MentionKind.Search, "benchmark.json", "")
            {
                Path = r.Facts.Readmes is [{ Folder: { Length: > 0 } folder }, ..] ? folder : null,
            })],
        });
    }
}
