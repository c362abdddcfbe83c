using System.Net;
using DataTools.Connectors;
using DataTools.Connectors.Http;

namespace DataTools.Papers.Resolving.Arxiv;

/// <summary>
/// arXiv's manners: one request at a time and at most one in three seconds, from all processes of a workspace together
/// (https://info.arxiv.org/help/api/tou.html). And its glitches: what looks right but is not becomes a fault that passes.
/// </summary>
internal sealed class ArxivStep(ServiceContext services, BodyLimit limit, Func<byte[], string?> glitch, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(3);

    private readonly Turns _turns = new(Path.Combine(services.Workspace.Cache, "http", "arxiv.turn"), Apart, services.Time);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var turn = await _turns.TakeAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        await limit.LoadAsync(response, cancellationToken);
        var isPage = response.Content.Headers.ContentType?.MediaType == "text/html";
        if (response.StatusCode == HttpStatusCode.OK && !isPage && glitch(await response.Content.ReadAsByteArrayAsync(cancellationToken)) is { } what)
            (response.StatusCode, response.ReasonPhrase) = (HttpStatusCode.BadGateway, what);
        return response;
    }
}
