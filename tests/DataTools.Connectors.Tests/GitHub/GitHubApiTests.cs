using System.Text;
using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.FakeServices.GitHub;

namespace DataTools.Connectors.Tests.GitHub;

public sealed class GitHubApiTests
{
    private static readonly RepositoryName TinyDet = GitHubScene.TinyDet;

    [Fact]
    public async Task Certificate_authorities_are_those_of_the_usual_variables()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Variables["SSL_CERT_FILE"] = "/nowhere/ca.pem";
        Assert.Contains("SSL_CERT_FILE", Assert.Throws<InvalidInputException>(() => scene.Client()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_is_told_as_GitHub_tells_it()
    {
        await using var scene = await GitHubScene.StartAsync();
        var repository = await scene.Client().RepositoryAsync(TinyDet, default);
        Assert.Equal(TinyDet, repository.Name);
        Assert.Equal("https://github.com/visionlab/tinydet", repository.Url);
        Assert.Equal(("Official code for TinyDet", "https://visionlab.github.io/tinydet", "Python", "MIT"),
            (repository.Description, repository.Homepage, repository.Language, repository.License));
        Assert.Equal(["object-detection", "pytorch"], repository.Topics);
        Assert.Equal((310, false, false, "main", OwnerKind.Organization),
            (repository.Stars, repository.Fork, repository.Archived, repository.DefaultBranch, repository.OwnerKind));
        Assert.Equal(new DateTimeOffset(2024, 3, 1, 10, 0, 0, TimeSpan.Zero), repository.CreatedAt);
        Assert.Equal(new DateTimeOffset(2025, 1, 4, 9, 30, 0, TimeSpan.Zero), repository.PushedAt);

        var request = Assert.Single(scene.Fake.Requests);
        Assert.Equal("/repos/visionlab/tinydet", request.PathAndQuery);
        Assert.Equal("datatools/0.1.0", request.Headers["User-Agent"]);
        Assert.Equal("application/vnd.github+json", request.Headers["Accept"]);
        Assert.Equal("2022-11-28", request.Headers["X-GitHub-Api-Version"]);
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
    }

    [Fact]
    public async Task What_is_null_or_empty_there_is_null_here()
    {
        await using var scene = await GitHubScene.StartAsync();
        var port = await scene.Client().RepositoryAsync(RepositoryName.Parse("someone/tinydet-tf"), default);
        Assert.Equal((null, null, null, "NOASSERTION"), (port.Description, port.Homepage, port.Language, port.License));
        var fork = await scene.Client().RepositoryAsync(RepositoryName.Parse("someone/tinydet"), default);
        Assert.Equal((true, TinyDet, null), (fork.Fork, fork.Parent, fork.License));
    }

    [Fact]
    public async Task A_renamed_repository_is_found_under_its_new_name()
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        var client = scene.Client();
        Assert.Equal(TinyDet, (await client.RepositoryAsync(RepositoryName.Parse("oldlab/tinydet"), default)).Name);
        Assert.StartsWith("# TinyDet", (await client.ReadmeAsync(RepositoryName.Parse("oldlab/tinydet"), "", default))!.Text, StringComparison.Ordinal);
        // The token goes along on the API's own redirects.
        Assert.Equal(4, scene.Fake.Requests.Count);
        Assert.All(scene.Fake.Requests, r => Assert.Equal($"Bearer {FakeGitHub.GoodToken}", r.Headers["Authorization"]));
    }

    [Fact]
    public async Task Readmes_are_read_from_root_and_folders_whatever_their_encoding()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.Client();
        var readme = await client.ReadmeAsync(TinyDet, "", default);
        var expected = SampleRepositories.All[0].Files["README.md"];
        Assert.Equal(Encoding.UTF8.GetString(expected), readme!.Text);
        Assert.Contains("Läuft überall", readme.Text, StringComparison.Ordinal);
        Assert.Equal(("README.md", "https://github.com/visionlab/tinydet/blob/main/README.md", expected.Length), (readme.Path, readme.Url, (int)readme.Bytes));
        Assert.Equal("# Zoo of models\n", (await client.ReadmeAsync(TinyDet, "zoo", default))!.Text);
        Assert.Null(await client.ReadmeAsync(TinyDet, "tinydet", default));

        scene.Fake.Put(new("windows/notepad") { Files = new Dictionary<string, byte[]> { ["README.txt"] = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("Grüße")] } });
        Assert.Equal("Grüße", (await client.ReadmeAsync(RepositoryName.Parse("windows/notepad"), "", default))!.Text);
    }

    [Fact]
    public async Task Files_folders_and_trees_are_listed()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.Client();
        Assert.Equal("title: TinyDet\n", (await client.FileAsync(TinyDet, "CITATION.cff", default))!.Text);
        Assert.Null(await client.FileAsync(TinyDet, "setup.py", default));
        Assert.Equal(
            [new("CITATION.cff", ItemKind.File, 15), new("README.md", ItemKind.File, SampleRepositories.All[0].Files["README.md"].Length), new("tinydet", ItemKind.Folder, 0), new("zoo", ItemKind.Folder, 0)],
            await client.FolderAsync(TinyDet, "", default));
        Assert.Equal([new("tinydet/model.py", ItemKind.File, 13)], await client.FolderAsync(TinyDet, "tinydet/", default));
        var tree = await client.TreeAsync(TinyDet, "main", default);
        Assert.False(tree.Truncated);
        Assert.Equal(["CITATION.cff", "README.md", "tinydet", "tinydet/model.py", "zoo", "zoo/README.md"], tree.Items.Select(i => i.Path));
        Assert.Equal(ItemKind.Folder, tree.Items[2].Kind);

        scene.Fake.Put(SampleRepositories.All[0] with { FullName = "big/one", TreeTruncated = true });
        Assert.True((await client.TreeAsync(RepositoryName.Parse("big/one"), "HEAD", default)).Truncated);
    }

    [Fact]
    public async Task A_path_is_escaped_and_stays_in_the_repository()
    {
        await using var scene = await GitHubScene.StartAsync([new("a/b") { Files = new Dictionary<string, byte[]> { ["my docs/50% #1?.md"] = "yes"u8.ToArray() } }]);
        var client = scene.Client();
        Assert.Equal("yes", (await client.FileAsync(RepositoryName.Parse("a/b"), "my docs/50% #1?.md", default))!.Text);
        await Assert.ThrowsAsync<InvalidInputException>(() => client.FileAsync(RepositoryName.Parse("a/b"), "../../user", default));
        Assert.Single(scene.Fake.Requests);
    }

    [Fact]
    public async Task A_file_above_one_megabyte_is_there_without_text()
    {
        await using var scene = await GitHubScene.StartAsync([new("a/b") { Files = new Dictionary<string, byte[]> { ["README.md"] = new byte[(1 << 20) + 1] } }]);
        Assert.Equal(((1 << 20) + 1, null), await scene.Client().ReadmeAsync(RepositoryName.Parse("a/b"), "", default) is { } readme ? (readme.Bytes, readme.Text) : default);
    }

    [Fact]
    public async Task Commits_tell_who_made_them_and_an_empty_repository_has_none()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.Client();
        var at = new DateTimeOffset(2024, 4, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal([new("Ada Lovelace", "ada", at), new("Ada Lovelace", "ada", at)], await client.CommitsAsync(TinyDet, null, 2, default));
        Assert.Equal(["Ada Lovelace", "G. Hopper", "ci[bot]"], (await client.CommitsAsync(TinyDet, "", 100, default)).Select(c => c.Name).Distinct());
        Assert.Null((await client.CommitsAsync(TinyDet, null, 100, default))[90].Login);
        Assert.All(await client.CommitsAsync(TinyDet, "zoo", 100, default), c => Assert.Equal("ci[bot]", c.Login));
        Assert.Empty(await client.CommitsAsync(RepositoryName.Parse("newlab/empty"), null, 5, default));
        await Assert.ThrowsAsync<NotFoundException>(() => client.CommitsAsync(RepositoryName.Parse("no/body"), null, 5, default));
    }

    [Fact]
    public async Task A_branch_stands_for_a_commit()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.Client();
        var commit = await client.CommitOfAsync(TinyDet, "HEAD", default);
        Assert.Matches("^[0-9a-f]{40}$", commit);
        Assert.Equal("application/vnd.github.sha", scene.Fake.Requests.Last().Headers["Accept"]);
        Assert.Equal(commit, await client.CommitOfAsync(TinyDet, "main", default));
        await Assert.ThrowsAsync<NotFoundException>(() => client.CommitOfAsync(RepositoryName.Parse("newlab/empty"), "HEAD", default));
        await Assert.ThrowsAsync<InvalidInputException>(() => client.CommitOfAsync(TinyDet, "no-such-branch", default));
        scene.Fake.Next.Enqueue(new(200, "<xml/>") { ContentType = "application/vnd.github.sha; charset=utf-8" });
        await Assert.ThrowsAsync<NetworkException>(() => client.CommitOfAsync(TinyDet, "other", default));
    }

    [Fact]
    public async Task Owners_are_people_organisations_or_programs()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.Client();
        Assert.Equal(new("visionlab", OwnerKind.Organization, "Vision Lab", "https://visionlab.example.org", null), await client.OwnerAsync("visionlab", default));
        Assert.Equal(new("ada", OwnerKind.User, "Ada Lovelace", null, "@visionlab"), await client.OwnerAsync("ada", default));
        Assert.Equal(OwnerKind.Bot, (await client.OwnerAsync("ci[bot]", default)).Kind);
    }

    [Fact]
    public async Task An_enterprises_server_may_lie_below_a_path_and_have_no_limits()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.Unlimited = true;
        scene.Variables["DATATOOLS_GITHUB_API"] = $"{scene.Fake.Address}/api/v3/";
        var client = scene.Client(new() { FreshFor = TimeSpan.Zero });
        for (var i = 0; i < 70; i++)
            await client.RepositoryAsync(TinyDet, default);
        Assert.Equal(70, client.Sent);
        Assert.Empty(scene.Waits);
        Assert.All(scene.Fake.Requests, r => Assert.Equal("/api/v3/repos/visionlab/tinydet", r.PathAndQuery));
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.Next.Enqueue(new(200, "{}") { Silence = TimeSpan.FromMinutes(5) });
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.HastyClient().RepositoryAsync(TinyDet, cancel.Token));
    }

    [Theory]
    [InlineData("pytorch/vision", true)]
    [InlineData("a/.github", true)]
    [InlineData("a/b.c_d-e", true)]
    [InlineData("corp_enterprise/x", true)]
    [InlineData("a", false)]
    [InlineData("a/b/c", false)]
    [InlineData("a/..", false)]
    [InlineData("a/b?x", false)]
    [InlineData("-a/b", false)]
    [InlineData("a/b\n", false)]
    public void Names_of_repositories_are_checked(string text, bool good)
    {
        Assert.Equal(good ? text : null, RepositoryName.TryParse(text)?.ToString());
        if (!good)
            Assert.Throws<InvalidInputException>(() => RepositoryName.Parse(text));
    }

    [Fact]
    public void Names_are_the_same_in_upper_and_lower_case() =>
        Assert.Single(new HashSet<RepositoryName> { RepositoryName.Parse("A/b"), RepositoryName.Parse("a/B") });
}
