using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DataTools.FakeServices.Arxiv;

/// <summary>A paper at arXiv; <paramref name="Title"/> and <paramref name="Summary"/> as they are in the feed: wrapped, with LaTeX.</summary>
public sealed record FakeArxivPaper(string Id, string Title, string Summary = "We present ...")
{
    public int Version { get; init; } = 1;

    public IReadOnlyList<(string Name, string? Affiliation)> Authors { get; init; } = [("A. Writer", null)];

    public string? Comment { get; init; }

    public string? Doi { get; init; }

    public string? JournalRef { get; init; }

    public string Published { get; init; } = "2024-01-01T09:00:00Z";

    /// <summary>Null: it has none.</summary>
    public byte[]? Pdf { get; init; }
}

/// <summary>An answer in place of the right one.</summary>
public sealed record FakeArxivAnswer(int Status, string Body, string ContentType = "text/plain")
{
    public static FakeArxivAnswer TooFast { get; } = new(429, "Rate exceeded.");

    public static FakeArxivAnswer Unavailable { get; } = new(503, "");

    /// <summary>A glitch: nothing, and all is well.</summary>
    public static FakeArxivAnswer Empty { get; } = new(200, "", "application/atom+xml; charset=utf-8");

    public static FakeArxivAnswer Captcha { get; } = new(200, "<!DOCTYPE html><html><head><title>arXiv reCAPTCHA</title></head><body></body></html>", "text/html; charset=utf-8");

    /// <summary>A feed that says there are papers, and holds none.</summary>
    public static FakeArxivAnswer EmptyPage(int total = 3) => new(200, FakeArxiv.Feed([], total), "application/atom+xml; charset=utf-8");

    /// <summary>A refusal, which is a feed with an entry that is no paper; it came with status 200 once.</summary>
    public static FakeArxivAnswer Error(string message, int status = 400) => new(
        status, FakeArxiv.Feed([FakeArxiv.ErrorEntry(message)], 1), "application/atom+xml; charset=utf-8");
}

