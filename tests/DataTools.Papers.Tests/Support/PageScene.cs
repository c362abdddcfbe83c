using DataTools.Catalog.Workspaces;
using DataTools.FakeServices;
using DataTools.Papers.Resolving;
using DataTools.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DataTools.Papers.Tests.Support;

/// <summary>One web page and a workspace.</summary>
internal sealed class PageScene : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private FakeServer _server = null!;

    public string Address => _server.Address + "/paper";

    public int Requests => _server.Requests.Count;

    public int Status { get; set; } = 200;

    public string Body { get; set; } = "";

    public string ContentType { get; set; } = "text/html; charset=utf-8";

    public static async Task<PageScene> StartAsync(string body)
    {
        var scene = new PageScene { Body = body };
        scene._server = await FakeServer.StartAsync(app => app.Run(async context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (scene.Status, scene.ContentType);
            await context.Response.WriteAsync(scene.Body);
        }));
        return scene;
    }

    public PageMetadata Pages(bool offline = false) =>
        new(new(Workspace.Locate(_folder.Path, _folder.Path, _ => null), _ => null, new SwiftTime(), "datatools 0.1.0"), offline);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }
}
