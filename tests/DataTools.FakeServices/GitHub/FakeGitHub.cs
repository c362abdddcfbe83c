using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DataTools.FakeServices.GitHub;

/// <summary>
/// GitHub's REST API over repositories in memory: quotas by token and resource with their headers, conditional requests,
/// pages with links, redirects of what was renamed, and errors in GitHub's words. It can be told to misbehave.
/// </summary>
public sealed class FakeGitHub : IAsyncDisposable
{
    /// <summary>The token that is good.</summary>
    public const string GoodToken = "ghp_FakeTokenForTests0123456789abcdefABCD";

    private readonly ConcurrentDictionary<string, FakeRepository> _repositories = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, FakeOwner> _owners = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(bool Token, string Resource), FakeQuota> _quotas;
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private FakeServer _server = null!, _content = null!;

    private FakeGitHub(TimeProvider time)
    {
        _time = time;
        var (hour, minute) = (TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        _quotas = new[]
        {
            (Token: false, new FakeQuota("core", 60, hour, time)), (Token: true, new FakeQuota("core", 5000, hour, time)),
            (Token: false, new FakeQuota("search", 10, minute, time)), (Token: true, new FakeQuota("search", 30, minute, time)),
            (Token: true, new FakeQuota("code_search", 10, minute, time)),
        }.ToDictionary(q => (q.Token, q.Item2.Resource), q => q.Item2);
    }

    /// <summary>Its address, for <c>DATATOOLS_GITHUB_API</c>.</summary>
    public string Address => _server.Address;

    /// <summary>The address of what is not counted, files and archives, for <c>DATATOOLS_GITHUB_RAW</c>.</summary>
    public string RawAddress { get; private set; } = "";

    /// <summary>Every request to the API so far.</summary>
    public ConcurrentQueue<Received> Requests => _server.Requests;

    /// <summary>Every request for a file or archive so far.</summary>
    public ConcurrentQueue<Received> RawRequests => _content.Requests;

    /// <summary>What the next requests for files or archives get, one each, in place of the right answer.</summary>
    public ConcurrentQueue<FakeAnswer> NextRaw { get; } = new();

    /// <summary>What the next calls get, one each, in place of the right answer.</summary>
    public ConcurrentQueue<FakeAnswer> Next { get; } = new();

    /// <summary>Searches say that they ran out of time.</summary>
    public bool Incomplete { get; set; }

    /// <summary>An enterprise's server without limits, and without their headers.</summary>
    public bool Unlimited { get; set; }

    /// <summary>Calls are refused for want of quota with this status: 403, lately 429.</summary>
    public int RefusalStatus { get; set; } = 403;

    /// <summary>Starts it with these repositories; its clock rules the windows of its quotas.</summary>
    public static async Task<FakeGitHub> StartAsync(
        IEnumerable<FakeRepository>? repositories = null, IEnumerable<FakeOwner>? owners = null, TimeProvider? time = null, int port = 0)
    {
        var fake = new FakeGitHub(time ?? TimeProvider.System);
        foreach (var repository in repositories ?? [])
            fake.Put(repository);
        foreach (var owner in owners ?? [])
            fake._owners[owner.Login] = owner;
        fake._content = await FakeServer.StartAsync(app => app.Run(new FakeContentHost(fake._repositories, fake.NextRaw).AnswerAsync));
        fake.RawAddress = fake._content.Address;
        fake._server = await FakeServer.StartAsync(app => app.Run(fake.AnswerAsync), port);
        return fake;
    }

    /// <summary>Adds a repository or replaces it.</summary>
    public void Put(FakeRepository repository) => _repositories[repository.FullName] = repository;

    /// <summary>How many calls of a client and resource count against its quota.</summary>
    public int Used(bool withToken, string resource)
    {
        lock (_gate)
            return _quotas[(withToken, resource)].Used;
    }

    /// <summary>Nobody serves files and archives any more.</summary>
    public ValueTask StopRawAsync() => _content.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _content.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        // Now and then real GitHub is asked below /api/v3: an enterprise's.
        var path = context.Request.Path.Value!;
        path = (path.StartsWith("/api/v3/", StringComparison.Ordinal) ? path["/api/v3".Length..] : path).Trim('/');
        context.Response.Headers.Date = _time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        if (Next.TryDequeue(out var instead))
        {
            await instead.SendAsync(context);
            return;
        }
        var token = context.Request.Headers.Authorization.ToString();
        if (context.Request.Headers.UserAgent.Count == 0)
            await FakeAnswer.Message(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.").SendAsync(context);
        else if (token.Length > 0 && token.Split(' ')[^1] != GoodToken)
            await FakeAnswer.Message(401, "Bad credentials").SendAsync(context);
        else if (path == "rate_limit")
            await new FakeAnswer(200, JsonSerializer.Serialize(Limits(token.Length > 0))).SendAsync(context);
        else
            await SendCountedAsync(context, path, token.Length > 0);
    }

    private async Task SendCountedAsync(HttpContext context, string path, bool withToken)
    {
        var resource = path.StartsWith("search/code", StringComparison.Ordinal) ? "code_search" : path.StartsWith("search/", StringComparison.Ordinal) ? "search" : "core";
        if (!_quotas.TryGetValue((withToken, resource), out var quota))
        {
            await FakeAnswer.Message(401, "Requires authentication").SendAsync(context);
            return;
        }
        FakeAnswer answer;
        lock (_gate)
        {
            if (!Unlimited && !quota.Take())
            {
                answer = FakeAnswer.Message(RefusalStatus, "API rate limit exceeded for 203.0.113.7. (But here's the good news: Authenticated requests get a higher rate limit.)");
            }
            else
            {
                answer = new FakeApi(_repositories, _owners, $"{context.Request.Scheme}://{context.Request.Host}", RawAddress, Incomplete).Answer(path, context.Request);
                var etag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(answer.Body)))}\"";
                if (answer.Status == 200)
                    answer = answer with { Headers = [.. answer.Headers, ("ETag", etag), ("Cache-Control", "public, max-age=60, s-maxage=60"), ("Vary", "Accept, Authorization")] };
                if (answer.Status == 200 && context.Request.Headers.IfNoneMatch == etag)
                {
                    answer = answer with { Status = 304, Body = "" };
                    if (withToken)
                        quota.GiveBack();
                }
            }
            if (!Unlimited)
                answer = answer with { Headers = [.. answer.Headers, .. HeadersOf(quota)] };
        }
        await answer.SendAsync(context);
    }

    private static (string, string)[] HeadersOf(FakeQuota quota) =>
    [
        ("X-RateLimit-Limit", $"{quota.Limit}"), ("X-RateLimit-Remaining", $"{quota.Remaining}"), ("X-RateLimit-Used", $"{quota.Used}"),
        ("X-RateLimit-Reset", $"{quota.Reset}"), ("X-RateLimit-Resource", quota.Resource),
    ];

    private object Limits(bool withToken)
    {
        lock (_gate)
        {
            var resources = _quotas.Where(q => q.Key.Token == withToken).ToDictionary(
                q => q.Key.Resource, q => new { limit = q.Value.Limit, used = q.Value.Used, remaining = q.Value.Remaining, reset = q.Value.Reset });
            return new { resources, rate = resources["core"] };
        }
    }
}