/// <summary>
/// arXiv's API and PDFs over papers in memory: ids and titles, Atom as it is since 2026, unknown ids that are missing in
/// silence. It can be told to misbehave.
/// </summary>
public sealed partial class FakeArxiv : IAsyncDisposable
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace Own = "http://arxiv.org/schemas/atom";
    private static readonly XNamespace OpenSearch = "http://a9.com/-/spec/opensearch/1.1/";

    private readonly List<FakeArxivPaper> _papers;
    private FakeServer _server = null!;

    private FakeArxiv(IEnumerable<FakeArxivPaper> papers) => _papers = [.. papers];

    /// <summary>For <c>DATATOOLS_ARXIV_API</c>.</summary>
    public string Address => _server.Address + "/api";

    /// <summary>Every request so far.</summary>
    public ConcurrentQueue<Received> Requests => _server.Requests;

    /// <summary>What the next requests get, one each, in place of the right answer.</summary>
    public ConcurrentQueue<FakeArxivAnswer> Next { get; } = new();

    /// <summary>How many requests there were at once, at most.</summary>
    public int MostAtOnce { get; private set; }

    private int _now;

    public static async Task<FakeArxiv> StartAsync(IEnumerable<FakeArxivPaper> papers, int port = 0)
    {
        var fake = new FakeArxiv(papers);
        fake._server = await FakeServer.StartAsync(app => app.Run(fake.AnswerAsync), port);
        return fake;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    internal static XElement ErrorEntry(string message) => new(
        Atom + "entry", new XElement(Atom + "id", "https://arxiv.org/api/errors#incorrect_id_format"), new XElement(Atom + "title", "Error"),
        new XElement(Atom + "summary", message), new XElement(Atom + "author", new XElement(Atom + "name", "arXiv api core")));

    internal static string Feed(IEnumerable<XElement> entries, int total, int start = 0, int max = 10) => new XElement(
        Atom + "feed", new XAttribute(XNamespace.Xmlns + "arxiv", Own.NamespaceName), new XAttribute(XNamespace.Xmlns + "os", OpenSearch.NamespaceName),
        new XElement(Atom + "id", "https://arxiv.org/api/abcDEF"), new XElement(Atom + "title", "arXiv Query"), new XElement(Atom + "updated", "2026-05-01T00:00:00Z"),
        new XElement(OpenSearch + "itemsPerPage", max), new XElement(OpenSearch + "totalResults", total), new XElement(OpenSearch + "startIndex", start),
        entries).ToString();

    private async Task AnswerAsync(HttpContext context)
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _now));
        try
        {
            var path = context.Request.Path.Value!;
            if (Next.TryDequeue(out var instead))
                await SendAsync(context, instead);
            else if (path == "/api/query")
                await SendAsync(context, Query(context.Request.Query));
            else if (path.StartsWith("/pdf/", StringComparison.Ordinal))
                await SendPdfAsync(context, path["/pdf/".Length..]);
            else
                await SendAsync(context, new(404, "<html><head><title>404</title></head></html>", "text/html; charset=utf-8"));
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }

    private FakeArxivAnswer Query(IQueryCollection query)
    {
        IEnumerable<FakeArxivPaper> found = _papers;
        var ids = query["id_list"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (Array.Find(ids, id => !Id().IsMatch(id)) is { } bad)
            return FakeArxivAnswer.Error($"incorrect id format for {bad}");
        if (ids.Length > 0)
            found = found.Where(p => ids.Any(id => Version().Replace(id, "") == p.Id));
        if (query["search_query"].ToString() is { Length: > 0 } search)
            found = Search(found, search);
        else if (ids.Length == 0)
            found = [];
        var all = found.ToList();
        var (start, max) = (Number(query["start"], 0), Number(query["max_results"], 10));
        return new(200, Feed(all.Skip(start).Take(max).Select(Entry), all.Count, start, max), "application/atom+xml; charset=utf-8");
    }

    // ti:"a phrase", ti:a OR ti:b: the most words first.
    private static IEnumerable<FakeArxivPaper> Search(IEnumerable<FakeArxivPaper> papers, string search)
    {
        var terms = Term().Matches(search).Select(m => $" {Words(m.Groups["phrase"].Value + m.Groups["word"].Value)} ").ToList();
        return papers.Select(p => (Paper: p, Hits: terms.Count(t => $" {Words(p.Title)} ".Contains(t, StringComparison.Ordinal))))
            .Where(p => p.Hits > 0).OrderByDescending(p => p.Hits).Select(p => p.Paper);
    }

    private static string Words(string text) => Gap().Replace(text.ToLowerInvariant(), " ").Trim();

    private static int Number(string? text, int otherwise) => int.TryParse(text, out var value) ? value : otherwise;

    private static XElement Entry(FakeArxivPaper paper) => new(
        Atom + "entry",
        new XElement(Atom + "id", $"http://arxiv.org/abs/{paper.Id}v{paper.Version}"), new XElement(Atom + "title", paper.Title),
        new XElement(Atom + "updated", paper.Published), new XElement(Atom + "published", paper.Published), new XElement(Atom + "summary", paper.Summary),
        new XElement(Atom + "link", new XAttribute("href", $"https://arxiv.org/abs/{paper.Id}v{paper.Version}"), new XAttribute("rel", "alternate")),
        paper.Comment is null ? null : new XElement(Own + "comment", paper.Comment),
        paper.JournalRef is null ? null : new XElement(Own + "journal_ref", paper.JournalRef),
        paper.Doi is null ? null : new XElement(Own + "doi", paper.Doi),
        new XElement(Own + "primary_category", new XAttribute("term", "cs.CV")),
        paper.Authors.Select(a => new XElement(Atom + "author", new XElement(Atom + "name", a.Name), a.Affiliation is null ? null : new XElement(Own + "affiliation", a.Affiliation))));

    private async Task SendPdfAsync(HttpContext context, string id)
    {
        if (_papers.Find(p => p.Id == Version().Replace(id, ""))?.Pdf is not { } pdf)
        {
            await SendAsync(context, new(404, "<html><head><title>404 Not Found</title></head></html>", "text/html; charset=utf-8"));
            return;
        }
        context.Response.ContentType = "application/pdf";
        await context.Response.Body.WriteAsync(pdf, context.RequestAborted);
    }

    private static async Task SendAsync(HttpContext context, FakeArxivAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }

    [GeneratedRegex(@"\A([a-z-]+/\d{7}|\d{4}\.\d{4,5})(v\d+)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"v\d+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();

    [GeneratedRegex(@"ti:(""(?<phrase>[^""]*)""|(?<word>\S+))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Term();

    [GeneratedRegex(@"[^\p{L}\p{N}]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Gap();
}
