using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace DataTools.Connectors.Http;

/// <summary>
/// What a server says about being asked too often: <c>Retry-After</c> (RFC 9110, 10.2.3), <c>RateLimit: "name";r=0;t=55</c>
/// (draft-ietf-httpapi-ratelimit-headers; the Hugging Face Hub), and <c>x-ratelimit-remaining</c> with
/// <c>x-ratelimit-reset</c> (GitHub: seconds since 1970; others: seconds from now).
/// </summary>
internal static partial class RateLimits
{
    private const long Epoch = 1_000_000_000;

    /// <summary>
    /// How long the server asks to be left alone, the longest of what it says; null where it does not. <c>Retry-After</c>
    /// counts wherever it refuses (403, 408, 429, 500 and above); the time until a quota is full again only where nothing is
    /// left, or the refusal is about quotas (403, 429, 503): a server that broke says how much is left as well.
    /// </summary>
    public static TimeSpan? Wait(HttpResponseMessage response, DateTimeOffset now)
    {
        var headers = response.Headers;
        var refused = response.StatusCode is
            HttpStatusCode.Forbidden or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;
        var limited = response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
        List<TimeSpan?> waits = [refused ? RetryAfter(headers, now) : null];
        if (Value(headers, "RateLimit") is { } policy && Reset().Match(policy) is { Success: true } reset)
        {
            var left = Left().Match(policy);
            if (limited || (left.Success && Number(left.Groups["n"].Value) == 0))
                waits.Add(Seconds(reset.Groups["n"].Value, now) + TimeSpan.FromSeconds(1));
        }
        foreach (var prefix in new[] { "ratelimit", "x-ratelimit" })
        {
            if (Number(Value(headers, $"{prefix}-remaining")) == 0)
                waits.Add(Seconds(Value(headers, $"{prefix}-reset"), now));
        }
        // Max of nullables: null where all are.
        return NotNegative(waits.Max());
    }

    /// <summary>What <c>Retry-After</c> asks for; null where there is none.</summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now) =>
        NotNegative(headers.RetryAfter?.Delta ?? headers.RetryAfter?.Date - now);

    private static TimeSpan? NotNegative(TimeSpan? wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait;

    private static TimeSpan? Seconds(string? text, DateTimeOffset now) => Number(text) switch
    {
        null => null,
        >= Epoch and { } at => DateTimeOffset.FromUnixTimeSeconds(Math.Min(at, int.MaxValue)) - now,
        { } left => TimeSpan.FromSeconds(Math.Clamp(left, 0, Epoch)),
    };

    private static string? Value(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.First() : null;

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var value) ? value : null;

    [GeneratedRegex(@";\s*t=(?<n>\d{1,12})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reset();

    [GeneratedRegex(@";\s*r=(?<n>\d{1,12})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Left();
}
