using System.Net;
using DataTools.Catalog;

namespace DataTools.Connectors.GitHub;

/// <summary>
/// The innermost step: makes the request that goes out. It carries our name, the version of the API and the token, which
/// goes to the API's own address only. Redirects are followed here, because Octokit does not resolve a relative one and
/// keeps the token where only the port differs.
/// </summary>
internal sealed class GitHubRequestHandler(Uri api, GitHubToken? token, string tool, Func<CallBudget?> budget) : DelegatingHandler
{
    private const int MostRedirects = 5;

    private int _sent;

    /// <summary>Requests that went out.</summary>
    public int Sent => Volatile.Read(ref _sent);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var url = request.RequestUri!;
        for (var hop = 0; ; hop++)
        {
            budget()?.Spend();
            Interlocked.Increment(ref _sent);
            var response = await base.SendAsync(Request(url, request), cancellationToken);
            if (Target(url, response) is not { } target)
                return response;
            response.Dispose();
            if (hop == MostRedirects || (url.Scheme == Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttps))
                throw GitHubFaults.Redirect(url, target, tooMany: hop == MostRedirects);
            url = target;
        }
    }

    private HttpRequestMessage Request(Uri url, HttpRequestMessage original)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("User-Agent", tool.Replace(' ', '/'));
        request.Headers.TryAddWithoutValidation("X-GitHub-Api-Version", "2022-11-28");
        foreach (var name in new[] { "Accept", "If-None-Match" })
        {
            if (original.Headers.TryGetValues(name, out var values))
                request.Headers.TryAddWithoutValidation(name, values);
        }
        if (token is not null && SameOrigin(url, api))
            request.Headers.Authorization = new("Bearer", token.Value);
        return request;
    }

    private static Uri? Target(Uri url, HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
            when response.Headers.Location is { } location && new Uri(url, location) is { Scheme: "http" or "https" } target => target,
        _ => null,
    };

    private static bool SameOrigin(Uri a, Uri b) =>
        Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
