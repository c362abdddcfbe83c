using System.Net;
using DataTools.Connectors.Http;

namespace DataTools.Connectors.Tests.Http;

public sealed class RateLimitsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(429, 7, "Retry-After: 7")]
    [InlineData(429, 30, "Retry-After: Wed, 25 Nov 2026 12:00:30 GMT")]
    [InlineData(429, 0, "Retry-After: Wed, 25 Nov 2026 11:00:00 GMT")]
    [InlineData(503, 120, "Retry-After: 120")]
    [InlineData(502, 5, "Retry-After: 5")]
    [InlineData(200, null, "Retry-After: 5")]
    [InlineData(404, null, "Retry-After: 5")]
    [InlineData(429, 173, "RateLimit: \"api\";r=0;t=172")]
    [InlineData(429, 173, "RateLimit: \"api\";r=3;t=172")]
    [InlineData(200, 56, "RateLimit: \"resolvers\";r=0;t=55")]
    [InlineData(200, null, "RateLimit: \"resolvers\";r=12;t=55")]
    [InlineData(403, 60, "x-ratelimit-remaining: 0", "x-ratelimit-reset: 1795608060")]
    [InlineData(429, 60, "x-ratelimit-remaining: 0", "x-ratelimit-reset: 60")]
    [InlineData(429, 9, "ratelimit-remaining: 0", "ratelimit-reset: 9")]
    [InlineData(200, null, "x-ratelimit-remaining: 5", "x-ratelimit-reset: 60")]
    [InlineData(429, 90, "Retry-After: 9", "RateLimit: \"api\";r=0;t=89")]
    [InlineData(429, null, "RateLimit: soon", "x-ratelimit-remaining: few", "Retry-After: later")]
    public void The_longest_wait_that_a_server_asks_for_counts(int status, int? seconds, params string[] headers)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        foreach (var header in headers)
            response.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ", 2)[1]);
        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, RateLimits.Wait(response, Now));
    }
}
