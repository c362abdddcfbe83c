using System.Text.Json.Nodes;
using DataTools.FakeServices.Papers;
using Microsoft.AspNetCore.Http;

namespace DataTools.FakeServices.HuggingFace;

/// <summary>The Hub's pages of papers.</summary>
public sealed partial class FakeHub
{
    private const int LongestQuery = 250;

    /// <summary>The papers that somebody has opened there, and others.</summary>
    public IReadOnlyList<FakePaper> Papers { get; set; } = [];

    private async Task PaperAsync(HttpContext context, string id)
    {
        if (id == "search")
        {
            var words = context.Request.Query["q"].ToString();
            if (words.Length > LongestQuery)
            {
                await RefuseAsync(context, 400, null, $"\"q\" must be at most {LongestQuery} characters");
                return;
            }
            // There is always something.
            var hits = Papers.Where(p => p.IsIndexed).OrderBy(p => p.Shared(words)).Take(int.Parse(context.Request.Query["limit"].ToString()));
            await context.Response.WriteAsJsonAsync(new JsonArray([.. hits.Select(p => (JsonNode)new JsonObject { ["paper"] = Describe(p, alone: false), ["title"] = p.Title })]));
        }
        else if (Papers.FirstOrDefault(p => p.IsIndexed && p.Arxiv == Uri.UnescapeDataString(id)) is { } paper)
            await context.Response.WriteAsJsonAsync(Describe(paper, alone: true));
        else
            await RefuseAsync(context, 404, null, "Paper not found");
    }

    private JsonObject Describe(FakePaper paper, bool alone)
    {
        var json = new JsonObject
        {
            ["id"] = paper.Arxiv,
            ["title"] = paper.Title.Replace(": ", ":\n ", StringComparison.Ordinal),
            ["authors"] = new JsonArray([.. paper.Authors.Select(a => (JsonNode)(a.Account is null
                ? new JsonObject { ["_id"] = "65aa", ["name"] = $"{a.Given} {a.Family}", ["hidden"] = false }
                : new JsonObject
                {
                    ["_id"] = "65aa", ["name"] = $"{a.Given} {a.Family}", ["hidden"] = false, ["status"] = "claimed_verified",
                    ["user"] = new JsonObject { ["user"] = a.Account, ["fullname"] = $"{a.Given} {a.Family}", ["type"] = "user" },
                }))]),
            ["publishedAt"] = $"{paper.Published}T00:00:00.000Z",
            ["summary"] = paper.Abstract,
            ["upvotes"] = 12,
        };
        foreach (var (name, value) in new[] { ("githubRepo", paper.GithubRepo), ("githubRepoAddedBy", paper.GithubRepoAddedBy), ("projectPage", paper.ProjectPage) })
        {
            if (value is not null)
                json[name] = value;
        }
        if (paper.Organization is not null)
            json["organization"] = new JsonObject { ["_id"] = "65cc", ["name"] = paper.Organization, ["fullname"] = "Vision Lab" };
        if (alone)
        {
            json["linkedDatasets"] = new JsonArray([.. paper.LinkedDatasets.Select(d => (JsonNode)new JsonObject { ["id"] = d, ["author"] = d.Split('/')[0], ["repoType"] = "dataset" })]);
            json["numTotalDatasets"] = paper.LinkedDatasets.Count;
        }
        return json;
    }
}
