using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataTools.FakeServices.GitHub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DataTools.FakeServices.Papers;

/// <summary>A service that knows papers. It can be told to misbehave.</summary>
public abstract class FakePaperService(IReadOnlyList<FakePaper> papers) : IAsyncDisposable
{
    private FakeServer _server = null!;

    /// <summary>Its address.</summary>
    public string Address => _server.Address;

    /// <summary>Every request so far.</summary>
    public ConcurrentQueue<Received> Requests => _server.Requests;

    /// <summary>What the next calls get, one each, in place of the right answer.</summary>
    public ConcurrentQueue<FakeAnswer> Next { get; } = new();

    protected IReadOnlyList<FakePaper> Papers { get; } = papers;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    protected static async Task<T> StartAsync<T>(T fake, int port) where T : FakePaperService
    {
        fake._server = await FakeServer.StartAsync(app => app.Run(fake.AnswerAsync), port);
        return fake;
    }

    /// <summary>The right answer. The path is as it was sent: a %2F is no slash.</summary>
    protected abstract FakeAnswer Answer(string path, HttpRequest request);

    protected static FakeAnswer Ok(JsonNode body) => new(200, body.ToJsonString());

    protected static FakeAnswer Error(int status, object body) => new(status, JsonSerializer.Serialize(body));

    protected static JsonArray Array(IEnumerable<JsonNode> nodes) => new([.. nodes]);

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0];
        return (Next.TryDequeue(out var instead) ? instead : context.Request.Headers.UserAgent.Count == 0 ? new(403, "who asks?") : Answer(path, context.Request)).SendAsync(context);
    }
}
