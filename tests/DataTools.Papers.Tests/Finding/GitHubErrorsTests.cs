using DataTools.Connectors.GitHub;
using DataTools.FakeServices.GitHub;
using DataTools.Papers.Evidence;
using DataTools.Papers.Finding;

namespace DataTools.Papers.Tests.Finding;

/// <summary>What GitHub may refuse, as the user of a search gets to see it: told once, and the rest of the answer is there.</summary>
public sealed class GitHubErrorsTests
{
    private static readonly Paper Named = FinderScene.TinyDet with { Comment = "Code: https://github.com/visionlab/tinydet" };

    public static TheoryData<string, FakeAnswer, string> Refusals => new()
    {
        { "secondary", FakeAnswer.SecondaryLimit(), "asked too often and answers again at" },
        { "secondary with a time", FakeAnswer.SecondaryLimit(403, 900), "asked too often and answers again at" },
        { "secondary by 429", FakeAnswer.SecondaryLimit(429, 900), "asked too often and answers again at" },
        { "429", FakeAnswer.Message(429, "API rate limit exceeded for 203.0.113.7."), "asked too often and answers again at" },
        { "token", FakeAnswer.Message(401, "Bad credentials"), "Bad credentials" },
        { "wants a token", FakeAnswer.Message(401, "Requires authentication"), "Requires authentication" },
        { "refused", FakeAnswer.Message(403, "Repository access blocked"), "Repository access blocked" },
        { "not understood", FakeAnswer.Message(422, "Validation Failed"), "Validation Failed" },
        { "captcha", FakeAnswer.WebPage(), "a web page (\"Log in & surf\") came in place of GitHub's answer" },
        { "nonsense", new(200, "{}"), "not what GitHub is documented to say" },
        { "teapot", FakeAnswer.Message(418, "I'm a teapot"), "418" },
    };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public async Task A_refusal_is_told_once_and_what_others_know_is_there(string _, FakeAnswer refusal, string reason)
    {
        await using var scene = await FinderScene.StartAsync();
        for (var i = 0; i < 40; i++)
            scene.Fake.Next.Enqueue(refusal);
        var result = await scene.FindAsync(Named);
        var facts = Assert.Single(result.Repositories).Facts;
        Assert.Equal("visionlab/tinydet", facts.Name.ToString());
        Assert.Null(facts.Metadata);
        // Its README does not come by the API.
        Assert.NotEmpty(facts.Readmes!);
        Assert.Contains(result.Failures, f => f.Source == "GitHub" && f.Reason.Contains(reason, StringComparison.Ordinal) && f.Hint is not null);
        Assert.Equal(result.Failures.Count, result.Failures.Distinct().Count());
        Assert.InRange(result.GitHubCalls, 1, 12);
        Assert.Equal(scene.Fake.Requests.Count, result.GitHubCalls);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task A_broken_server_is_given_up_within_the_budget(int status)
    {
        await using var scene = await FinderScene.StartAsync();
        for (var i = 0; i < 40; i++)
            scene.Fake.Next.Enqueue(FakeAnswer.Message(status, "Server Error"));
        var result = await scene.FindAsync(Named);
        Assert.NotEmpty(Assert.Single(result.Repositories).Facts.Readmes!);
        Assert.Contains(result.Failures, f => f.Reason.Contains($"broken or too busy ({status})", StringComparison.Ordinal));
        Assert.Equal(8, scene.Fake.Requests.Count);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(429)]
    public async Task An_hour_that_is_used_up_by_others_gives_a_partial_answer_with_the_time_of_the_reset(int status)
    {
        await using var scene = await FinderScene.StartAsync();
        scene.Fake.RefusalStatus = status;
        // Somebody else behind the same address.
        using (var http = new HttpClient())
        {
            http.DefaultRequestHeaders.Add("User-Agent", "somebody");
            for (var i = 0; i < 59; i++)
                await http.GetAsync(new Uri($"{scene.Fake.Address}/users/ada"));
        }
        var before = scene.Fake.Requests.Count;
        var result = await scene.FindAsync(Named);
        Assert.NotNull(Assert.Single(result.Repositories, r => r.Facts.Name.ToString() == "visionlab/tinydet").Facts.Metadata);
        var failure = Assert.Single(result.Failures);
        Assert.Equal("GitHub", failure.Source);
        Assert.Matches(@"answers again at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", failure.Reason);
        Assert.Contains("GH_TOKEN", failure.Hint, StringComparison.Ordinal);
        // Three searches, the one call that was left, and none to be refused.
        Assert.Equal(before + 4, scene.Fake.Requests.Count);
        Assert.Equal(0, result.Allowance!.Left);
    }

    [Fact]
    public async Task Searches_that_are_used_up_leave_the_other_calls()
    {
        await using var scene = await FinderScene.StartAsync();
        using (var http = new HttpClient())
        {
            http.DefaultRequestHeaders.Add("User-Agent", "somebody");
            for (var i = 0; i < 10; i++)
                await http.GetAsync(new Uri($"{scene.Fake.Address}/search/repositories?q=x"));
        }
        var result = await scene.FindAsync(Named);
        var facts = Assert.Single(result.Repositories).Facts;
        Assert.NotNull(facts.Metadata);
        Assert.NotEmpty(facts.Committers!);
        Assert.Contains("answers again at", Assert.Single(result.Failures).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_short_limit_is_waited_out_and_told()
    {
        await using var scene = await FinderScene.StartAsync();
        scene.Fake.Next.Enqueue(FakeAnswer.SecondaryLimit(403, 1));
        var waits = new List<(string Who, DateTimeOffset Until)>();
        var result = await scene.FindAsync(Named, new() { OnWait = (who, until) => waits.Add((who, until)) });
        Assert.Equal("GitHub", Assert.Single(waits).Who);
        Assert.Empty(result.Failures);
        Assert.Equal(12, new FindOptions().GitHubCalls);
        Assert.InRange(scene.Fake.Requests.Count, 5, 12);
    }

    [Fact]
    public async Task A_search_that_ran_out_of_time_is_told()
    {
        await using var scene = await FinderScene.StartAsync();
        scene.Fake.Incomplete = true;
        var result = await scene.FindAsync();
        Assert.Equal(3, result.Failures.Count(f => f.Reason.Contains("ran out of time", StringComparison.Ordinal)));
        Assert.NotEmpty(result.Repositories);
    }

    [Fact]
    public async Task Nobody_there_is_told_with_the_address()
    {
        await using var scene = await FinderScene.StartAsync();
        await scene.Fake.DisposeAsync();
        var result = await scene.FindAsync(Named);
        Assert.Contains(result.Failures, f => f.Source == "GitHub" && f.Reason.Contains("refused the connection", StringComparison.Ordinal));
        Assert.Null(Assert.Single(result.Repositories).Facts.Readmes);
    }

    [Fact]
    public async Task A_commit_list_that_conflicts_is_an_empty_repository()
    {
        await using var scene = await FinderScene.StartAsync([new("lab/odd") { Description = FinderScene.TinyDet.Title, Language = "Python" }]);
        var facts = Assert.Single((await scene.FindAsync()).Repositories).Facts;
        Assert.Empty(facts.Committers!);
    }
}
