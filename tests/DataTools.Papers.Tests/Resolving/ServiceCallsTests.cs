using DataTools.Catalog;
using DataTools.Catalog.Workspaces;
using DataTools.Connectors;
using DataTools.FakeServices;
using DataTools.Papers.Resolving;
using DataTools.Tests;
using Microsoft.AspNetCore.Builder;
using Refit;

namespace DataTools.Papers.Tests.Resolving;

public sealed class ServiceCallsTests
{
    [Fact]
    public async Task All_attempts_together_have_a_limit()
    {
        using var folder = new TemporaryFolder();
        await using var server = await FakeServer.StartAsync(app => app.Run(context => Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted)));
        var services = new ServiceContext(Workspace.Locate(folder.Path, folder.Path, _ => null), _ => null, TimeProvider.System, "datatools test");
        using var calls = new ServiceCalls(services, new("The slow one", new(server.Address)), new(TimeSpan.Zero, Offline: false), "slow", null) { Longest = TimeSpan.FromMilliseconds(80) };
        var error = await Assert.ThrowsAsync<NetworkException>(() => calls.AskAsync<string>(async token =>
        {
            var answer = await calls.Http.GetAsync("/", token);
            return new ApiResponse<string>(answer, await answer.Content.ReadAsStringAsync(token), new());
        }, default));
        Assert.Equal("The slow one: no answer within 0.1 seconds", error.Message);
    }
}
