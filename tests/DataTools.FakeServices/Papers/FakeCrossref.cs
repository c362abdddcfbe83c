using System.Text.Json.Nodes;
using DataTools.FakeServices.GitHub;
using Microsoft.AspNetCore.Http;

namespace DataTools.FakeServices.Papers;

/// <summary>Crossref: the papers with a publisher's DOI.</summary>
public sealed class FakeCrossref : FakePaperService
{
    private FakeCrossref(IReadOnlyList<FakePaper> papers) : base(papers)
    {
    }

    public static Task<FakeCrossref> StartAsync(IReadOnlyList<FakePaper>? papers = null, int port = 0) => StartAsync(new FakeCrossref(papers ?? SamplePapers.All), port);

    protected override FakeAnswer Answer(string path, HttpRequest request)
    {
        var answer = path.Split('/') is [_, "works", var doi]
            ? Papers.FirstOrDefault(p => p.Doi == Uri.UnescapeDataString(doi)) is { } paper
                ? Ok(Wrapped("work", Describe(paper)))
                : new FakeAnswer(404, "Resource not found.") { ContentType = "text/plain" }
            : Search(request);
        return answer with { Headers = [("X-Rate-Limit-Limit", "5"), ("X-Rate-Limit-Interval", "1s"), ("X-Concurrency-Limit", "1"), ("X-Api-Pool", "public")] };
    }

    private FakeAnswer Search(HttpRequest request)
    {
        if (!int.TryParse(request.Query["rows"], out var rows) || rows > 1000)
        {
            return Error(400, new Dictionary<string, object>
            {
                ["status"] = "failed",
                ["message-type"] = "validation-failure",
                ["message"] = new[] { new { type = "integer-not-valid", value = request.Query["rows"].ToString(), message = "Integer specified as rows is not valid" } },
            });
        }
        var words = request.Query["query.title"].ToString();
        var hits = Papers.Where(p => p.Doi is not null).OrderByDescending(p => p.Shared(words)).Take(rows);
        return Ok(Wrapped("work-list", new JsonObject { ["total-results"] = 99, ["items-per-page"] = rows, ["items"] = Array(hits.Select(Describe)) }));
    }

    private static JsonObject Wrapped(string type, JsonObject message) => new()
    {
        ["status"] = "ok",
        ["message-type"] = type,
        ["message-version"] = "1.0.0",
        ["message"] = message,
    };

    // What stands after the colon is apart, as some publishers send it.
    private static JsonObject Describe(FakePaper paper)
    {
        var title = paper.Title.Split(": ");
        return new()
        {
            ["DOI"] = paper.Doi!.ToUpperInvariant(),
            ["title"] = new JsonArray(title[0]),
            ["subtitle"] = title.Length > 1 ? new JsonArray(title[1]) : new JsonArray(),
            ["author"] = Array(paper.Authors.Select(a => new JsonObject
            {
                ["given"] = a.Given,
                ["family"] = a.Family,
                ["sequence"] = "first",
                ["affiliation"] = a.Affiliation is null ? new JsonArray() : new JsonArray(new JsonObject { ["name"] = a.Affiliation }),
            })),
            ["type"] = "proceedings-article",
            ["URL"] = $"https://doi.org/{paper.Doi}",
            ["published"] = new JsonObject { ["date-parts"] = new JsonArray(new JsonArray([.. paper.Published.Split('-').Select(p => (JsonNode)int.Parse(p))])) },
            ["container-title"] = paper.Venue is null ? new JsonArray() : new JsonArray(paper.Venue),
            ["abstract"] = paper.Abstract is null ? null : $"<jats:title>Abstract</jats:title><jats:p>{paper.Abstract}</jats:p>",
            ["relation"] = paper.Arxiv is null ? new JsonObject() : new JsonObject
            {
                ["has-preprint"] = new JsonArray(new JsonObject { ["id-type"] = "doi", ["id"] = $"10.48550/arXiv.{paper.Arxiv}", ["asserted-by"] = "subject" }),
            },
        };
    }
}
