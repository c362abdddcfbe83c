using System.Text.Json.Nodes;
using DataTools.FakeServices.GitHub;
using Microsoft.AspNetCore.Http;

namespace DataTools.FakeServices.Papers;

/// <summary>OpenAlex. Preprints are merged into what was published later, as there: their DOIs are unknown then.</summary>
public sealed class FakeOpenAlex : FakePaperService
{
    /// <summary>The key that is good.</summary>
    public const string GoodKey = "openalexFakeKeyForTests012345";

    private static readonly string[] Known =
    [
        "id", "doi", "title", "display_name", "publication_year", "publication_date", "ids", "primary_location", "locations", "authorships", "abstract_inverted_index",
    ];

    private FakeOpenAlex(IReadOnlyList<FakePaper> papers) : base(papers)
    {
    }

    /// <summary>DOIs that belong to works which are another's now.</summary>
    public Dictionary<string, string> Merged { get; } = [];

    /// <summary>The day's budget is used up: fifteen hours are left.</summary>
    public static FakeAnswer Spent { get; } = Error(429, new { error = "Rate limit exceeded", message = "Daily budget exhausted." }) with
    {
        Headers = [("Retry-After", "54000"), ("x-ratelimit-limit", "1000"), ("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "54000"), ("x-ratelimit-remaining-usd", "0")],
    };

    /// <summary>Too many questions in a second.</summary>
    public static FakeAnswer TooQuick { get; } = Error(403, new { error = "Forbidden", message = "Too many requests." });

    public static Task<FakeOpenAlex> StartAsync(IReadOnlyList<FakePaper>? papers = null, int port = 0) => StartAsync(new FakeOpenAlex(papers ?? SamplePapers.All), port);

    protected override FakeAnswer Answer(string path, HttpRequest request)
    {
        if (request.Headers.Authorization is [var key] && key != $"Bearer {GoodKey}")
            return Error(401, new { error = "Invalid API key", message = $"The key {key!["Bearer ".Length..]} is not valid." });
        if (request.Query["select"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Except(Known).FirstOrDefault() is { } unknown)
            return Error(400, new { error = "Invalid query parameters error.", message = $"{unknown} is not a valid select field." });
        var answer = path == "/works" ? Search(request) : One(Uri.UnescapeDataString(path["/works/".Length..]), request);
        return answer with { Headers = [.. answer.Headers, ("x-ratelimit-limit", "1000"), ("x-ratelimit-remaining", "873"), ("x-ratelimit-reset", "54000")] };
    }

    private FakeAnswer One(string id, HttpRequest request)
    {
        if (Merged.TryGetValue(id, out var now))
            return new FakeAnswer(301, "") { Headers = [("Location", $"{request.Scheme}://{request.Host}/works/{now}{request.QueryString}")] };
        return Papers.FirstOrDefault(p => id == Id(p) || id == $"doi:{p.Doi}" || (p.Doi is null && id == $"doi:10.48550/arxiv.{p.Arxiv}")) is { } paper
            ? Ok(Describe(paper))
            : FakeAnswer.WebPage(404);
    }

    private FakeAnswer Search(HttpRequest request)
    {
        const string field = "title.search:";
        var filter = request.Query["filter"].ToString();
        if (!filter.StartsWith(field, StringComparison.Ordinal) || filter[field.Length..].IndexOfAny([',', ':', '|', '!']) >= 0 || int.Parse(request.Query["per_page"].ToString()) > 100)
            return Error(400, new { error = "Invalid query parameters error.", message = $"{filter} is not a valid filter." });
        var hits = Papers.Where(p => p.Shared(filter[field.Length..]) > 0).OrderBy(p => p.Shared(filter[field.Length..])).ToList();
        return Ok(new JsonObject
        {
            ["meta"] = new JsonObject { ["count"] = hits.Count, ["page"] = 1, ["per_page"] = 10 },
            ["results"] = Array(hits.Select(Describe)),
            ["group_by"] = new JsonArray(),
        });
    }

    private string Id(FakePaper paper) => $"W{4000 + Papers.ToList().IndexOf(paper)}";

    private JsonObject Describe(FakePaper paper)
    {
        var arxiv = paper.Arxiv is null ? null : Location($"http://arxiv.org/abs/{paper.Arxiv}", "arXiv (Cornell University)", "repository");
        var published = paper.Doi is null ? null : Location($"https://doi.org/{paper.Doi}", paper.Venue, "conference");
        return new()
        {
            ["id"] = $"https://openalex.org/{Id(paper)}",
            ["doi"] = $"https://doi.org/{paper.Doi ?? $"10.48550/arxiv.{paper.Arxiv}"}",
            ["title"] = paper.Title,
            ["publication_year"] = paper.Year,
            ["publication_date"] = paper.Published,
            ["primary_location"] = (published ?? arxiv)!.DeepClone(),
            ["locations"] = Array(new[] { published, arxiv }.OfType<JsonNode>()),
            ["authorships"] = Array(paper.Authors.Select(a => new JsonObject
            {
                ["author_position"] = "first",
                ["author"] = new JsonObject { ["id"] = "https://openalex.org/A1", ["display_name"] = $"{a.Given} {a.Family}" },
                ["institutions"] = a.Affiliation is null ? new JsonArray() : new JsonArray(new JsonObject { ["display_name"] = a.Affiliation, ["type"] = "education" }),
                ["raw_author_name"] = a.Homepage is null ? $"{a.Given} {a.Family}" : $"{a.Family}, {a.Given}",
                ["raw_affiliation_strings"] = a.Affiliation is null ? new JsonArray("Somewhere, on  Earth") : new JsonArray($"{a.Affiliation}, Earth"),
            })),
            ["abstract_inverted_index"] = paper.Abstract is null ? null : new JsonObject(paper.Abstract.Split(' ').Index().GroupBy(w => w.Item)
                .OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => KeyValuePair.Create<string, JsonNode?>(w.Key, Array(w.Select(x => (JsonNode)x.Index))))),
        };
    }

    private static JsonObject Location(string url, string? name, string type) => new()
    {
        ["is_oa"] = true,
        ["landing_page_url"] = url,
        ["pdf_url"] = null,
        ["source"] = name is null ? null : new JsonObject { ["id"] = "https://openalex.org/S1", ["display_name"] = name, ["type"] = type },
    };
}
