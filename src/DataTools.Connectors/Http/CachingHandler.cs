using System.Net;
using DataTools.Catalog;

namespace DataTools.Connectors.Http;

/// <summary>When answers on disk are used.</summary>
/// <param name="FreshFor">An answer younger than this is used without asking; an older one is asked about with its mark.</param>
/// <param name="Offline">Ask nobody; use what is kept, however old.</param>
public sealed record CacheUsage(TimeSpan FreshFor, bool Offline);

/// <summary>
/// The outermost step: an answer that is kept and young enough needs no call; an older one is asked about with its mark,
/// and the server says "unchanged" in few bytes. What is kept are answers, and the refusals that are about what was asked
/// for, not about us or the moment. Throws <see cref="NotFoundException"/> for what is not kept where nobody may be asked.
/// </summary>
internal sealed class CachingHandler(AnswerCache cache, CacheUsage usage, TimeProvider time) : DelegatingHandler
{
    /// <summary>Answers that change with every call, and so are never kept.</summary>
    public Func<Uri, bool> Passing { get; init; } = _ => false;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri!;
        if (Passing(asked))
            return usage.Offline ? throw Missing(asked) : await base.SendAsync(request, cancellationToken);
        var url = asked.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped);
        var accept = request.Headers.Accept.ToString();
        var kept = cache.Find(url, accept);
        if (kept is not null && (usage.Offline || (time.GetUtcNow() - kept.At) is { Ticks: >= 0 } age && age < usage.FreshFor))
            return Response(kept, request);
        if (usage.Offline)
            throw Missing(asked);

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

    private static bool Stays(HttpStatusCode status) => status is
        HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.NotFound or HttpStatusCode.Conflict or HttpStatusCode.UnavailableForLegalReasons;

    private static NotFoundException Missing(Uri url) =>
        new($"{Endpoints.Shown(url)}: this answer is not in the cache", "Run the command without --offline once.") { NotCached = true };

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
