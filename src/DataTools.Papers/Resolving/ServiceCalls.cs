using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataTools.Catalog;
using DataTools.Connectors;
using DataTools.Connectors.Http;
using Refit;

namespace DataTools.Papers.Resolving;

/// <summary>
/// How the services that know papers are asked. Each knows much of what the others do, so nobody waits long for one: two
/// quick repetitions and ten seconds in all. What has gone wrong then is an error that says what to do.
/// </summary>
internal sealed class ServiceCalls : IDisposable
{
    private const string LaterHint = "Try again later. If an environment variable or datatools.json names another address for it, try without.";

    private const int LongestSaying = 200;

    private readonly string _name;
    private readonly TimeProvider _time;

    /// <summary>A client of a service.</summary>
    /// <param name="services">The world outside.</param>
    /// <param name="options">What the service wants; retries, waits and web pages are seen to here.</param>
    /// <param name="usage">How answers on disk are used.</param>
    /// <param name="folder">Where they lie, below <c>cache/http</c>.</param>
    /// <param name="patience">For tests: shorter waits.</param>
    public ServiceCalls(ServiceContext services, ApiOptions options, CacheUsage usage, string folder, Func<ApiOptions, ApiOptions>? patience)
    {
        (_name, _time) = (options.Name, services.Time);
        options = options with
        {
            Cache = (folder, usage),
            RefusePages = true,
            Retries = 2,
            FirstDelay = TimeSpan.FromSeconds(0.5),
            LongestDelay = TimeSpan.FromSeconds(3),
            Timeout = TimeSpan.FromSeconds(8),
        };
        Http = ApiClient.Create(services, patience?.Invoke(options) ?? options);
    }

    /// <summary>What typed clients are made of.</summary>
    public HttpClient Http { get; }

    /// <summary>The longest that an answer is waited for, repetitions and all.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What is sent to prove who asks: as messages name it, what to do where it is refused, and the secret, which no message repeats; null: nothing.</summary>
    public (string Shown, string HowTo, string Secret)? Credentials { get; init; }

    /// <summary>
    /// The answer; null where the service does not know what was asked for (404). Throws a <see cref="DataToolsException"/>:
    /// asked too often, credentials refused, broken, slow, or no answer of the promised shape.
    /// </summary>
    public async Task<T?> AskAsync<T>(Func<CancellationToken, Task<IApiResponse<T>>> ask, CancellationToken cancellation) where T : class
    {
        using var response = await AnswerAsync(ask, cancellation);
        return response?.Content;
    }

    /// <summary>As <see cref="AskAsync"/>, with the headers; where there is an answer, its content is there.</summary>
    public async Task<IApiResponse<T>?> AnswerAsync<T>(Func<CancellationToken, Task<IApiResponse<T>>> ask, CancellationToken cancellation) where T : class
    {
        var response = await InTimeAsync(ask, cancellation);
        if (response is { IsSuccessStatusCode: true, Content: not null })
            return response;
        using (response)
        {
            if (response.StatusCode == HttpStatusCode.NotFound)
                return null;
            throw response.IsSuccessStatusCode
                ? new NetworkException($"{_name}: the answer cannot be used: it is no JSON of the expected shape", LaterHint, response.Error)
                : Refused(response.StatusCode ?? HttpStatusCode.BadGateway, Saying((response.Error as ApiException)?.Content));
        }
    }

    public void Dispose() => Http.Dispose();

    private async Task<IApiResponse<T>> InTimeAsync<T>(Func<CancellationToken, Task<IApiResponse<T>>> ask, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Longest, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            var response = await ask(either.Token);
            Rest.DemandAnswer(response, either.Token);
            return response;
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new NetworkException($"{_name}: no answer within {Longest.TotalSeconds:0.#} seconds", "Check the connection, and the service's status page, and try again.", e);
        }
    }

    private DataToolsException Refused(HttpStatusCode status, string? saying)
    {
        var answer = saying is null ? $"({(int)status})" : $"({(int)status}: {saying})";
        return status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? Credentials is var (shown, howTo, _)
                ? new CredentialsMissingException(_name, $"{_name} refuses {shown} {answer}", howTo)
                : new NetworkException($"{_name} refuses to answer {answer}", "A proxy or firewall may be in between. Else try again later.")
            : Rest.IsRedirect(status)
                ? new NetworkException($"{_name}: the answer cannot be used: it points to another host {answer}", LaterHint)
                : new NetworkException($"{_name}: the answer cannot be used {answer}", LaterHint);
    }

    // {"error":"..","message":".."}, {"message":[{"message":".."}]}, or plain text.
    private string? Saying(string? body)
    {
        if (string.IsNullOrWhiteSpace(body) || body.TrimStart()[0] == '<')
            return null;
        var text = body;
        try
        {
            var node = JsonNode.Parse(body) as JsonObject;
            var said = node?["message"] ?? node?["error"];
            text = (said is JsonArray { Count: > 0 } several ? (several[0] as JsonObject)?["message"] : said)?.ToString();
        }
        catch (JsonException)
        {
            // It is plain text, then.
        }
        if (text is not null && Credentials is var (_, _, secret))
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        var line = PlainText.OneLine(text is null ? null : new string([.. text.Take(LongestSaying).Select(c => char.IsControl(c) ? ' ' : c)]));
        return line is not null && text!.Length > LongestSaying ? $"{line}..." : line;
    }
}
