using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.FakeServices;
using DataTools.FakeServices.GitHub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DataTools.Connectors.Tests.GitHub;

/// <summary>Each row of GitHub's errors, and what else may answer in its place.</summary>
public sealed class GitHubFaultTests
{
    private static readonly RepositoryName TinyDet = GitHubScene.TinyDet;

    [Fact]
    public async Task A_repository_that_is_not_there_is_not_found()
    {
        await using var scene = await GitHubScene.StartAsync();
        var error = await Assert.ThrowsAsync<NotFoundException>(() => scene.Client().RepositoryAsync(RepositoryName.Parse("no/such"), default));
        Assert.Equal("GitHub has no repository no/such", error.Message);
        Assert.Contains("private", error.Hint, StringComparison.Ordinal);
        Assert.Contains("ghost", (await Assert.ThrowsAsync<NotFoundException>(() => scene.Client().OwnerAsync("ghost", default))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotFoundException>(() => scene.Client().TreeAsync(TinyDet, "no-branch", default));
        await Assert.ThrowsAsync<NotFoundException>(() => scene.Client().FolderAsync(TinyDet, "nowhere", default));
    }

    [Fact]
    public async Task An_empty_repository_says_so()
    {
        await using var scene = await GitHubScene.StartAsync();
        var empty = RepositoryName.Parse("newlab/empty");
        var error = await Assert.ThrowsAsync<NotFoundException>(() => scene.Client().TreeAsync(empty, "main", default));
        Assert.Contains("the repository is empty: Git Repository is empty.", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
        Assert.Null(await scene.Client().ReadmeAsync(empty, "", default));
        Assert.Null(await scene.Client().FileAsync(empty, "a.py", default));
        Assert.Equal(empty, (await scene.Client().RepositoryAsync(empty, default)).Name);
    }

    [Fact]
    public async Task A_blocked_repository_names_the_notice()
    {
        await using var scene = await GitHubScene.StartAsync();
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Client().RepositoryAsync(RepositoryName.Parse("badlab/taken-down"), default));
        Assert.Contains("legal reasons: Repository access blocked (dmca, https://github.com/github/dmca/", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
        scene.Fake.Next.Enqueue(new(451, "gone"));
        Assert.Contains("no reason given", (await Assert.ThrowsAsync<NetworkException>(() => scene.Client().RepositoryAsync(TinyDet, default))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GH_TOKEN")]
    [InlineData("GITHUB_TOKEN")]
    public async Task A_bad_token_is_named_by_its_variable(string variable)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Variables[variable] = "ghp_wrong";
        var error = await Assert.ThrowsAsync<CredentialsMissingException>(() => scene.Client().RepositoryAsync(TinyDet, default));
        Assert.Equal("GitHub", error.Source);
        Assert.Equal($"GitHub refuses the token in {variable}: Bad credentials", error.Message);
        Assert.Contains($"unset {variable}", error.Hint, StringComparison.Ordinal);
        Assert.Single(scene.Fake.Requests);
        Assert.Empty(scene.CacheFiles());
    }

    [Fact]
    public async Task What_needs_a_token_asks_for_one()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.Next.Enqueue(FakeAnswer.Message(401, "Requires authentication"));
        var error = await Assert.ThrowsAsync<CredentialsMissingException>(() => scene.Client().OwnerAsync("ada", default));
        Assert.Contains("Requires authentication", error.Message, StringComparison.Ordinal);
        Assert.Contains("GH_TOKEN", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Single_sign_on_names_the_page_to_visit()
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        const string page = "https://github.com/orgs/visionlab/sso?authorization_request=AZS";
        scene.Fake.Next.Enqueue(FakeAnswer.Message(403, "Resource protected by organization SAML enforcement.", ("X-GitHub-SSO", $"required; url={page}")));
        var error = await Assert.ThrowsAsync<AccessGatedException>(() => scene.Client().RepositoryAsync(TinyDet, default));
        Assert.Equal(page, error.Url);
        Assert.Contains(page, error.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Repository access blocked")]
    [InlineData("Request forbidden by administrative rules. Please make sure your request has a User-Agent header.")]
    [InlineData("Resource not accessible.")]
    public async Task Other_refusals_are_told_in_GitHubs_words_and_not_repeated(string message)
    {
        await using var scene = await GitHubScene.StartAsync();
        // Few calls left is no reason to take a refusal for a limit.
        scene.Fake.Next.Enqueue(FakeAnswer.Message(403, message, ("X-RateLimit-Remaining", "12"), ("X-RateLimit-Limit", "60"), ("X-RateLimit-Reset", "1767326645")));
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Client().CommitsAsync(TinyDet, null, 5, default));
        Assert.Equal($"GitHub refuses the commits of visionlab/tinydet: {message}", error.Message);
        Assert.NotNull(error.Hint);
        Assert.Single(scene.Fake.Requests);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_server_in_trouble_is_asked_again_some_times(int status)
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.HastyClient();
        scene.Fake.Next.Enqueue(FakeAnswer.Message(status, "Server Error"));
        scene.Fake.Next.Enqueue(FakeAnswer.WebPage(status) with { Headers = [("Retry-After", "0")] });
        Assert.Equal(TinyDet, (await client.RepositoryAsync(TinyDet, default)).Name);
        Assert.Equal(3, client.Sent);

        for (var i = 0; i < 4; i++)
            scene.Fake.Next.Enqueue(FakeAnswer.Message(status, "Server Error"));
        var error = await Assert.ThrowsAsync<NetworkException>(() => client.OwnerAsync("ada", default));
        Assert.Contains($"GitHub is broken or too busy ({status}), tried 4 times", error.Message, StringComparison.Ordinal);
        Assert.Contains("githubstatus", error.Hint, StringComparison.Ordinal);
        Assert.Equal(7, client.Sent);
    }

    [Fact]
    public async Task A_connection_that_breaks_off_or_stays_silent_is_tried_again()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.Next.Enqueue(new(200, "") { Drop = true });
        scene.Fake.Next.Enqueue(new(200, "{}") { Silence = TimeSpan.FromMinutes(5) });
        Assert.Equal(TinyDet, (await scene.HastyClient(TimeSpan.FromSeconds(0.5)).RepositoryAsync(TinyDet, default)).Name);
        Assert.Equal(3, scene.Fake.Requests.Count);
        for (var i = 0; i < 4; i++)
            scene.Fake.Next.Enqueue(new(200, "{}") { Silence = TimeSpan.FromMinutes(5) });
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.HastyClient(TimeSpan.FromSeconds(0.1)).OwnerAsync("ada", default));
        Assert.Contains("no answer for 0.1 seconds, tried 4 times", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listening_is_told_with_the_address()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.HastyClient();
        var address = scene.Fake.Address;
        await scene.Fake.DisposeAsync();
        var error = await Assert.ThrowsAsync<NetworkException>(() => client.RepositoryAsync(TinyDet, default));
        Assert.Contains("refused the connection", error.Message, StringComparison.Ordinal);
        Assert.Contains(address, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task A_web_page_is_no_answer(int status)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.Next.Enqueue(FakeAnswer.WebPage(status));
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Client().ReadmeAsync(TinyDet, "", default));
        Assert.Contains($"a web page (\"Log in & surf\") came in place of GitHub's answer ({status})", error.Message, StringComparison.Ordinal);
        Assert.Contains("browser", error.Hint, StringComparison.Ordinal);
        Assert.Empty(scene.CacheFiles());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"full_name\":")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("{\"full_name\":\"no name\"}")]
    [InlineData("{\"full_name\":\"a/b\",\"stargazers_count\":\"many\"}")]
    [InlineData("{\"full_name\":\"a/b\",\"owner\":{\"type\":\"Martian\"}}")]
    public async Task An_answer_that_makes_no_sense_is_told_of(string body)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.Next.Enqueue(new(200, body));
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Client().RepositoryAsync(TinyDet, default));
        Assert.Contains("/repos/visionlab/tinydet: the answer is not what GitHub is documented to say", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Base64_that_is_none_is_told_of()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.Next.Enqueue(new(200, """{"path":"README.md","encoding":"base64","content":"!?","size":3}"""));
        await Assert.ThrowsAsync<NetworkException>(() => scene.Client().ReadmeAsync(TinyDet, "", default));
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.Next.Enqueue(new(200, new string('x', 40 << 20)));
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Client().RepositoryAsync(TinyDet, default));
        Assert.Contains("more than 32 MiB", error.Message, StringComparison.Ordinal);
        Assert.Single(scene.Fake.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirects_are_followed_relative_ones_too(int status)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.Next.Enqueue(FakeAnswer.Message(status, "Moved", ("Location", "/repos/visionlab/tinydet")));
        Assert.Equal(TinyDet, (await scene.Client().RepositoryAsync(RepositoryName.Parse("older/tinydet"), default)).Name);
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        await using var scene = await GitHubScene.StartAsync([new("a/b") { RenamedTo = "a/c" }, new("a/c") { RenamedTo = "a/b" }]);
        var error = await Assert.ThrowsAsync<NetworkException>(() => scene.Client().RepositoryAsync(RepositoryName.Parse("a/b"), default));
        Assert.Contains("from one address to the next", error.Message, StringComparison.Ordinal);
        Assert.Equal(6, scene.Fake.Requests.Count);
    }

    [Fact]
    public async Task The_token_goes_to_no_other_host_or_port()
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        await using var elsewhere = await FakeServer.StartAsync(app => app.Run(c => c.Response.WriteAsJsonAsync(new { full_name = "a/b", html_url = "x", items = Array.Empty<string>() })));
        scene.Fake.Next.Enqueue(FakeAnswer.Message(302, "Found", ("Location", $"{elsewhere.Address}/x")));
        scene.Fake.Next.Enqueue(FakeAnswer.Message(302, "Found", ("Location", $"{elsewhere.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)}/x")));
        var client = scene.Client();
        Assert.Equal("a/b", (await client.RepositoryAsync(RepositoryName.Parse("o/n"), default)).Name.ToString());
        await client.RepositoryAsync(RepositoryName.Parse("o/m"), default);
        Assert.Equal(2, elsewhere.Requests.Count);
        Assert.All(elsewhere.Requests, r => Assert.DoesNotContain("Authorization", r.Headers.Keys));
        Assert.All(scene.Fake.Requests, r => Assert.Contains("Authorization", r.Headers.Keys));

        // Nor where the link to the next page leads elsewhere.
        scene.Fake.Next.Enqueue(new(200, """{"total_count":2,"items":[{"full_name":"a/b"}]}""") { Headers = [("Link", $"<{elsewhere.Address}/next>; rel=\"next\"")] });
        await foreach (var page in client.SearchAsync(new("x") { Limit = 2 }, default))
            Assert.NotNull(page);
        Assert.Equal(3, elsewhere.Requests.Count);
        Assert.DoesNotContain("Authorization", elsewhere.Requests.Last().Headers.Keys);
    }

    [Fact]
    public async Task The_token_is_nowhere_to_be_read()
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        var client = scene.Client();
        await client.RepositoryAsync(TinyDet, default);
        foreach (var file in scene.CacheFiles())
            Assert.DoesNotContain(FakeGitHub.GoodToken, file + File.ReadAllText(file), StringComparison.Ordinal);
        Assert.NotEmpty(scene.CacheFiles());

        // A server that quotes what it was sent.
        foreach (var status in new[] { 401, 403, 404, 409, 418, 422, 451 })
        {
            scene.Fake.Next.Enqueue(FakeAnswer.Message(status, $"You sent {FakeGitHub.GoodToken}, really?"));
            var error = await Assert.ThrowsAnyAsync<DataToolsException>(() => client.OwnerAsync($"nobody{status}", default));
            Assert.DoesNotContain(FakeGitHub.GoodToken, $"{error}{error.Hint}", StringComparison.Ordinal);
            Assert.NotNull(error.Hint);
        }
        Assert.DoesNotContain(FakeGitHub.GoodToken, new GitHubToken("GH_TOKEN", FakeGitHub.GoodToken).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_of_tokens_is_that_of_GitHubs_own_command_line()
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        scene.Variables["GITHUB_TOKEN"] = "ghp_other";
        var client = scene.Client();
        await client.RepositoryAsync(TinyDet, default);
        Assert.True(client.WithToken);
        Assert.Equal($"Bearer {FakeGitHub.GoodToken}", scene.Fake.Requests.Last().Headers["Authorization"]);
        scene.Variables["GH_TOKEN"] = " ";
        scene.Variables["GITHUB_TOKEN"] = $" {FakeGitHub.GoodToken}\n";
        await scene.Client(new() { FreshFor = TimeSpan.Zero }).RepositoryAsync(TinyDet, default);
        Assert.Equal($"Bearer {FakeGitHub.GoodToken}", scene.Fake.Requests.Last().Headers["Authorization"]);
    }

    [Theory]
    [InlineData("ghp_sec ret", "http://127.0.0.1:1", "characters that no token")]
    [InlineData("ghp_sec\nret", "http://127.0.0.1:1", "characters that no token")]
    [InlineData("ghp_secrét", "http://127.0.0.1:1", "characters that no token")]
    [InlineData("ghp_secret", "http://github.example.org", "without encryption")]
    public async Task A_token_that_cannot_be_sent_safely_is_refused(string token, string api, string reason)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Variables["GH_TOKEN"] = token;
        scene.Variables["DATATOOLS_GITHUB_API"] = api;
        var error = Assert.Throws<InvalidInputException>(() => scene.Client());
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ghp_sec", $"{error}{error.Hint}", StringComparison.Ordinal);
    }
}
