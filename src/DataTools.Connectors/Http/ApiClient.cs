using System.Net;
using DataTools.Catalog;
using DataTools.Connectors.Downloads;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace DataTools.Connectors.Http;

/// <summary>
/// HTTP clients for the APIs of services: small questions, small answers. What may pass is asked again, with the waits
/// that the server wants; credentials go to the service's own host only. Proxies come from the usual variables
/// (<c>HTTPS_PROXY</c> and its kin), certificate authorities from those of <see cref="DownloadClient"/>. Downloads have a
/// pipeline of their own.
/// </summary>
public static class ApiClient
{
    /// <summary>
    /// A client whose base address is the endpoint. Its requests throw <see cref="RateLimitedException"/> where the
    /// service stays closed for longer than is waited, <see cref="NetworkException"/> where it cannot be reached or
    /// stays broken; other answers are for the caller to judge.
    /// </summary>
    public static HttpClient Create(ServiceContext context, ApiOptions options)
    {
        var sockets = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        DownloadClient.Trust(sockets, context.Environment);
        HttpMessageHandler attempt = new ResilienceHandler(Limit(options, context.Time)) { InnerHandler = new HomeHost(options, sockets) };
        attempt = options.Step?.Invoke(attempt) ?? attempt;
        HttpMessageHandler handler = new Faults(options, context.Time, new ResilienceHandler(Retries(options, context.Time)) { InnerHandler = attempt });
        if (options.Cache is var (folder, usage))
        {
            var cache = new AnswerCache(Path.Combine(context.Workspace.Cache, "http", folder), options.Authorization is not null);
            handler = new CachingHandler(cache, usage, context.Time) { InnerHandler = handler };
        }
        var client = new HttpClient(handler)
        {
            BaseAddress = options.Endpoint,
            // Attempts have a limit each.
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 256 << 20,
        };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", context.Tool.Replace(' ', '/'));
        return client;
    }

    private static ResiliencePipeline<HttpResponseMessage> Limit(ApiOptions options, TimeProvider time) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout })
            .Build();

    private static ResiliencePipeline<HttpResponseMessage> Retries(ApiOptions options, TimeProvider time) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.FirstDelay,
                MaxDelay = options.LongestDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = outcome => ValueTask.FromResult(outcome.Outcome switch
                {
                    { Exception: HttpRequestException e } => HttpFaults.Of(Endpoints.Shown(options.Endpoint), e) is TransientFault,
                    { Exception: TimeoutRejectedException } => true,
                    { Result: { } response } => IsTransient(options, response) && !(RateLimits.Wait(response, time.GetUtcNow()) > options.LongestDelay),
                    _ => false,
                }),
                DelayGenerator = outcome => ValueTask.FromResult(outcome.Outcome.Result is { } response ? RateLimits.Wait(response, time.GetUtcNow()) : null),
            })
            .Build();

    private static bool IsTransient(ApiOptions options, HttpResponseMessage response) => response.StatusCode == options.AlsoTransient || response.StatusCode is
        HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    // What is left after all attempts, as errors of ours.
    private sealed class Faults(ApiOptions options, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private const string Hint = "Check the connection, and the service's status page, and try again.";

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var host = options.Endpoint.Authority;
            HttpResponseMessage response;
            try
            {
                response = await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException e)
            {
                var fault = HttpFaults.Of(Endpoints.Shown(options.Endpoint), e);
                throw new NetworkException($"{options.Name}: {((fault as TransientFault)?.Fault ?? fault).Message}", Hint, e);
            }
            catch (TimeoutRejectedException e)
            {
                throw new NetworkException($"{options.Name}: no answer from {host} within {options.Timeout.TotalSeconds:0.#} seconds, tried {options.Retries + 1} times", Hint, e);
            }
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                var wait = RateLimits.Wait(response, time.GetUtcNow());
                response.Dispose();
                throw new RateLimitedException(options.Name, time.GetUtcNow() + wait, options.RateLimitHint);
            }
            if (!IsTransient(options, response))
                return IsPage(response) ? throw await PageAsync(response, cancellationToken) : response;
            var status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
            response.Dispose();
            throw new NetworkException($"{options.Name}: {host} is busy or broken ({status}), tried {options.Retries + 1} times", Hint);
        }

        private bool IsPage(HttpResponseMessage response) =>
            options.RefusePages && response.Content.Headers.ContentType?.MediaType == "text/html" &&
            !(options.PagesSayMissing && response.StatusCode == HttpStatusCode.NotFound);

        private async Task<NetworkException> PageAsync(HttpResponseMessage response, CancellationToken cancellation)
        {
            using (response)
            {
                WebPage.Is(await response.Content.ReadAsByteArrayAsync(cancellation), out var title);
                return new(
                    $"{options.Name}: a web page{(title is null ? "" : $" (\"{title}\")")} came in place of an answer ({(int)response.StatusCode})",
                    WebPage.Hint);
            }
        }
    }
}
