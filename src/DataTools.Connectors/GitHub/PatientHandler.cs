using System.Net;
using System.Text;
using DataTools.Catalog;
using DataTools.Connectors.Downloads;
using DataTools.Connectors.Http;
using Polly;
using Polly.Retry;

namespace DataTools.Connectors.GitHub;

/// <summary>
/// The middle step: a call goes when there is quota for it, comes back whole, and is repeated where GitHub put it off or
/// broke down. Throws <see cref="RateLimitedException"/> and <see cref="NetworkException"/>; whatever else GitHub
/// answers is given back.
/// </summary>
internal sealed class PatientHandler : DelegatingHandler
{
    private static readonly TimeSpan FirstPenalty = TimeSpan.FromMinutes(1);

    private readonly GitHubOptions _options;
    private readonly GitHubQuotas _quotas;
    private readonly bool _withToken;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _places;
    private readonly ResiliencePipeline<HttpResponseMessage> _retry;
    private readonly Func<CallBudget?> _budget;

    public PatientHandler(GitHubOptions options, GitHubQuotas quotas, bool withToken, TimeProvider time, Func<CallBudget?> budget)
    {
        (_options, _quotas, _withToken, _time, _budget) = (options, quotas, withToken, time, budget);
        _places = new(options.Concurrent);
        _retry = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = options.Retries,
                Delay = options.FirstDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome.Exception is TransientFault),
                DelayGenerator = outcome => ValueTask.FromResult(Asked(outcome.Outcome.Exception)),
            })
            .Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var refusals = 0; ; refusals++)
        {
            HttpResponseMessage response;
            try
            {
                response = await _retry.ExecuteAsync(async token => await AttemptAsync(request, token), cancellationToken);
            }
            catch (TransientFault e)
            {
                throw new NetworkException($"{e.Fault.Message}, tried {_options.Retries + 1} times", e.Fault.Hint, e);
            }
            if (await PutOffAsync(request, response, refusals, cancellationToken) is not { } until)
                return response;
            response.Dispose();
            if (refusals == _options.Refusals)
                throw GitHubFaults.Limited(until, _withToken);
        }
    }

    private async Task<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var url = request.RequestUri!;
        var kind = Kind(url);
        // No waiting for a limit to be lifted on behalf of a call that may not go.
        _budget()?.Demand();
        await _quotas.EnterAsync(kind, cancellation);
        HttpResponseMessage? response = null;
        try
        {
            await _places.WaitAsync(cancellation);
            try
            {
                response = await WholeAsync(request, cancellation);
            }
            finally
            {
                _places.Release();
            }
        }
        finally
        {
            _quotas.Leave(kind, response is null ? null : News(response), answered: response?.IsSuccessStatusCode == true);
        }
        if (response.StatusCode >= HttpStatusCode.InternalServerError)
            throw new TransientFault(GitHubFaults.Broken(url, response.StatusCode), Wait(response));
        if (response.Content.Headers.ContentType?.MediaType == "text/html")
            throw GitHubFaults.WebPage(url, response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
        return response;
    }

    // One attempt, its body included.
    private async Task<HttpResponseMessage> WholeAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var url = request.RequestUri!;
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, either.Token);
            // Octokit would wait for the body without limit.
            await response.Content.LoadIntoBufferAsync(_options.LargestAnswer, either.Token);
            return response;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TransientFault(GitHubFaults.TimedOut(url, _options.Timeout));
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw GitHubFaults.TooLarge(url, _options.LargestAnswer);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw HttpFaults.Of(url.GetLeftPart(UriPartial.Path), e as HttpRequestException ?? new HttpRequestException(e.Message, e));
        }
    }

    // Until when GitHub puts the call off; null where it does not. Nobody asks before then.
    private async Task<DateTimeOffset?> PutOffAsync(HttpRequestMessage request, HttpResponseMessage response, int refusals, CancellationToken cancellation)
    {
        if (response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests))
            return null;
        var message = GitHubFaults.Message(Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellation))) ?? "";
        var secondary = message.Contains("secondary rate limit", StringComparison.OrdinalIgnoreCase) || message.Contains("abuse", StringComparison.OrdinalIgnoreCase);
        var primary = !secondary && message.Contains("rate limit exceeded", StringComparison.OrdinalIgnoreCase);
        var wait = Wait(response);
        if (!secondary && !primary && wait is null && response.StatusCode != HttpStatusCode.TooManyRequests)
            return null;

        var news = News(response);
        var now = _time.GetUtcNow();
        var until = wait is { } asked ? now + asked
            : news is { Remaining: 0 } ? news.ResetsAt
            // Nothing said: a minute at least, and longer each time (GitHub's advice).
            : now + (FirstPenalty * (1 << refusals));
        // A limit that lifted while the answer was on its way.
        until = until < now + TimeSpan.FromSeconds(1) ? now + TimeSpan.FromSeconds(1) : until;
        _quotas.Close(primary || news is { Remaining: 0 } ? Kind(request.RequestUri!) : QuotaKind.Free, until);
        return until;
    }

    // Of its other headers GitHub's quotas make more than a wait.
    private TimeSpan? Wait(HttpResponseMessage response) => RateLimits.RetryAfter(response.Headers, _time.GetUtcNow());

    private QuotaNews? News(HttpResponseMessage response)
    {
        if (!long.TryParse(Header(response, "x-ratelimit-reset"), out var reset) || reset is < 0 or >= 253_402_300_800
            || !int.TryParse(Header(response, "x-ratelimit-remaining"), out var remaining) || !int.TryParse(Header(response, "x-ratelimit-limit"), out var limit))
        {
            return null;
        }
        // By GitHub's clock, whose present time the answer carries; a second more, because both are cut to whole ones.
        var now = _time.GetUtcNow();
        return new(limit, remaining, reset, now + (DateTimeOffset.FromUnixTimeSeconds(reset) - (response.Headers.Date ?? now)) + TimeSpan.FromSeconds(1));
    }

    // In the path of an enterprise's server /api/v3/ comes first.
    private static QuotaKind Kind(Uri url) =>
        url.AbsolutePath.Contains("/search/", StringComparison.Ordinal) && !url.AbsolutePath.Contains("/repos/", StringComparison.Ordinal) ? QuotaKind.Search
        : url.AbsolutePath.EndsWith("/rate_limit", StringComparison.Ordinal) && !url.AbsolutePath.Contains("/repos/", StringComparison.Ordinal) ? QuotaKind.Free
        : QuotaKind.Core;

    private TimeSpan? Asked(Exception? e) => e is TransientFault { RetryAfter: { } wait }
        ? TimeSpan.FromTicks(Math.Min(wait.Ticks, _options.LongestWait.Ticks))
        : null;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _places.Dispose();
        base.Dispose(disposing);
    }
}
