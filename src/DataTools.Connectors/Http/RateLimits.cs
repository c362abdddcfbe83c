using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace DataTools.Connectors.Http;

/// <summary>How long a server wants to be left alone, in the dialects that services speak.</summary>
internal static partial class RateLimits
{
    /// <summary>
    /// The wait that <paramref name="response"/> asks for: <c>RateLimit: "api";r=0;t=172</c> (IETF draft; one second is
    /// added, as t is rounded), else <c>Retry-After</c>, else <c>x-ratelimit-reset</c> where nothing remains; null where
    /// it says nothing.
    /// </summary>
    public static TimeSpan? Wait(HttpResponseMessage response, DateTimeOffset now)
    {
        if (response.StatusCode == HttpStatusCode.TooManyRequests && Header(response, "RateLimit") is { } limit && Reset().Match(limit) is { Success: true } reset)
            return TimeSpan.FromSeconds(int.Parse(reset.Groups["seconds"].ValueSpan, CultureInfo.InvariantCulture) + 1);
        if (response.Headers.RetryAfter is { } after)
            return NotNegative(after.Delta ?? after.Date!.Value - now);
        return Header(response, "x-ratelimit-remaining") == "0" && long.TryParse(Header(response, "x-ratelimit-reset"), CultureInfo.InvariantCulture, out var at) &&
            at is >= 0 and < 253_402_300_800
            ? NotNegative(DateTimeOffset.FromUnixTimeSeconds(at) - now)
            : null;
    }

    private static TimeSpan NotNegative(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;

    [GeneratedRegex(";\\s*t=(?<seconds>[0-9]{1,6})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reset();
}
