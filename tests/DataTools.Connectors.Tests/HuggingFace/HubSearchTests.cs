using System.Text.Json.Nodes;
using DataTools.Catalog;
using DataTools.Connectors.HuggingFace;
using DataTools.Connectors.Search;

namespace DataTools.Connectors.Tests.HuggingFace;

/// <summary>The Hub's catalogue.</summary>
public sealed class HubSearchTests
{
    [Fact]
    public async Task A_hit_says_what_a_chooser_wants_to_know()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pictures("lab/tiny-shapes");
        scene.Hub.Gated["lab/tiny-shapes"] = "manual";
        scene.Hub.Said["lab/tiny-shapes"] = new()
        {
            ["downloads"] = 1200,
            ["tags"] = new JsonArray("task_categories:image-classification", "license:mit", "size_categories:1K<n<10K"),
            ["cardData"] = new JsonObject { ["pretty_name"] = "Tiny Shapes" },
            ["mainSize"] = 12345,
        };
        var hit = Assert.Single(await SearchAsync(scene, "shapes"));
        Assert.Equal(
            new SearchHit("hf:lab/tiny-shapes", "Tiny Shapes (1K<n<10K rows)") { Bytes = 12345, License = "mit", Downloads = 1200, Updated = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), Gated = true }, hit);
    }

    [Fact]
    public async Task The_most_downloaded_come_first_page_after_page()
    {
        await using var scene = await HubScene.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            scene.Write($"lab/cats-{i}/README.md", "x");
            scene.Hub.Said[$"lab/cats-{i}"] = new() { ["downloads"] = i };
        }
        scene.Hub.MostOnPage = 3;
        Assert.Equal([6, 5, 4, 3, 2, 1, 0], (await SearchAsync(scene, "cats")).Select(h => (int)h.Downloads!));
        Assert.Equal(3, scene.Hub.Requests.Count);
        Assert.Equal(2, (await SearchAsync(scene, "cats", limit: 2)).Count);
    }

    [Fact]
    public async Task A_task_is_a_filter()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Write("lab/cats-a/README.md", "x");
        scene.Write("lab/cats-b/README.md", "x");
        scene.Hub.Said["lab/cats-b"] = new() { ["tags"] = new JsonArray("task_categories:object-detection") };
        Assert.Equal("hf:lab/cats-b", Assert.Single(await SearchAsync(scene, "cats", "object-detection")).Reference);
        Assert.Equal(2, (await SearchAsync(scene, "cats")).Count);
        Assert.Empty(await SearchAsync(scene, "horses & carts?"));
    }

    [Fact]
    public async Task A_bad_token_is_a_named_error()
    {
        await using var scene = await HubScene.StartAsync();
        scene.Pulls.Variables["HF_TOKEN"] = "hf_wrong";
        var fault = await Assert.ThrowsAsync<CredentialsMissingException>(() => SearchAsync(scene, "cats"));
        Assert.DoesNotContain("hf_wrong", fault.ToString(), StringComparison.Ordinal);
    }

    private static async Task<List<SearchHit>> SearchAsync(HubScene scene, string words, string? task = null, int limit = 50)
    {
        var hits = new List<SearchHit>();
        await foreach (var hit in new HubSearch().SearchAsync(new(words, task, limit), scene.Services, default))
            hits.Add(hit);
        return hits;
    }
}
