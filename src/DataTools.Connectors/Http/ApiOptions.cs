using System.Net;
using System.Net.Http.Headers;

namespace DataTools.Connectors.Http;

/// <summary>What one service's API wants of its client.</summary>
/// <param name="Name">The service, as people call it: for messages.</param>
/// <param name="Endpoint">Where it is.</param>
public sealed record ApiOptions(string Name, Uri Endpoint)
{
    /// <summary>Goes with requests to the endpoint's scheme, host and port; nowhere else, also after a redirect.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>
    /// Keep answers on disk, in <c>cache/http/FOLDER</c>, and use them so; null: ask each time.
    /// </summary>
    public (string Folder, CacheUsage Usage)? Cache { get; init; }

    /// <summary>Whether a web page in place of an answer (a captcha, a log-in) is a <see cref="Catalog.NetworkException"/>, and so is not kept.</summary>
    public bool RefusePages { get; init; }

    /// <summary>The largest answer that is taken, in bytes, uncompressed; it comes whole within <see cref="Timeout"/>. Null: whatever comes.</summary>
    public int? LargestAnswer { get; init; }

    /// <summary>Whether a web page with the status 404 is not refused: some services say so that they do not know what was asked for.</summary>
    public bool PagesSayMissing { get; init; }

    /// <summary>What to do besides waiting when it has been asked too often.</summary>
    public string? RateLimitHint { get; init; }

    /// <summary>Whether redirects to other hosts are followed too (without the credentials).</summary>
    public bool FollowForeign { get; init; }

    /// <summary>A status that is a passing fault here, besides 408, 429, 500, 502, 503 and 504.</summary>
    public HttpStatusCode? AlsoTransient { get; init; }

    /// <summary>
    /// A step of the service's own around each attempt: its pace, its limits, answers that only look right. What it waits
    /// is not of the attempt's time; what it finds broken it gives another status, and the attempt is repeated.
    /// </summary>
    public Func<HttpMessageHandler, HttpMessageHandler>? Step { get; init; }

    /// <summary>Repetitions of a request that failed for a reason that may pass.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The wait before the first repetition; it doubles with each.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait that a server is granted; where it asks for more, it is an error that says until when.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);
}
