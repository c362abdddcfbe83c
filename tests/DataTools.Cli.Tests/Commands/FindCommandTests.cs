using System.Diagnostics;
using System.Text;
using System.Text.Json;
using DataTools.Cli.Tests.Support;
using DataTools.FakeServices.Arxiv;
using DataTools.FakeServices.GitHub;
using DataTools.FakeServices.Papers;
using DataTools.Papers.Answers;

namespace DataTools.Cli.Tests.Commands;

public sealed class FindCommandTests
{
    private const string Title = FindScene.Title;

    [Fact]
    public async Task The_papers_own_code_comes_before_what_has_more_stars()
    {
        await using var scene = await FindScene.StartAsync();
        Snapshot.Matches(await scene.Run("find", Title), "find");
        Assert.InRange(scene.GitHub.Requests.Count, 5, 12);
    }

    [Theory]
    [InlineData("2401.00001v2")]
    [InlineData("https://arxiv.org/abs/2401.00001")]
    [InlineData("doi:10.5555/ctv.2024.17")]
    [InlineData("tinydet small detectors for large pictures")]
    public async Task However_the_paper_is_named_the_answer_is_the_same(string name)
    {
        await using var scene = await FindScene.StartAsync();
        var expected = FindScene.Output(await scene.Run("find", Title));
        Assert.Equal(expected, FindScene.Output(await scene.Run(["find", .. name.Split(' ')])));
        Assert.Equal(expected, FindScene.Output(await scene.Run("find", "--paper", name)));
    }

    [Fact]
    public async Task A_program_reads_the_same_and_can_write_it_again()
    {
        await using var scene = await FindScene.StartAsync();
        var text = await scene.Run("find", Title, "--format", "json");
        Snapshot.Matches(text, "find-json");
        var json = FindScene.Output(text);
        Assert.Equal(json, AnswerDocument.ToJson(AnswerDocument.Parse(json)) + "\n");
        using var document = JsonDocument.Parse(json);
        foreach (var repository in document.RootElement.GetProperty("repositories").EnumerateArray())
        {
            Assert.Equal(
                ["repository", "path", "label", "probability", "probabilities", "stars", "language", "framework", "license", "archived", "pushedAt", "url", "why", "evidence"],
                repository.EnumerateObject().Select(p => p.Name));
            Assert.Equal(1, repository.GetProperty("probabilities").EnumerateObject().Sum(p => p.Value.GetDouble()), 3);
            Assert.All(repository.GetProperty("evidence").EnumerateArray(), e =>
            {
                Assert.Equal(["kind", "source", "quote", "weight"], e.EnumerateObject().Select(p => p.Name));
                Assert.StartsWith("https://", e.GetProperty("source").GetString(), StringComparison.Ordinal);
                Assert.NotEqual("", e.GetProperty("quote").GetString());
            });
        }
    }

    [Fact]
    public async Task Each_facts_part_in_the_answer_is_explained()
    {
        await using var scene = await FindScene.StartAsync();
        Snapshot.Matches(await scene.Run("find", Title, "--explain", "--limit", "2"), "find-explain");
    }

    [Fact]
    public async Task What_is_unrelated_is_shown_when_asked_for()
    {
        await using var scene = await FindScene.StartAsync();
        Assert.DoesNotContain("other/pixelmix", await scene.Run("find", Title), StringComparison.Ordinal);
        Snapshot.Matches(await scene.Run("find", Title, "--all"), "find-all");
    }

    [Fact]
    public async Task Where_nothing_is_official_that_is_said_and_nothing_is_promoted()
    {
        await using var scene = await FindScene.StartAsync(FindScene.Repositories.Skip(1));
        Snapshot.Matches(await scene.Run("find", Title), "find-nothing-official");
        Snapshot.Matches(await scene.Run("find", Title, "--clone", "out"), "find-nothing-to-clone");
        Assert.False(Directory.Exists(scene.Cli.Workspace["out"]));
        await scene.Run("find", Title, "--clone", "out", "--pick", "3");
        Assert.True(File.Exists(scene.Cli.Workspace["out", "train.py"]));
    }

    [Fact]
    public async Task Where_there_is_no_repository_at_all_that_is_said()
    {
        await using var scene = await FindScene.StartAsync([]);
        Snapshot.Matches(await scene.Run("find", Title), "find-nothing");
    }

