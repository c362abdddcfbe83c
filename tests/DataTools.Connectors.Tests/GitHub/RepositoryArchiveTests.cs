using System.Text;
using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.FakeServices.GitHub;

namespace DataTools.Connectors.Tests.GitHub;

public sealed class RepositoryArchiveTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [Fact]
    public async Task A_repository_is_unpacked_at_a_commit_without_the_top_folder_and_with_a_note()
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        var commit = await scene.Client().CommitOfAsync(GitHubScene.TinyDet, "HEAD", default);
        var seen = await UnpackAsync(scene, commit, "out");
        Assert.Equal("import torch\n", File.ReadAllText(scene["out", "tinydet", "model.py"]));
        Assert.Equal(SampleRepositories.All[0].Files["README.md"], File.ReadAllBytes(scene["out", "README.md"]));
        Assert.Equal($"from {seen!.Url}", File.ReadAllText(scene["out", "note.txt"]));
        Assert.Equal($"{scene.Fake.Address}/repos/visionlab/tinydet/tarball/{commit}", seen.Url);
        Assert.Empty(Directory.GetFileSystemEntries(scene["."], "*.tmp"));
        // The token stays with the API.
        Assert.Contains("Authorization", scene.Fake.Requests.Last().Headers.Keys);
        Assert.All(scene.Fake.RawRequests, r => Assert.DoesNotContain("Authorization", r.Headers.Keys));

        // From the cache, also where nobody may be asked.
        var requests = scene.Fake.Requests.Count;
        await UnpackAsync(scene, commit, "again", offline: true);
        Assert.Equal(requests, scene.Fake.Requests.Count);
        Assert.True(File.Exists(scene["again", "CITATION.cff"]));
        await Assert.ThrowsAsync<NetworkException>(() => UnpackAsync(scene, Commit, "other", offline: true));
    }

    [Fact]
    public async Task What_is_there_already_is_left_alone()
    {
        await using var scene = await GitHubScene.StartAsync();
        Directory.CreateDirectory(scene["full"]);
        File.WriteAllText(scene["full", "mine.txt"], "mine");
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => UnpackAsync(scene, "HEAD", "full"));
        Assert.Contains("no empty folder", error.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Fake.Requests);
        Assert.Equal("mine", File.ReadAllText(scene["full", "mine.txt"]));

        Directory.CreateDirectory(scene["empty"]);
        await UnpackAsync(scene, "HEAD", "empty");
        Assert.True(File.Exists(scene["empty", "README.md"]));
    }

    [Fact]
    public async Task An_archive_that_leads_out_of_its_folder_leaves_nothing()
    {
        await using var scene = await GitHubScene.StartAsync([new("visionlab/tinydet") { Files = new Dictionary<string, byte[]> { ["a.py"] = [1], ["../../evil.py"] = [2] } }]);
        await Assert.ThrowsAsync<CorruptFileException>(() => UnpackAsync(scene, "HEAD", "out"));
        Assert.False(Directory.Exists(scene["out"]));
        Assert.Empty(Directory.GetFileSystemEntries(scene["."], "*.tmp"));
    }

    [Fact]
    public async Task Links_within_are_what_they_point_to_and_those_that_lead_out_are_told()
    {
        await using var scene = await GitHubScene.StartAsync([new("visionlab/tinydet")
        {
            Files = new Dictionary<string, byte[]> { ["docs/a.md"] = Encoding.UTF8.GetBytes("text") },
            Links = new Dictionary<string, string> { ["b.md"] = "docs/a.md", ["data"] = "/mnt/imagenet" },
        }]);
        var warnings = new List<string>();
        await UnpackAsync(scene, "HEAD", "out", warn: warnings.Add);
        Assert.Equal("text", File.ReadAllText(scene["out", "b.md"]));
        Assert.False(Path.Exists(scene["out", "data"]));
        Assert.Contains("data leads out of the repository", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_is_no_archive()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.NextRaw.Enqueue(FakeAnswer.WebPage());
        await Assert.ThrowsAnyAsync<DataToolsException>(() => UnpackAsync(scene, "HEAD", "out"));
        Assert.False(Directory.Exists(scene["out"]));
    }

    private static async Task<FetchedArchive?> UnpackAsync(GitHubScene scene, string commit, string folder, bool offline = false, Action<string>? warn = null)
    {
        using var archive = new RepositoryArchive(scene.Services(TimeProvider.System), [], offline) { Patience = new() { Retries = 1, FirstDelay = TimeSpan.FromMilliseconds(2) } };
        FetchedArchive? seen = null;
        await archive.UnpackAsync(GitHubScene.TinyDet, commit, scene[folder], a =>
        {
            seen = a;
            return ("note.txt", $"from {a.Url}");
        }, null, warn, default);
        return seen;
    }
}
