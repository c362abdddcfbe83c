using DataTools.Catalog;

namespace DataTools.Connectors.Http;

/// <summary>
/// Adds the credentials to requests for the service's own host and follows redirects itself: the framework's way would
/// drop the credentials on the host's own redirects, and would tell nothing of those to others.
/// </summary>
internal sealed class HomeHost(ApiOptions options, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int LongestChain = 5;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var hops = 0; ; hops++)
        {
            request.Headers.Authorization = IsHome(request.RequestUri!) ? options.Authorization : null;
            var response = await base.SendAsync(request, cancellationToken);
            if (!Rest.IsRedirect(response.StatusCode) || response.Headers.Location is not { } location || hops == LongestChain || !CanRepeat(request))
                return await WholeAsync(response, cancellationToken);
            var next = new Uri(request.RequestUri!, location);
            if (!IsHome(next) && !(options.FollowForeign && next.Scheme == Uri.UriSchemeHttps))
                return await WholeAsync(response, cancellationToken);
            response.Dispose();
            request.RequestUri = next;
        }
    }

    // Servers may send without end: where there is a limit, the body is part of the attempt.
    private async Task<HttpResponseMessage> WholeAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (options.LargestAnswer is not { } most)
            return response;
        try
        {
            await response.Content.LoadIntoBufferAsync(most, cancellation);
            return response;
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new NetworkException($"{options.Name}: the answer of {options.Endpoint.Authority} has more than {most} bytes, which is too large to be right", "See what answers there.", e);
        }
    }

    /// <summary>Whether an address has the endpoint's scheme, host and port.</summary>
    private bool IsHome(Uri uri) =>
        Uri.Compare(uri, options.Endpoint, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static bool CanRepeat(HttpRequestMessage request) => request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
}