    [Fact]
    public async Task Code_on_other_hosts_is_told()
    {
        await using var scene = await FindScene.StartAsync(arxiv: [FindScene.TinyDet with { Comment = "Code: https://gitlab.com/visionlab/tinydet, 8 pages" }]);
        Assert.Contains("\n      https://gitlab.com/visionlab/tinydet  (\"Code: https://gitlab.com/visionlab/tinydet, 8 pages\", https://arxiv.org/abs/2401.00001)\n", await scene.Run("find", Title), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_title_is_not_found()
    {
        await using var scene = await FindScene.StartAsync();
        Snapshot.Matches(await scene.Run("find", "Quantum Origami Beyond Recognition"), "find-unknown");
    }

    [Fact]
    public async Task Of_several_papers_all_are_listed_with_what_to_type()
    {
        FakePaper[] papers =
        [
            new("Attention for Fish") { Arxiv = "2401.00011", Authors = [new("A", "Trout"), new("B", "Carp"), new("C", "Eel")] },
            new("Attention for Fish") { Arxiv = "2402.00012", Authors = [new("D", "Pike")], Published = "2024-02-02" },
        ];
        await using var scene = await FindScene.StartAsync(papers: papers, arxiv: []);
        Snapshot.Matches(await scene.Run("find", "Attention for Fish"), "find-ambiguous");
        Snapshot.Matches(await scene.Run("find", "Attention for Fish", "--format", "json"), "find-ambiguous-json");
    }

    [Theory]
    [InlineData("find-arxiv-too-fast", 429)]
    [InlineData("find-arxiv-down", 503)]
    public async Task Without_arXiv_others_answer_and_nobody_waits_long(string snapshot, int status)
    {
        await using var scene = await FindScene.StartAsync();
        for (var i = 0; i < 20; i++)
            scene.Arxiv.Next.Enqueue(status == 429 ? FakeArxivAnswer.TooFast : FakeArxivAnswer.Unavailable);
        var begun = scene.Time.GetUtcNow();
        Snapshot.Matches(await scene.Run("find", Title), snapshot);
        Assert.InRange((scene.Time.GetUtcNow() - begun).TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task A_used_up_hour_gives_what_is_known_with_the_time_of_the_reset()
    {
        await using var scene = await FindScene.StartAsync();
        await scene.SpendAsync(60);
        Snapshot.Matches(await scene.Run("find", Title), "find-github-limit");
    }

    [Fact]
    public async Task A_captcha_is_told_where_it_stands()
    {
        await using var scene = await FindScene.StartAsync();
        for (var i = 0; i < 40; i++)
            scene.GitHub.Next.Enqueue(FakeAnswer.WebPage());
        scene.Arxiv.Next.Enqueue(FakeArxivAnswer.Captcha);
        Snapshot.Matches(await scene.Run("find", Title), "find-captcha");
    }

    [Fact]
    public async Task A_repeat_asks_nobody_and_offline_reads_the_same_byte_for_byte()
    {
        await using var scene = await FindScene.StartAsync();
        foreach (var format in new[] { "text", "json" })
        {
            var first = await scene.Run("find", Title, "--format", format);
            var asked = scene.GitHub.Requests.Count + scene.GitHub.RawRequests.Count + scene.Arxiv.Requests.Count + scene.Hub.Requests.Count + scene.Scholar.Requests.Count;
            var watch = Stopwatch.StartNew();
            var second = await scene.Run("find", Title, "--format", format);
            TestContext.Current.SendDiagnosticMessage($"a cached repeat of the whole command: {watch.ElapsedMilliseconds} ms");
            Assert.InRange(watch.ElapsedMilliseconds, 0, 1000);
            var offline = await scene.Run("find", Title, "--format", format, "--offline");
            Assert.Equal(asked, scene.GitHub.Requests.Count + scene.GitHub.RawRequests.Count + scene.Arxiv.Requests.Count + scene.Hub.Requests.Count + scene.Scholar.Requests.Count);
            Assert.Equal(FindScene.Output(first), FindScene.Output(second));
            Assert.Equal(FindScene.Output(first), FindScene.Output(offline));
            Assert.Equal("--- talk\nGitHub: no calls made\n--- exit code 0\n", FindScene.Talk(second));
            Assert.Equal(FindScene.Talk(second), FindScene.Talk(offline));
        }
    }

    [Fact]
    public async Task With_a_token_the_larger_budget_is_told()
    {
        await using var scene = await FindScene.StartAsync();
        scene.Cli.Variables["GH_TOKEN"] = FakeGitHub.GoodToken;
        Assert.Matches(@"\nGitHub: \d+ calls made of 60 planned, 4,9\d\d left in this hour \(resets 04:04 UTC\)\n", await scene.Run("find", Title));
    }

    [Fact]
    public async Task BibTeX_is_printed_alone()
    {
        await using var scene = await FindScene.StartAsync();
        Snapshot.Matches(await scene.Run("find", Title, "--bibtex"), "find-bibtex");
        Assert.Empty(scene.GitHub.Requests);
    }

    [Fact]
    public async Task Data_sets_are_listed_as_references_for_pull()
    {
        await using var scene = await FindScene.StartAsync();
        Snapshot.Matches(await scene.Run("find", "--paper", Title, "--datasets"), "find-datasets");
        Snapshot.Matches(await scene.Run("find", "--paper", Title, "--datasets", "--format", "json"), "find-datasets-json");
        Assert.Empty(scene.GitHub.Requests);
        scene.Hub.Papers = [];
        Assert.Contains("\nHugging Face knows no data set of this paper", await scene.Run("find", "astro-ph/0601001", "--datasets"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_official_repository_is_brought_at_a_pinned_commit()
    {
        await using var scene = await FindScene.StartAsync();
        var text = await scene.Run("find", Title, "--clone", "out");
        Assert.Matches(@"\nvisionlab/tinydet at commit [0-9a-f]{40} is in WORKSPACE.out \([\d.]+ k?B\); datatools-provenance.json there says why.\n--- exit code 0\n\z", text);
        Assert.True(File.Exists(scene.Cli.Workspace["out", "tinydet", "model.py"]));
        Assert.Contains("\"label\": \"official\"", await File.ReadAllTextAsync(scene.Cli.Workspace["out", "datatools-provenance.json"]), StringComparison.Ordinal);
        var asked = scene.GitHub.Requests.Count;
        Assert.Contains("error: WORKSPACE", await scene.Run("find", Title, "--clone", "out"), StringComparison.Ordinal);
        Assert.Contains("error: --pick 9: there are 4 repositories", await scene.Run("find", Title, "--clone", "other", "--pick", "9"), StringComparison.Ordinal);
        Assert.Equal(asked, scene.GitHub.Requests.Count);
    }

    [Fact]
    public async Task The_page_is_opened_or_its_address_told()
    {
        await using var scene = await FindScene.StartAsync();
        Assert.Contains("\nOpened https://github.com/visionlab/tinydet in the browser.\n", await scene.Run("find", Title, "--open"), StringComparison.Ordinal);
        scene.Cli.HasBrowser = false;
        Assert.Contains("\nNo browser could be opened here. The page is https://github.com/someone/tinydet-tf\n", await scene.Run("find", Title, "--open", "--pick", "4"), StringComparison.Ordinal);
        Assert.Equal(["https://github.com/visionlab/tinydet", "https://github.com/someone/tinydet-tf"], scene.Cli.Opened);
    }

    [Fact]
    public async Task A_file_of_Papers_with_Code_links_counts()
    {
        await using var scene = await FindScene.StartAsync();
        scene.Cli.Workspace.Write("links.json", Encoding.UTF8.GetBytes(
            $$"""[{"paper_title": "{{Title}}", "paper_arxiv_id": "2401.00001", "paper_url": "https://paperswithcode.com/paper/tinydet", "repo_url": "https://github.com/someone/tinydet-tf", "is_official": false, "mentioned_in_paper": false, "mentioned_in_github": true, "framework": "tf"}]"""));
        var text = await scene.Run("find", Title, "--pwc", "links.json", "--format", "json");
        Assert.Contains("linked-with-paper", text, StringComparison.Ordinal);
        Assert.EndsWith("--- exit code 2\n", await scene.Run("find", Title, "--pwc", "nothing.json"), StringComparison.Ordinal);
    }
}
