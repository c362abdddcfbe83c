using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using DataTools.Catalog;

namespace DataTools.Connectors.Downloads;

/// <summary>A fault of the network that may pass: worth another attempt.</summary>
internal sealed class TransientFault(NetworkException fault, TimeSpan? retryAfter = null) : Exception(fault.Message, fault)
{
    /// <summary>What to tell the user when no attempt is left.</summary>
    public NetworkException Fault { get; } = fault;

    /// <summary>How long the server asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>Turns what goes wrong between us and a server into one clear sentence, and says whether it may pass.</summary>
internal static class HttpFaults
{
    private const string Hint = "Check the connection and try again: what has come so far is kept. Or name another source with --mirror FROM=TO.";

    /// <summary>No byte for a while.</summary>
    public static TransientFault Stalled(string url, TimeSpan limit) => new(Fault(url, $"nothing came for {limit.TotalSeconds:0.#} seconds"));

    /// <summary>The connection broke off in the middle.</summary>
    public static TransientFault Broken(string url, long bytes, Exception? e) =>
        new(Fault(url, $"the connection broke off after {bytes} bytes{(e is null ? "" : $" ({Innermost(e)})")}", e));

    /// <summary>The answer to a request for a range is not that range.</summary>
    public static TransientFault WrongRange(string url) => new(Fault(url, "the server answered with another range than the one asked for"));

    /// <summary>The bytes are others each time they are asked for.</summary>
    public static NetworkException KeepsChanging(string url) => Fault(url, "the file keeps changing while it is fetched");

    /// <summary>No ranges where others give them.</summary>
    public static NetworkException NoRanges(string url) => Fault(url, "the server does not give parts of the file");

    /// <summary>A web page in place of the file: a captcha, a login, an error.</summary>
    public static NetworkException WebPage(string url, string? title) => new(
        $"{Endpoints.Shown(url)}: the server answered with a web page{(title is null ? "" : $" (\"{title}\")")} instead of the file",
        "Open the address in a browser to see what it wants, or name another source with --mirror FROM=TO.");

    /// <summary>A redirect that is not followed.</summary>
    public static NetworkException Redirect(string url, string what) => Fault(url, $"the server points elsewhere, {what}");

    /// <summary>No connection within the time for it.</summary>
    public static TransientFault Unreachable(string url, Uri asked, Exception e) => new(Fault(url, $"{asked.Authority} cannot be reached: no connection in time", e));

    /// <summary>No answer at all, from <paramref name="asked"/> where redirects led there.</summary>
    public static Exception Of(string url, HttpRequestException e, Uri? asked = null)
    {
        var host = (asked ?? new(url)).Authority;
        return e.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => new TransientFault(Fault(url, $"there is no host {host}, or no name server to ask (DNS)", e)),
            HttpRequestError.ConnectionError when Refused(e) => new TransientFault(Fault(url, $"{host} refused the connection", e)),
            HttpRequestError.ConnectionError => new TransientFault(Fault(url, $"{host} cannot be reached ({Innermost(e)})", e)),
            // A connection that broke during the handshake is no fault of the certificate.
            HttpRequestError.SecureConnectionError when e.InnerException is not AuthenticationException =>
                new TransientFault(Fault(url, $"no secure connection to {host}: {Innermost(e)}", e)),
            HttpRequestError.SecureConnectionError => Fault(url, $"no secure connection to {host} (TLS): {Innermost(e)}", e),
            HttpRequestError.ProxyTunnelError => Fault(url, "the proxy refuses the connection", e),
            _ => new TransientFault(Fault(url, Innermost(e), e)),
        };
    }

    /// <summary>An answer without the file, which asks for <paramref name="wait"/>.</summary>
    public static Exception Of(string url, HttpResponseMessage response, TimeSpan? wait, TimeSpan longest, DateTimeOffset now)
    {
        var status = $"({(int)response.StatusCode} {response.ReasonPhrase})";
        switch (response.StatusCode)
        {
            case HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError when wait > longest:
                return new RateLimitedException(new Uri(url).Host, now + wait);
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                return Fault(url, $"the file is not there {status}");
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden when wait is null:
                return Fault(url, $"the server refuses to give the file {status}");
            case HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError:
                return new TransientFault(Fault(url, $"the server is busy or broken {status}"), wait);
            case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest:
                return Redirect(url, $"without saying where {status}");
            default:
                return Fault(url, $"unexpected answer {status}");
        }
    }

    private static NetworkException Fault(string url, string what, Exception? e = null) => new($"{Endpoints.Shown(url)}: {what}", Hint, e);

    private static bool Refused(Exception e) =>
        e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused };

    private static string Innermost(Exception e) => e.GetBaseException().Message;
}
