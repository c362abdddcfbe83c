using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.FakeServices.GitHub;

namespace DataTools.Connectors.Tests.GitHub;

public sealed class GitHubCacheTests
{
    private static readonly RepositoryName TinyDet = GitHubScene.TinyDet;

    [Fact]
    public async Task An_unchanged_answer_costs_no_quota_with_a_token()
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        var first = await scene.Client().RepositoryAsync(TinyDet, default);
        scene.Time.Advance(TimeSpan.FromMinutes(59.5));
        await scene.Client().RepositoryAsync(TinyDet, default);
        Assert.Single(scene.Fake.Requests);
        Assert.Equal(1, scene.Fake.Used(withToken: true, "core"));

        scene.Time.Advance(TimeSpan.FromMinutes(1));
        var client = scene.Client();
        Assert.Equivalent(first, await client.RepositoryAsync(TinyDet, default), strict: true);
        Assert.StartsWith("W/\"", scene.Fake.Requests.Last().Headers["If-None-Match"], StringComparison.Ordinal);
        Assert.Equal(0, scene.Fake.Used(withToken: true, "core"));
        Assert.Equal((1, 5000), (client.Sent, client.Calls.Remaining));
        // It was found to hold: for the next hour nobody asks.
        await scene.Client().RepositoryAsync(TinyDet, default);
        Assert.Equal(2, scene.Fake.Requests.Count);
    }

    [Fact]
    public async Task Without_a_token_it_costs_one_and_is_counted()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.Client(new() { FreshFor = TimeSpan.Zero });
        for (var i = 0; i < 3; i++)
            await client.RepositoryAsync(TinyDet, default);
        Assert.Equal(3, scene.Fake.Used(withToken: false, "core"));
        Assert.Equal(57, client.Calls.Remaining);
    }

    [Fact]
    public async Task Many_unchanged_answers_side_by_side_do_not_use_up_the_hour()
    {
        await using var scene = (await GitHubScene.StartAsync([.. Enumerable.Range(0, 40).Select(i => new FakeRepository($"lab/r{i}"))])).WithToken();
        var client = scene.Client(new() { FreshFor = TimeSpan.Zero });
        for (var round = 0; round < 3; round++)
            await Task.WhenAll(Enumerable.Range(0, 40).Select(i => client.RepositoryAsync(RepositoryName.Parse($"lab/r{i}"), default)));
        Assert.Equal(120, client.Sent);
        Assert.Equal((40, 4960), (scene.Fake.Used(withToken: true, "core"), client.Calls.Remaining));
    }

    [Fact]
    public async Task A_changed_answer_replaces_the_kept_one()
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        await scene.Client().RepositoryAsync(TinyDet, default);
        scene.Fake.Put(SampleRepositories.All[0] with { Stars = 311 });
        scene.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(311, (await scene.Client().RepositoryAsync(TinyDet, default)).Stars);
        Assert.Equal(311, (await scene.Client(new() { Offline = true }).RepositoryAsync(TinyDet, default)).Stars);
        Assert.Equal(2, scene.Fake.Requests.Count);
    }

    [Fact]
    public async Task Everything_of_a_first_run_is_there_for_the_second_without_a_call()
    {
        await using var scene = await GitHubScene.StartAsync([.. SampleRepositories.All, .. Enumerable.Range(0, 150).Select(i => new FakeRepository($"lab/net{i:D3}"))]);
        var first = await EverythingAsync(scene.Client());
        var calls = scene.Fake.Requests.Count;
        var client = scene.Client();
        Assert.Equal(first, await EverythingAsync(client));
        Assert.Equal((0, calls), (client.Sent, scene.Fake.Requests.Count));
        scene.Time.Advance(TimeSpan.FromDays(400));
        Assert.Equal(first, await EverythingAsync(scene.Client(new() { Offline = true })));
        Assert.Equal(calls, scene.Fake.Requests.Count);
    }

    [Fact]
    public async Task Offline_says_what_is_missing()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.Client(new() { Offline = true });
        var error = await Assert.ThrowsAsync<NotFoundException>(() => client.ReadmeAsync(TinyDet, "", default));
        Assert.Contains("/repos/visionlab/tinydet/readme: this answer is not in the cache", error.Message, StringComparison.Ordinal);
        Assert.Contains("--offline", error.Hint, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotFoundException>(() => client.LimitsAsync(default));
        Assert.Empty(scene.Fake.Requests);
    }

    [Fact]
    public async Task What_is_seen_with_a_token_is_not_shown_without()
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        await scene.Client().RepositoryAsync(TinyDet, default);
        scene.Variables.Remove("GH_TOKEN");
        await Assert.ThrowsAsync<NotFoundException>(() => scene.Client(new() { Offline = true }).RepositoryAsync(TinyDet, default));
    }

    [Fact]
    public async Task A_damaged_file_costs_a_call_and_nothing_else()
    {
        await using var scene = await GitHubScene.StartAsync();
        await scene.Client().RepositoryAsync(TinyDet, default);
        var file = Assert.Single(scene.CacheFiles());
        var good = File.ReadAllBytes(file);
        foreach (var bytes in new[] { [], good[..(good.Length / 2)], "null"u8.ToArray(), "{}"u8.ToArray(), new byte[100] })
        {
            File.WriteAllBytes(file, bytes);
            Assert.Equal(310, (await scene.Client().RepositoryAsync(TinyDet, default)).Stars);
            Assert.Equal(good, File.ReadAllBytes(file));
        }
        Assert.Equal(6, scene.Fake.Requests.Count);
    }

    [Fact]
    public async Task Refusals_that_pass_are_not_kept()
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.Next.Enqueue(FakeAnswer.Message(403, "Repository access blocked"));
        await Assert.ThrowsAsync<NetworkException>(() => scene.Client().RepositoryAsync(TinyDet, default));
        scene.Fake.Next.Enqueue(FakeAnswer.Message(422, "Validation Failed"));
        await Assert.ThrowsAsync<InvalidInputException>(() => scene.Client().RepositoryAsync(TinyDet, default));
        Assert.Empty(scene.CacheFiles());
        Assert.Equal(310, (await scene.Client().RepositoryAsync(TinyDet, default)).Stars);
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_is_told_of()
    {
        await using var scene = await GitHubScene.StartAsync();
        Directory.CreateDirectory(Path.GetDirectoryName(scene.CacheFolder)!);
        File.WriteAllText(scene.CacheFolder, "a file where the folder should be");
        await Assert.ThrowsAsync<StorageException>(() => scene.Client().RepositoryAsync(TinyDet, default));
    }

    private static async Task<string> EverythingAsync(GitHubApi client)
    {
        var seen = new List<string>();
        var searched = 0;
        await foreach (var page in client.SearchAsync(new("net") { Limit = 150 }, default))
        {
            seen.Add($"{page.Total} {string.Join(',', page.Items.Select(i => i.Name))}");
            searched += page.Items.Count;
        }
        Assert.Equal(150, searched);
        seen.Add((await client.RepositoryAsync(RepositoryName.Parse("oldlab/tinydet"), default)).Name.ToString());
        seen.Add((await client.ReadmeAsync(TinyDet, "", default))!.Text!);
        Assert.Null(await client.FileAsync(TinyDet, "setup.py", default));
        seen.Add($"{(await client.TreeAsync(TinyDet, "main", default)).Items.Count}");
        await Assert.ThrowsAsync<NotFoundException>(() => client.TreeAsync(RepositoryName.Parse("newlab/empty"), "main", default));
        await Assert.ThrowsAsync<NetworkException>(() => client.RepositoryAsync(RepositoryName.Parse("badlab/taken-down"), default));
        Assert.Empty(await client.CommitsAsync(RepositoryName.Parse("newlab/empty"), null, 5, default));
        seen.Add((await client.CommitsAsync(TinyDet, null, 5, default))[0].Name);
        seen.Add((await client.OwnerAsync("visionlab", default)).Name!);
        return string.Join('\n', seen);
    }
}
