using System.Diagnostics;
using System.Text;
using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.FakeServices;
using DataTools.FakeServices.GitHub;
using DataTools.Papers.Evidence;
using DataTools.Papers.Examining;
using DataTools.Papers.Finding;
using DataTools.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DataTools.Papers.Tests.Finding;

public sealed class PaperFinderTests
{
    private static readonly Paper TinyDet = FinderScene.TinyDet;

    [Fact]
    public async Task Candidates_are_searched_for_and_looked_at()
    {
        await using var scene = await FinderScene.StartAsync();
        var result = await scene.FindAsync();
        var facts = Of(result, "visionlab/tinydet");
        Assert.Equal(310, facts.Metadata!.Stars);
        Assert.Equal("Vision Lab", facts.Owner!.Name);
        Assert.StartsWith("# TinyDet", facts.Readmes![0].Text, StringComparison.Ordinal);
        Assert.Equal([new("Ada Lovelace", "ada", 80), new("G. Hopper", null, 14), new("ci[bot]", "ci[bot]", 3)], facts.Committers);
        Assert.Equal(["TinyDet"], facts.Citation!.Titles);
        Assert.True(facts.HasCode);
        Assert.All(facts.Mentions, m => Assert.Equal(MentionKind.Search, m.Kind));
        Assert.Contains(result.Repositories, r => r.Facts.Name.ToString() == "someone/tinydet-tf");
        Assert.Empty(result.Failures);
        // Three searches; what they brought is not asked for again.
        Assert.Equal(3, scene.Fake.Requests.Count(r => r.PathAndQuery.StartsWith("/search/", StringComparison.Ordinal)));
        Assert.DoesNotContain(scene.Fake.Requests, r => r.PathAndQuery is "/repos/visionlab/tinydet" or "/repos/someone/tinydet-tf");
        Assert.Equal(scene.Fake.Requests.Count, result.GitHubCalls);
        Assert.InRange(result.GitHubCalls, 5, 12);
    }

    [Fact]
    public async Task The_second_time_nothing_is_asked_and_offline_the_answer_is_the_same()
    {
        await using var scene = await FinderScene.StartAsync(Many(30));
        var told = FinderScene.Told.Of([("lab0/tinydet", MentionKind.FullText), .. Enumerable.Range(1, 9).Select(i => ($"lab{i}/quiet", MentionKind.Listed))]);
        var first = await scene.Finder(null, told).FindAsync(TinyDet, null, default);
        Assert.Equal(12, first.GitHubCalls);
        Assert.Equal(12, scene.Fake.Requests.Count);
        var raw = scene.Fake.RawRequests.Count;

        var second = await scene.Finder(null, told).FindAsync(TinyDet, null, default);
        Assert.Equal((0, 12, raw), (second.GitHubCalls, scene.Fake.Requests.Count, scene.Fake.RawRequests.Count));
        Assert.Equal(Shown(first), Shown(second));
        var offline = await scene.Finder(new() { Offline = true }, told).FindAsync(TinyDet, null, default);
        Assert.Equal((0, 12, raw), (offline.GitHubCalls, scene.Fake.Requests.Count, scene.Fake.RawRequests.Count));
        Assert.Equal(Shown(first), Shown(offline));
    }

    [Fact]
    public async Task With_a_token_more_is_asked_within_a_cap()
    {
        await using var scene = (await FinderScene.StartAsync(Many(30))).WithToken();
        var finder = scene.Finder();
        Assert.Equal((GitHubBudget.WithToken, true), (finder.Allowance.Planned, finder.Allowance.WithToken));
        var result = await finder.FindAsync(TinyDet, null, default);
        Assert.InRange(result.GitHubCalls, 13, GitHubBudget.WithToken);
        Assert.Equal(5000 - scene.Fake.Used(withToken: true, "core"), result.Allowance!.Left);
        Assert.True(result.Repositories.Count <= 25);
    }

    [Fact]
    public async Task Renamed_ones_go_by_their_present_name_and_become_one_with_it()
    {
        await using var scene = await FinderScene.StartAsync();
        var result = await scene.FindAsync(TinyDet with { Comment = "Code: https://github.com/oldlab/tinydet" });
        var facts = Of(result, "visionlab/tinydet");
        Assert.Contains(facts.Mentions, m => m.Kind == MentionKind.Comment && m.Repository.ToString() == "oldlab/tinydet");
        Assert.Contains(facts.Mentions, m => m.Kind == MentionKind.Search);
        Assert.DoesNotContain(result.Repositories, r => r.Facts.Name.Owner == "oldlab");
        Assert.Equal(scene.Fake.Requests.Count, result.GitHubCalls);

        // The renamed one is found first here, and there is no other.
        var alone = await scene.FindAsync(new("Something else entirely") { Comment = "Code: https://github.com/oldlab/tinydet" });
        Assert.Equal("visionlab/tinydet", Assert.Single(alone.Repositories).Facts.Name.ToString());
        Assert.NotEmpty(alone.Repositories[0].Facts.Readmes!);
    }

