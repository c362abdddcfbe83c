using System.Text;
using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.FakeServices.GitHub;

namespace DataTools.Connectors.Tests.GitHub;

public sealed class RawFilesTests
{
    private static readonly GitHubOptions Hasty = new() { FirstDelay = TimeSpan.FromMilliseconds(2) };

    [Fact]
    public async Task Files_come_without_calls_to_the_API_and_are_kept()
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        using var raw = new RawFiles(scene.Services(TimeProvider.System));
        var readme = await raw.FileAsync(GitHubScene.TinyDet, "README.md", default);
        Assert.Contains("Läuft überall", readme!.Text, StringComparison.Ordinal);
        Assert.Equal("https://github.com/visionlab/tinydet/blob/HEAD/README.md", readme.Url);
        Assert.Null(await raw.FileAsync(GitHubScene.TinyDet, "readme.rst", default));
        Assert.Equal(2, scene.Fake.RawRequests.Count);
        Assert.All(scene.Fake.RawRequests, r => Assert.DoesNotContain("Authorization", r.Headers.Keys));
        Assert.Empty(scene.Fake.Requests);

        await raw.FileAsync(GitHubScene.TinyDet, "README.md", default);
        await raw.FileAsync(GitHubScene.TinyDet, "readme.rst", default);
        Assert.Equal(2, scene.Fake.RawRequests.Count);
        using var offline = new RawFiles(scene.Services(TimeProvider.System), new() { Offline = true });
        Assert.Equal(readme, await offline.FileAsync(GitHubScene.TinyDet, "README.md", default));
        Assert.True((await Assert.ThrowsAsync<NotFoundException>(() => offline.FileAsync(GitHubScene.TinyDet, "LICENSE", default))).NotCached);
    }

    [Fact]
    public async Task Text_is_read_whatever_its_encoding_and_what_is_too_large_is_there_without_it()
    {
        await using var scene = await GitHubScene.StartAsync([new("a/b") { Files = new Dictionary<string, byte[]>
        {
            ["README.md"] = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("Grüße")],
            ["my docs/50% #1?.md"] = "yes"u8.ToArray(),
            ["big.md"] = new byte[(4 << 20) + 1],
        } }]);
        using var raw = new RawFiles(scene.Services(TimeProvider.System), Hasty);
        Assert.Equal("Grüße", (await raw.FileAsync(RepositoryName.Parse("a/b"), "README.md", default))!.Text);
        Assert.Equal("yes", (await raw.FileAsync(RepositoryName.Parse("a/b"), "my docs/50% #1?.md", default))!.Text);
        var big = await raw.FileAsync(RepositoryName.Parse("a/b"), "big.md", default);
        Assert.Equal((null, true), (big!.Text, big.Bytes > 4 << 20));
        await Assert.ThrowsAsync<InvalidInputException>(() => raw.FileAsync(RepositoryName.Parse("a/b"), "../c", default));
    }

    [Fact]
    public async Task What_is_no_file_is_an_error_that_says_what_came()
    {
        await using var scene = await GitHubScene.StartAsync();
        using var raw = new RawFiles(scene.Services(TimeProvider.System), Hasty);
        scene.Fake.NextRaw.Enqueue(FakeAnswer.WebPage());
        Assert.Contains("Log in & surf", (await Assert.ThrowsAsync<NetworkException>(() => Ask("a"))).Message, StringComparison.Ordinal);
        scene.Fake.NextRaw.Enqueue(new(451, "blocked") { ContentType = "text/plain" });
        Assert.Contains("451", (await Assert.ThrowsAsync<NetworkException>(() => Ask("b"))).Message, StringComparison.Ordinal);
        scene.Fake.NextRaw.Enqueue(new(429, "slow down") { ContentType = "text/plain", Headers = [("Retry-After", "900")] });
        await Assert.ThrowsAsync<RateLimitedException>(() => Ask("c"));
        await scene.Fake.StopRawAsync();
        Assert.Contains("refused the connection", (await Assert.ThrowsAsync<NetworkException>(() => Ask("d"))).Message, StringComparison.Ordinal);

        Task<RepositoryFile?> Ask(string path) => raw.FileAsync(GitHubScene.TinyDet, path, default);
    }
}
