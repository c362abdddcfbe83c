using System.Text.Json.Nodes;
using DataTools.FakeServices.GitHub;
using Microsoft.AspNetCore.Http;

namespace DataTools.FakeServices.Papers;

/// <summary>DataCite: the papers at arXiv, by the DOIs that it gives them.</summary>
public sealed class FakeDataCite : FakePaperService
{
    private FakeDataCite(IReadOnlyList<FakePaper> papers) : base(papers)
    {
    }

    public static Task<FakeDataCite> StartAsync(IReadOnlyList<FakePaper>? papers = null, int port = 0) => StartAsync(new FakeDataCite(papers ?? SamplePapers.All), port);

    protected override FakeAnswer Answer(string path, HttpRequest request) =>
        path.Split('/') is [_, "dois", var doi] && Papers.FirstOrDefault(p => Uri.UnescapeDataString(doi) == $"10.48550/arxiv.{p.Arxiv}") is { } paper
            ? Ok(new JsonObject { ["data"] = new JsonObject { ["id"] = Uri.UnescapeDataString(doi), ["type"] = "dois", ["attributes"] = Describe(paper) } })
            : Error(404, new { errors = new[] { new { status = "404", title = "The resource you are looking for doesn't exist." } } });

    private static JsonObject Describe(FakePaper paper) => new()
    {
        ["doi"] = $"10.48550/arxiv.{paper.Arxiv}",
        ["titles"] = new JsonArray(new JsonObject { ["title"] = paper.Title }),
        ["creators"] = Array(paper.Authors.Select(a => new JsonObject
        {
            ["name"] = $"{a.Family}, {a.Given}",
            ["nameType"] = "Personal",
            ["givenName"] = a.Given,
            ["familyName"] = a.Family,
            ["affiliation"] = a.Affiliation is null ? new JsonArray() : new JsonArray(a.Affiliation),
        })),
        ["publisher"] = "arXiv",
        ["publicationYear"] = paper.Year,
        ["dates"] = new JsonArray(
            new JsonObject { ["date"] = $"{paper.Year + 1}-06-07T08:09:10Z", ["dateType"] = "Updated" }, new JsonObject { ["date"] = $"{paper.Published}T10:20:30Z", ["dateType"] = "Submitted" },
            new JsonObject { ["date"] = $"{paper.Year}-12", ["dateType"] = "Available" }),
        ["descriptions"] = paper.Abstract is null ? new JsonArray() : new JsonArray(
            new JsonObject { ["description"] = "8 pages", ["descriptionType"] = "Other" }, new JsonObject { ["description"] = paper.Abstract, ["descriptionType"] = "Abstract" }),
        ["relatedIdentifiers"] = paper.Doi is null ? new JsonArray() : new JsonArray(
            new JsonObject { ["relationType"] = "IsVersionOf", ["relatedIdentifier"] = paper.Doi, ["relatedIdentifierType"] = "DOI" }),
        ["url"] = $"https://arxiv.org/abs/{paper.Arxiv}",
    };
}