    [Fact]
    public async Task Deleted_ones_are_told_and_not_ranked()
    {
        await using var scene = await FinderScene.StartAsync();
        var result = await scene.FindAsync(TinyDet with { Comment = "Code: https://github.com/gonelab/tinydet" });
        Assert.DoesNotContain(result.Repositories, r => r.Facts.Name.Owner == "gonelab");
        var failure = Assert.Single(result.Failures);
        Assert.Equal("GitHub", failure.Source);
        Assert.Contains("gonelab/tinydet is gone", failure.Reason, StringComparison.Ordinal);
        Assert.Contains("https://arxiv.org/abs/2401.00001", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocked_ones_are_told_and_known_by_their_mentions_alone()
    {
        await using var scene = await FinderScene.StartAsync();
        var result = await scene.FindAsync(TinyDet with { Comment = "Code: https://github.com/badlab/taken-down" });
        Assert.Contains("legal reasons", Assert.Single(result.Failures).Reason, StringComparison.Ordinal);
        Assert.Null(Of(result, "badlab/taken-down").Metadata);
    }

    [Fact]
    public async Task Empty_ones_have_no_code_and_cost_no_further_calls()
    {
        await using var scene = await FinderScene.StartAsync([new("newlab/empty") { Description = TinyDet.Title, Language = null }]);
        var facts = Of(await scene.FindAsync(), "newlab/empty");
        Assert.Equal((false, null, null), (facts.HasCode, facts.Readmes, facts.Committers));
        Assert.DoesNotContain(scene.Fake.Requests, r => r.PathAndQuery.Contains("/commits", StringComparison.Ordinal));
        Assert.Empty(scene.Fake.RawRequests);
    }

    [Fact]
    public async Task A_repository_with_nothing_but_a_README_has_no_code_and_one_with_scripts_has()
    {
        await using var scene = await FinderScene.StartAsync(
        [
            Padded(new FakeRepository("lab/soon") { Language = null }.WithReadme($"# {TinyDet.Title}\nCode will come.")),
            Padded(new FakeRepository("lab/scripts") { Language = null, Files = new Dictionary<string, byte[]> { ["run.py"] = [1] } }.WithReadme($"# {TinyDet.Title}")),
        ]);
        var result = await scene.FindAsync();
        Assert.Equal((false, true), (Of(result, "lab/soon").HasCode, Of(result, "lab/scripts").HasCode));
    }

    [Theory]
    [InlineData("README.rst")]
    [InlineData("readme.md")]
    [InlineData("README")]
    public async Task READMEs_have_several_names(string name)
    {
        await using var scene = await FinderScene.StartAsync([new FakeRepository("lab/tinydet") { Description = TinyDet.Title }.WithReadme("Hello", name)]);
        Assert.Equal("Hello", Of(await scene.FindAsync(), "lab/tinydet").Readmes![0].Text);
    }

    [Fact]
    public async Task The_folder_of_a_monorepo_is_read_and_its_committers_asked_for()
    {
        var zoo = new FakeRepository("biglab/zoo") { Commits = [.. FakeCommit.By("Somebody", 50), new("Ada Lovelace", "ada", "research/tinydet")] }
            .WithReadme("# Zoo\n- [TinyDet](research/tinydet)\n").WithReadme("# TinyDet, official", "research/tinydet/README.md");
        await using var scene = await FinderScene.StartAsync([zoo]);
        // By a link that names the folder, and by the root's README.
        foreach (var comment in new[] { "https://github.com/biglab/zoo/tree/main/research/tinydet", "https://github.com/biglab/zoo" })
        {
            var facts = Of(await scene.FindAsync(TinyDet with { Comment = $"Code: {comment}" }), "biglab/zoo");
            Assert.Equal(["", "research/tinydet"], facts.Readmes!.Select(r => r.Folder));
            Assert.Equal("Ada Lovelace", Assert.Single(facts.Committers!).Name);
        }
    }

    [Fact]
    public async Task A_folder_named_as_the_method_is_found_in_the_tree()
    {
        await using var scene = await FinderScene.StartAsync([Padded(new FakeRepository("biglab/zoo").WithReadme("# Zoo").WithReadme("# Hello", "research/tiny_det/README.md"))]);
        var facts = Of(await scene.FindAsync(TinyDet with { Comment = "Code: https://github.com/biglab/zoo" }), "biglab/zoo");
        Assert.Equal(["", "research/tiny_det"], facts.Readmes!.Select(r => r.Folder));
    }

    [Fact]
    public async Task A_bad_citation_file_is_told_and_passed_over()
    {
        await using var scene = await FinderScene.StartAsync([new FakeRepository("lab/tinydet") { Description = TinyDet.Title }.WithReadme("x").WithReadme("title: [", "CITATION.cff")]);
        var result = await scene.FindAsync();
        Assert.Null(Of(result, "lab/tinydet").Citation);
        Assert.Equal("CITATION.cff of lab/tinydet", Assert.Single(result.Failures).Source);
    }

    [Fact]
    public async Task A_repository_that_a_README_calls_official_becomes_a_candidate_and_is_looked_at()
    {
        await using var scene = await FinderScene.StartAsync(
        [
            Padded(new FakeRepository("someone/tinydet-tf") { Description = TinyDet.Title }
                .WithReadme($"# {TinyDet.Title}\n\nThis is an unofficial re-implementation. The official implementation is here: https://github.com/ada/quiet\n")),
            Padded(new FakeRepository("ada/quiet") { Commits = [new("Ada Lovelace", "ada")] }.WithReadme("# Code of our paper")),
        ]);
        var facts = Of(await scene.FindAsync(), "ada/quiet");
        var mention = Assert.Single(facts.Mentions);
        Assert.Equal((MentionKind.CalledOfficial, "https://github.com/someone/tinydet-tf/blob/HEAD/README.md"), (mention.Kind, mention.Source));
        Assert.NotNull(facts.Metadata);
        Assert.NotEmpty(facts.Readmes!);
        Assert.NotEmpty(facts.Committers!);
    }

    [Fact]
    public async Task Calls_go_to_the_likeliest_first()
    {
        await using var scene = await FinderScene.StartAsync([.. Many(20), Padded(new FakeRepository("ada/tinydet") { Commits = [new("Ada Lovelace", "ada")] }
            .WithReadme($"# {TinyDet.Title}\n\nThe official implementation of our paper (arXiv 2401.00001), by Ada Lovelace and Grace Hopper."))]);
        var result = await scene.FindAsync();
        Assert.Equal("ada/tinydet", result.Repositories[0].Facts.Name.ToString());
        Assert.NotNull(result.Repositories[0].Facts.Committers);
        Assert.Equal("/repos/ada/tinydet/commits?per_page=100", scene.Fake.Requests.Select(r => r.PathAndQuery).First(r => r.Contains("/commits", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_repeat_over_real_READMEs_asks_nobody()
    {
        var files = Directory.GetFiles(SharedData.Path("papers", "readmes")).Order(StringComparer.Ordinal).Take(10).ToList();
        await using var scene = await FinderScene.StartAsync(files.Select((f, i) => Padded(new FakeRepository($"lab{i}/net") { Description = TinyDet.Title }.WithReadme(File.ReadAllText(f)))));
        await scene.FindAsync();
        var asked = scene.Fake.Requests.Count + scene.Fake.RawRequests.Count;
        var watch = Stopwatch.StartNew();
        var result = await scene.FindAsync();
        TestContext.Current.SendDiagnosticMessage($"a cached repeat over {result.Repositories.Count} repositories: {watch.ElapsedMilliseconds} ms");
        Assert.Equal((0, asked), (result.GitHubCalls, scene.Fake.Requests.Count + scene.Fake.RawRequests.Count));
    }

    [Fact]
    public async Task Where_raw_files_cannot_be_had_the_API_gives_the_README_within_the_budget()
    {
        await using var scene = await FinderScene.StartAsync(Many(30));
        await scene.Fake.StopRawAsync();
        var result = await scene.FindAsync();
        Assert.Contains(result.Repositories, r => r.Facts.Readmes is { Count: > 0 });
        Assert.Contains(result.Failures, f => f.Source == "GitHub's raw files" && f.Reason.Contains("refused the connection", StringComparison.Ordinal));
        Assert.InRange(scene.Fake.Requests.Count, 5, 12);
        Assert.Contains(scene.Fake.Requests, r => r.PathAndQuery.Contains("/commits", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sources_fail_alone()
    {
        await using var scene = await FinderScene.StartAsync();
        var result = await scene.Finder(null, new FinderScene.Told(() => throw new NetworkException("nobody there", "wait")), FinderScene.Told.Of(("visionlab/tinydet", MentionKind.HuggingFaceUser)))
            .FindAsync(TinyDet, null, default);
        Assert.Equal([new("somebody", "nobody there", "wait")], result.Failures);
        Assert.Contains(Of(result, "visionlab/tinydet").Mentions, m => m.Kind == MentionKind.HuggingFaceUser);
    }

    [Fact]
    public async Task The_projects_page_names_code_and_pages_that_fail_are_told()
    {
        await using var scene = await FinderScene.StartAsync();
        await using var web = await FakeServer.StartAsync(app => app.Run(c => c.Request.Path == "/good"
            ? Results.Content("<a href='https://github.com/someone/tinydet-tf'>Code</a>", "text/html").ExecuteAsync(c)
            : c.Request.Path == "/big" ? Results.Content(new string('x', 3 << 20), "text/html").ExecuteAsync(c) : Results.NotFound().ExecuteAsync(c)));
        var result = await scene.FindAsync(TinyDet with { Comment = $"Project page: {web.Address}/good , project page: {web.Address}/big , project page: {web.Address}/none , project page: {web.Address}/fourth" });
        var mention = Assert.Single(Of(result, "someone/tinydet-tf").Mentions, m => m.Kind == MentionKind.ProjectPage);
        Assert.Equal($"{web.Address}/good", mention.Source);
        Assert.Equal(["the project's page", "the project's page"], result.Failures.Select(f => f.Source));
        Assert.Contains(result.Failures, f => f.Reason.Contains("404", StringComparison.Ordinal));
        Assert.Contains(result.Failures, f => f.Reason.Contains("too large", StringComparison.Ordinal));
        Assert.Equal(3, web.Requests.Select(r => r.PathAndQuery).Distinct().Count());
    }

    [Fact]
    public async Task Progress_and_code_elsewhere_are_told()
    {
        await using var scene = await FinderScene.StartAsync();
        var steps = new List<string>();
        var result = await scene.Finder().FindAsync(TinyDet with { Comment = "Code: https://gitlab.com/visionlab/tinydet" }, new Told(steps), default);
        Assert.Equal("https://gitlab.com/visionlab/tinydet", Assert.Single(result.Elsewhere).Url);
        Assert.Contains(steps, s => s.StartsWith("asking who knows", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Offline_with_nothing_on_disk_is_an_error_and_with_something_a_partial_answer()
    {
        await using var scene = await FinderScene.StartAsync();
        var error = await Assert.ThrowsAsync<NotFoundException>(() => scene.FindAsync(options: new() { Offline = true }));
        Assert.Contains("--offline", error.Hint, StringComparison.Ordinal);

        var result = await scene.FindAsync(TinyDet with { Comment = "Code: https://github.com/visionlab/tinydet" }, new() { Offline = true });
        Assert.Null(Assert.Single(result.Repositories).Facts.Metadata);
        Assert.Equal(["GitHub", "GitHub's raw files"], result.Failures.Select(f => f.Source).Order());
        Assert.All(result.Failures, f => Assert.StartsWith("offline, and the cache lacks", f.Reason, StringComparison.Ordinal));
        Assert.Empty(scene.Fake.Requests);
        Assert.Empty(scene.Fake.RawRequests);
    }

    private static RepositoryFacts Of(FindResult result, string name) => Assert.Single(result.Repositories, r => r.Facts.Name.ToString() == name).Facts;

    private static string Shown(FindResult result) => string.Join('\n', result.Repositories.Select(r =>
        $"{r.Facts.Name} {r.Facts.Metadata?.Stars} {r.Facts.Owner} {r.Facts.Readmes?.Count} {string.Join(',', r.Facts.Committers ?? [])}"));

    // Large enough to count as not empty.
    private static FakeRepository Padded(FakeRepository r) => r with { Files = new Dictionary<string, byte[]>(r.Files) { ["LICENSE"] = new byte[2048] } };

    private static IEnumerable<FakeRepository> Many(int count) => Enumerable.Range(0, count).SelectMany(i => new[]
    {
        Padded(new FakeRepository($"lab{i}/tinydet") { Stars = i, Commits = [new($"Author {i}")] }.WithReadme($"# {TinyDet.Title}, by Lovelace")),
        Padded(new FakeRepository($"lab{i}/quiet").WithReadme(Encoding.UTF8.GetString("# Quiet"u8))),
    });

    private sealed class Told(List<string> steps) : IProgress<string>
    {
        public void Report(string value) => steps.Add(value);
    }
}
