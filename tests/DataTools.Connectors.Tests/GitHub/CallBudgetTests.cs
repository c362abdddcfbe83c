using DataTools.Connectors.GitHub;
using DataTools.FakeServices.GitHub;

namespace DataTools.Connectors.Tests.GitHub;

public sealed class CallBudgetTests
{
    [Fact]
    public async Task No_more_requests_go_out_than_the_budget_has_and_answers_on_disk_cost_none()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.Client();
        client.Budget = new(2);
        await client.RepositoryAsync(GitHubScene.TinyDet, default);
        await client.RepositoryAsync(GitHubScene.TinyDet, default);
        await client.OwnerAsync("ada", default);
        await Assert.ThrowsAsync<CallBudgetException>(() => client.OwnerAsync("visionlab", default));
        await client.OwnerAsync("ada", default);
        Assert.Equal((2, 2, 2), (client.Budget.Spent, client.Sent, scene.Fake.Requests.Count));
    }

    [Fact]
    public async Task Redirects_and_repetitions_count()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.HastyClient();
        client.Budget = new(3);
        await client.RepositoryAsync(RepositoryName.Parse("oldlab/tinydet"), default);
        Assert.Equal(2, client.Budget.Spent);
        scene.Fake.Next.Enqueue(FakeAnswer.Message(500, "Server Error"));
        scene.Fake.Next.Enqueue(FakeAnswer.Message(500, "Server Error"));
        await Assert.ThrowsAsync<CallBudgetException>(() => client.OwnerAsync("ada", default));
        Assert.Equal(3, scene.Fake.Requests.Count);
    }

    [Fact]
    public async Task Each_flow_of_control_has_its_own()
    {
        await using var scene = await GitHubScene.StartAsync();
        var client = scene.Client();
        var budgets = await Task.WhenAll(Ask("ada"), Ask("ci[bot]"));
        Assert.All(budgets, b => Assert.Equal(1, b.Spent));
        Assert.Null(client.Budget);
        Assert.Equal("Vision Lab", (await client.OwnerAsync("visionlab", default)).Name);

        async Task<CallBudget> Ask(string login)
        {
            var budget = client.Budget = new(1);
            await client.OwnerAsync(login, default);
            await Assert.ThrowsAsync<CallBudgetException>(() => client.OwnerAsync("visionlab", default));
            return budget;
        }
    }
}
