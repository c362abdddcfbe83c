using System.Net;

namespace DataTools.Connectors.GitHub;

/// <summary>
/// The outermost step: an answer that is kept and young enough needs no call; an older one is asked about with its mark,
/// and the server says "unchanged" in few bytes, with a token at no cost.
/// </summary>
internal sealed class CachingHandler(AnswerCache cache, GitHubOptions options, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // The budget changes with every call.
        if (request.RequestUri!.AbsolutePath.EndsWith("/rate_limit", StringComparison.Ordinal))
            return options.Offline ? throw GitHubFaults.Offline(request.RequestUri) : await base.SendAsync(request, cancellationToken);
        var url = request.RequestUri.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped);
        var accept = request.Headers.Accept.ToString();
        var kept = cache.Find(url, accept);
        if (kept is not null && (options.Offline || (time.GetUtcNow() - kept.At) is { Ticks: >= 0 } age && age < options.FreshFor))
            return Response(kept, request);
        if (options.Offline)
            throw GitHubFaults.Offline(request.RequestUri);

        if (kept?.ETag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", kept.ETag);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotModified && kept is not null)
        {
            response.Dispose();
            cache.Keep(kept with { At = time.GetUtcNow() });
            return Response(kept, request);
        }
        if (Stays(response.StatusCode))
        {
            cache.Keep(new(
                url, accept, time.GetUtcNow(), (int)response.StatusCode, response.Headers.ETag?.ToString(),
                response.Headers.TryGetValues("Link", out var links) ? string.Join(", ", links) : null,
                response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsByteArrayAsync(cancellationToken)));
        }
        return response;
    }

    // Of the refusals those that are about the repository, not about us or the moment.
    private static bool Stays(HttpStatusCode status) => status is
        HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.UnavailableForLegalReasons;

    private static HttpResponseMessage Response(KeptAnswer kept, HttpRequestMessage request)
    {
        var response = new HttpResponseMessage((HttpStatusCode)kept.Status) { RequestMessage = request, Content = new ByteArrayContent(kept.Body) };
        if (kept.ContentType is not null)
            response.Content.Headers.TryAddWithoutValidation("Content-Type", kept.ContentType);
        if (kept.Link is not null)
            response.Headers.TryAddWithoutValidation("Link", kept.Link);
        return response;
    }
}
