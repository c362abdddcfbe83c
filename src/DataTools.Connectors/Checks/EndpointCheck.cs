using System.Security.Authentication;
using DataTools.Catalog;
using DataTools.Connectors.Downloads;

namespace DataTools.Connectors.Checks;

/// <summary>Whether a service answers.</summary>
/// <param name="Variable">The variable that sets its address.</param>
/// <param name="Address">Where it was asked, without user names; null where no address can be made of the setting.</param>
/// <param name="Took">How long the answer took; null where there was none.</param>
/// <param name="Fault">Why there was none.</param>
/// <param name="Setting">The setting that cannot be used, where that is the reason.</param>
public sealed record EndpointFinding(string Variable, string? Address, TimeSpan? Took, string? Fault = null, InvalidInputException? Setting = null);

/// <summary>Knocks at every service, side by side.</summary>
public static class EndpointCheck
{
    /// <summary>
    /// One finding an endpoint, in the order of their variables. Any answer is one, a refusal too. No credentials are sent.
    /// Never throws but for <paramref name="cancellation"/>.
    /// </summary>
    /// <param name="services">Where they are.</param>
    /// <param name="limit">How long an answer is waited for.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<IReadOnlyList<EndpointFinding>> AskAsync(ServiceContext services, TimeSpan limit, CancellationToken cancellation)
    {
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = limit };
        // Where they cannot be used that is a finding of its own, see Authorities.
        Trust(sockets, services);
        using var http = new HttpClient(sockets) { Timeout = limit };
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", services.Tool.Replace(' ', '/'));
        return await Task.WhenAll(Endpoints.Defaults.Keys.Order(StringComparer.Ordinal).Select(v => AskAsync(http, v, services, cancellation)));
    }

    /// <summary>
    /// Why the certificate authorities cannot be used that <c>REQUESTS_CA_BUNDLE</c>, <c>CURL_CA_BUNDLE</c> or
    /// <c>SSL_CERT_FILE</c> names, so that nothing can be fetched; null where they can, or none is named.
    /// </summary>
    public static InvalidInputException? Authorities(ServiceContext services)
    {
        using var sockets = new SocketsHttpHandler();
        return Trust(sockets, services);
    }

    private static InvalidInputException? Trust(SocketsHttpHandler sockets, ServiceContext services)
    {
        try
        {
            DownloadClient.Trust(sockets, services.Environment);
            return null;
        }
        catch (InvalidInputException e)
        {
            return e;
        }
    }

    private static async Task<EndpointFinding> AskAsync(HttpClient http, string variable, ServiceContext services, CancellationToken cancellation)
    {
        Uri address;
        try
        {
            address = services.Endpoints.Of(variable);
        }
        catch (InvalidInputException fault)
        {
            return new(variable, null, null, fault.Message, fault);
        }
        var shown = Endpoints.Shown(address);
        var start = services.Time.GetTimestamp();
        try
        {
            // Not HEAD: some services answer it with an error page of their proxy's.
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return new(variable, shown, services.Time.GetElapsedTime(start));
        }
        catch (HttpRequestException e)
        {
            return new(variable, shown, null, e.GetBaseException() is AuthenticationException
                ? "its certificate is not trusted; behind a proxy that reads along, name the proxy's certificate in SSL_CERT_FILE"
                : $"it cannot be reached ({e.HttpRequestError})");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(variable, shown, null, $"no answer within {http.Timeout.TotalSeconds:0.#} seconds");
        }
    }
}
