using System.Text.Json.Nodes;
using DataTools.FakeServices.GitHub;
using Microsoft.AspNetCore.Http;

namespace DataTools.FakeServices.Papers;

/// <summary>Semantic Scholar's Academic Graph.</summary>
public sealed class FakeSemanticScholar : FakePaperService
{
    /// <summary>The key that is good.</summary>
    public const string GoodKey = "s2FakeKeyForTests0123456789abcdef";

    private static readonly string[] Known =
        ["title", "abstract", "venue", "year", "publicationDate", "externalIds", "url", "authors", "authors.name", "authors.affiliations", "authors.homepage", "authors.url"];

    private FakeSemanticScholar(IReadOnlyList<FakePaper> papers) : base(papers)
    {
    }

    /// <summary>The world's shared quota is used up, as is usual; it never says for how long.</summary>
    public static FakeAnswer TooMany { get; } = Error(429, new
    {
        message = "Too Many Requests. Please wait and try again or apply for a key for higher rate limits.",
        code = "429",
    }) with
    { Headers = [("x-amzn-ErrorType", "TooManyRequestsException")] };

    public static Task<FakeSemanticScholar> StartAsync(IReadOnlyList<FakePaper>? papers = null, int port = 0) => StartAsync(new FakeSemanticScholar(papers ?? SamplePapers.All), port);

    protected override FakeAnswer Answer(string path, HttpRequest request)
    {
        if (request.Headers["x-api-key"] is [var key] && key != GoodKey)
            return Error(403, new { message = "Forbidden" });
        var fields = request.Query["fields"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Except(Known).FirstOrDefault() is { } unknown)
            return Error(400, new { error = $"Unrecognized or unsupported fields: [{unknown}]" });
        var query = request.Query["query"].ToString();
        const string prefix = "/graph/v1/paper/";
        return path switch
        {
            $"{prefix}search/match" => Papers.MaxBy(p => p.Shared(query)) is { } best && best.Shared(query) * 2 > FakePaper.Words(query).Length
                ? Ok(new JsonObject { ["data"] = new JsonArray(Describe(best, fields, 174.2)) })
                : Error(404, new { error = "Title match not found" }),
            $"{prefix}search" => Search(query, fields, int.Parse(request.Query["limit"].ToString())),
            _ when path.StartsWith(prefix, StringComparison.Ordinal) && path[prefix.Length..].Contains('/') => Error(404, new { message = "Not Found" }),
            _ when path.StartsWith(prefix, StringComparison.Ordinal) => Find(Uri.UnescapeDataString(path[prefix.Length..])) is { } paper
                ? Ok(Describe(paper, fields, null))
                : Error(404, new { error = $"Paper with id {Uri.UnescapeDataString(path[prefix.Length..])} not found" }),
            _ => Error(404, new { message = "Not Found" }),
        };
    }

    private FakePaper? Find(string id) => Papers.FirstOrDefault(p => id == $"ARXIV:{p.Arxiv}" || id.Equals($"DOI:{p.Doi}", StringComparison.OrdinalIgnoreCase)
        || (p.Arxiv is not null && id.Equals($"DOI:10.48550/arxiv.{p.Arxiv}", StringComparison.OrdinalIgnoreCase)));

    // All words must be there; one with a hyphen is nowhere.
    private FakeAnswer Search(string query, string[] fields, int limit)
    {
        if (limit > 100)
            return Error(400, new { error = "limit must be at most 100" });
        var hits = Papers.Where(p => query.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(w => !w.Contains('-') && FakePaper.Words(w).All(x => p.Shared(x) > 0))).ToList();
        return Ok(new JsonObject { ["total"] = hits.Count, ["offset"] = 0, ["data"] = Array(hits.Take(limit).Select(h => Describe(h, fields, null))) });
    }

    private JsonObject Describe(FakePaper paper, string[] fields, double? score)
    {
        var number = Papers.ToList().IndexOf(paper) + 1;
        var ids = new JsonObject { ["CorpusId"] = number, ["MAG"] = $"{1000 + number}" };
        if (paper.Arxiv is not null)
            ids["ArXiv"] = paper.Arxiv;
        if ((paper.Doi ?? (paper.Arxiv is null ? null : $"10.48550/arXiv.{paper.Arxiv}")) is { } doi)
            ids["DOI"] = doi;
        var all = new JsonObject
        {
            ["title"] = paper.Title,
            ["abstract"] = paper.Abstract,
            ["venue"] = paper.Venue ?? (paper.Arxiv is null ? "" : "arXiv.org"),
            ["year"] = paper.Year,
            ["publicationDate"] = paper.Published,
            ["externalIds"] = ids,
            ["authors"] = Array(paper.Authors.Select(a => new JsonObject
            {
                ["authorId"] = "1741101",
                ["name"] = $"{a.Given} {a.Family}",
                ["affiliations"] = a.Affiliation is null ? new JsonArray() : new JsonArray(a.Affiliation),
                ["homepage"] = a.Homepage,
            })),
        };
        var shown = new JsonObject { ["paperId"] = $"{number:x40}" };
        foreach (var field in fields.Select(f => f.Split('.')[0]).Distinct())
            shown[field] = all[field]?.DeepClone();
        if (score is not null)
            shown["matchScore"] = score;
        return shown;
    }
}
