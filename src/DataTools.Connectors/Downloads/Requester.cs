using System.Net;
using System.Net.Http.Headers;
using DataTools.Catalog;
using DataTools.Connectors.Http;

namespace DataTools.Connectors.Downloads;

/// <summary>
/// Asks for files and follows redirects: credentials go to the host of the file's first address alone, no step from https
/// down to http is taken, and where redirects led once is asked directly until it fails, since signed addresses expire.
/// </summary>
internal sealed class Requester(HttpClient http, HostPauses pauses, DownloadOptions options, TimeProvider time)
{
    private const int LongestChain = 10;

    /// <summary>
    /// The answer to a request for the file, its body still to come; any other answer is thrown as the fault it is.
    /// <paramref name="stall"/> runs out when nothing comes; waiting because a host asked for it does not count.
    /// </summary>
    public async Task<HttpResponseMessage> GetAsync(
        Mirror mirror, RemoteFile file, RangeHeaderValue? range, string? ifRange, CancellationTokenSource stall, CancellationToken cancellation)
    {
        var (resolved, address) = (mirror.Resolved, mirror.Resolved ?? mirror.Uri);
        for (var step = 0; step <= LongestChain; step++)
        {
            stall.CancelAfter(Timeout.InfiniteTimeSpan);
            await pauses.WaitAsync(address.Authority, cancellation);
            stall.CancelAfter(options.Stall);
            var response = await SendAsync(mirror, address, Request(address, file, range, ifRange), cancellation);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                Note(address, response);
                mirror.Resolved = address;
                return response;
            }
            using (response)
                address = Next(mirror, address, address == resolved, response);
        }
        throw HttpFaults.Redirect(mirror.Url, $"and again elsewhere, {LongestChain} times");
    }

    private async Task<HttpResponseMessage> SendAsync(Mirror mirror, Uri address, HttpRequestMessage request, CancellationToken cancellation)
    {
        using (request)
        {
            try
            {
                return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            }
            catch (HttpRequestException e)
            {
                mirror.Resolved = null;
                throw HttpFaults.Of(mirror.Url, e, address);
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                // The limit on connecting, which is not a wish of ours.
                mirror.Resolved = null;
                throw HttpFaults.Unreachable(mirror.Url, address, e);
            }
        }
    }

    private static HttpRequestMessage Request(Uri address, RemoteFile file, RangeHeaderValue? range, string? ifRange)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        // The bytes as they lie there: a size or hash is published of those.
        request.Headers.AcceptEncoding.Add(new("identity"));
        request.Headers.Range = range;
        if (range is not null && ifRange is not null)
            request.Headers.TryAddWithoutValidation("If-Range", ifRange);
        if (file.Authorization is { } authorization && Trusted(new(file.Urls[0]), address))
            request.Headers.Authorization = authorization;
        return request;
    }

    // The same host and port; from http up to https of the same name is fine too.
    private static bool Trusted(Uri first, Uri address) =>
        address.Authority == first.Authority && (address.Scheme == first.Scheme || address.Scheme == Uri.UriSchemeHttps);

    // Where to ask next, or the fault.
    private Uri Next(Mirror mirror, Uri address, bool resolvedBefore, HttpResponseMessage response)
    {
        if (resolvedBefore && address != mirror.Uri)
        {
            mirror.Resolved = null;
            // A signed address that expired; a busy host is no reason to ask for another one.
            if (response.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError and not HttpStatusCode.TooManyRequests)
                return mirror.Uri;
        }
        var wait = Note(address, response);
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || response.Headers.Location is not { } location)
        {
            var fault = HttpFaults.Of(mirror.Url, response, wait, options.LongestAsked, time.GetUtcNow());
            // A signed address may be refused where many ask, and the next one is not.
            throw address != mirror.Uri && fault is NetworkException refusal && response.StatusCode is
                HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.Gone
                ? new TransientFault(refusal)
                : fault;
        }
        var next = new Uri(address, location);
        if (next.Scheme is not ("http" or "https"))
            throw HttpFaults.Redirect(mirror.Url, "to an address that is neither http nor https");
        if (address.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp)
            throw HttpFaults.Redirect(mirror.Url, $"from https down to http at {next.Authority}, which is not followed");
        return next;
    }

    private TimeSpan? Note(Uri address, HttpResponseMessage response)
    {
        var wait = RateLimits.Wait(response, time.GetUtcNow());
        if (wait is { Ticks: > 0 } && wait <= options.LongestAsked)
            pauses.Pause(address.Authority, wait.Value);
        return wait;
    }
}
