using DataTools.Catalog;
using DataTools.Connectors.GitHub;
using DataTools.FakeServices.GitHub;

namespace DataTools.Connectors.Tests.GitHub;

public sealed class GitHubQuotaTests
{
    private static readonly RepositoryName TinyDet = GitHubScene.TinyDet;

    [Theory]
    [InlineData(false, 10)]
    [InlineData(true, 30)]
    public async Task Searches_side_by_side_keep_to_the_limit_of_a_minute(bool withToken, int limit)
    {
        await using var scene = await GitHubScene.StartAsync();
        if (withToken)
            scene.WithToken();
        var client = scene.Client();
        await Task.WhenAll(Enumerable.Range(0, 2 * limit).Select(i => SearchAsync(client, $"word{i}")));
        // None was spent on being refused, and the second half waited for the next minute.
        Assert.Equal(2 * limit, scene.Fake.Requests.Count);
        Assert.Equal(limit, scene.Fake.Used(withToken, "search"));
        Assert.NotEmpty(scene.Waits);
        Assert.All(scene.Waits, w => Assert.InRange(w, TimeSpan.Zero, TimeSpan.FromSeconds(62)));
        Assert.Equal((limit, 0), (client.Searches.Limit, client.Searches.Remaining));
    }

    [Fact]
    public async Task When_the_hour_is_spent_the_next_call_is_not_made_but_told_of()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.Client(new() { FreshFor = TimeSpan.Zero });
        for (var i = 0; i < 60; i++)
            await client.OwnerAsync("ada", default);
        Assert.Equal((60, 0), (client.Calls.Limit, client.Calls.Remaining));
        var error = await Assert.ThrowsAsync<RateLimitedException>(() => client.OwnerAsync("ada", default));
        Assert.Equal("GitHub", error.Source);
        Assert.InRange(error.ResetsAt!.Value, scene.Time.GetUtcNow() + TimeSpan.FromMinutes(59), scene.Time.GetUtcNow() + TimeSpan.FromMinutes(61));
        Assert.Contains("GH_TOKEN", error.Hint, StringComparison.Ordinal);
        Assert.Equal(60, scene.Fake.Requests.Count);
        // Searches have a budget of their own.
        await SearchAsync(client, "word");
        scene.Time.Advance(TimeSpan.FromMinutes(61));
        await client.OwnerAsync("ada", default);
        Assert.Equal(59, client.Calls.Remaining);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public async Task Spent_by_others_is_noticed_and_a_short_wait_is_waited(int status)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.RefusalStatus = status;
        for (var i = 0; i < 10; i++)
            await SearchAsync(scene.Client(), $"other{i}");
        var client = scene.Client();
        await SearchAsync(client, "word");
        Assert.Equal(2, client.Sent);
        Assert.InRange(Assert.Single(scene.Waits), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(62));
        Assert.Equal(9, client.Searches.Remaining);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public async Task Spent_by_others_for_long_is_told_with_the_time(int status)
    {
        await using var scene = await GitHubScene.StartAsync();
        scene.Fake.RefusalStatus = status;
        var other = scene.Client(new() { FreshFor = TimeSpan.Zero });
        for (var i = 0; i < 60; i++)
            await other.OwnerAsync("ada", default);
        var client = scene.Client();
        var error = await Assert.ThrowsAsync<RateLimitedException>(() => client.RepositoryAsync(TinyDet, default));
        Assert.InRange(error.ResetsAt!.Value, scene.Time.GetUtcNow() + TimeSpan.FromMinutes(59), scene.Time.GetUtcNow() + TimeSpan.FromMinutes(61));
        Assert.Empty(scene.Waits);
        // And nobody asks again in vain.
        await Assert.ThrowsAsync<RateLimitedException>(() => client.RepositoryAsync(TinyDet, default));
        Assert.Equal(1, client.Sent);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public async Task A_secondary_limit_waits_as_long_as_it_asks(int status)
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        scene.Fake.Next.Enqueue(FakeAnswer.SecondaryLimit(status, retryAfter: 17));
        Assert.Equal(TinyDet, (await scene.Client().RepositoryAsync(TinyDet, default)).Name);
        Assert.Equal([TimeSpan.FromSeconds(17)], scene.Waits);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public async Task A_secondary_limit_that_says_nothing_waits_a_minute_then_two(int status)
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        // Calls are left, as is usual: that says nothing about this limit.
        (string, string)[] left = [("X-RateLimit-Remaining", "4999"), ("X-RateLimit-Limit", "5000"), ("X-RateLimit-Reset", "1767326645")];
        for (var i = 0; i < 2; i++)
            scene.Fake.Next.Enqueue(FakeAnswer.SecondaryLimit(status) with { Headers = left });
        await scene.Client().RepositoryAsync(TinyDet, default);
        Assert.Equal([TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)], scene.Waits);

        for (var i = 0; i < 3; i++)
            scene.Fake.Next.Enqueue(FakeAnswer.SecondaryLimit(status) with { Headers = left });
        var error = await Assert.ThrowsAsync<RateLimitedException>(() => scene.Client().OwnerAsync("ada", default));
        Assert.Equal(scene.Time.GetUtcNow() + TimeSpan.FromMinutes(4), error.ResetsAt);
    }

    [Fact]
    public async Task A_secondary_limit_stops_all_calls()
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        scene.Fake.Next.Enqueue(FakeAnswer.SecondaryLimit(retryAfter: 600));
        var client = scene.Client();
        var error = await Assert.ThrowsAsync<RateLimitedException>(() => SearchAsync(client, "word"));
        Assert.Equal(scene.Time.GetUtcNow() + TimeSpan.FromMinutes(10), error.ResetsAt);
        await Assert.ThrowsAsync<RateLimitedException>(() => client.RepositoryAsync(TinyDet, default));
        Assert.Equal(1, client.Sent);
    }

    [Fact]
    public async Task A_limit_that_never_lifts_ends()
    {
        await using var scene = (await GitHubScene.StartAsync()).WithToken();
        for (var i = 0; i < 10; i++)
            scene.Fake.Next.Enqueue(FakeAnswer.Message(429, "Too many requests", ("Retry-After", "1")));
        var client = scene.Client();
        await Assert.ThrowsAsync<RateLimitedException>(() => client.RepositoryAsync(TinyDet, default));
        Assert.Equal(4, client.Sent);
    }

    [Fact]
    public async Task The_wait_goes_by_GitHubs_clock()
    {
        await using var scene = await GitHubScene.StartAsync();
        for (var i = 0; i < 10; i++)
            await SearchAsync(scene.Client(), $"other{i}");
        // Ours is an hour slow: by it the reset would be an hour away.
        var slow = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(scene.Time.GetUtcNow() - TimeSpan.FromHours(1));
        var quotas = new List<DateTimeOffset>();
        var services = new ServiceContext(Catalog.Workspaces.Workspace.Locate(scene.CacheFolder, "/", _ => null), n => scene.Variables.GetValueOrDefault(n), slow, "datatools 0.1.0");
        using var client = new GitHubApi(services, new()
        {
            OnWait = until =>
            {
                quotas.Add(until);
                slow.SetUtcNow(until);
                scene.Time.Advance(TimeSpan.FromSeconds(61));
            },
        });
        await SearchAsync(client, "word");
        Assert.InRange(Assert.Single(quotas), new(2026, 1, 2, 2, 4, 5, TimeSpan.Zero), new(2026, 1, 2, 2, 5, 10, TimeSpan.Zero));
    }

    [Fact]
    public async Task Asking_for_the_budget_costs_none()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.Client();
        await client.RepositoryAsync(TinyDet, default);
        for (var i = 0; i < 5; i++)
        {
            var (calls, searches) = await client.LimitsAsync(default);
            Assert.Equal((60, 59, 10, 10), (calls.Limit, calls.Remaining, searches.Limit, searches.Remaining));
            Assert.InRange(calls.ResetsAt, scene.Time.GetUtcNow() + TimeSpan.FromMinutes(59), scene.Time.GetUtcNow() + TimeSpan.FromMinutes(60));
        }
        Assert.Equal(59, client.Calls.Remaining);
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        await using var scene = await GitHubScene.StartAsync();
        using var cancel = new CancellationTokenSource();
        var services = new ServiceContext(Catalog.Workspaces.Workspace.Locate(scene.CacheFolder, "/", _ => null), n => n == "DATATOOLS_GITHUB_API" ? scene.Fake.Address : null, TimeProvider.System, "datatools 0.1.0");
        scene.Fake.Next.Enqueue(FakeAnswer.SecondaryLimit(retryAfter: 60));
        using var client = new GitHubApi(services, new() { OnWait = _ => cancel.CancelAfter(50) });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.RepositoryAsync(TinyDet, cancel.Token));
    }

    private static async Task SearchAsync(GitHubApi client, string words)
    {
        await foreach (var page in client.SearchAsync(new(words), default))
            Assert.NotNull(page);
    }
}
