using System.Text.Json.Nodes;
using DataTools.Catalog;
using DataTools.FakeServices.GitHub;
using DataTools.FakeServices.Papers;
using DataTools.Papers.Datasets;
using DataTools.Papers.Tests.Resolving;

namespace DataTools.Papers.Tests.Datasets;

public sealed class PaperDatasetsTests
{
    private static readonly Paper TinyDet = new(SamplePapers.All[0].Title) { Arxiv = ArxivId.TryParse("2401.00001") };

    [Fact]
    public async Task Linked_ones_come_first_then_the_tagged_by_downloads_and_none_twice()
    {
        await using var scene = await SceneAsync(("other/citing", 500), ("visionlab/tiny-shapes", 90), ("other/more", 7));
        const string page = "https://huggingface.co/papers/2401.00001";
        Assert.Equal(
            [
                new("hf:visionlab/tiny-shapes", page, "linked from the paper's page, by the same organisation", 90),
                new("hf:somebody/shapes-again", page, "linked from the paper's page", null),
                new("hf:other/citing", "https://huggingface.co/datasets/other/citing", "its card names arXiv:2401.00001", 500),
                new("hf:other/more", "https://huggingface.co/datasets/other/more", "its card names arXiv:2401.00001", 7),
            ],
            await new PaperDatasets(scene.HuggingFace()).FindAsync(TinyDet, default));
    }

    [Fact]
    public async Task All_pages_are_read_and_kept_for_offline()
    {
        await using var scene = await SceneAsync([.. Enumerable.Range(0, 7).Select(i => ($"lab/set{i}", 100 - i))]);
        scene.Hub.MostOnPage = 3;
        var found = await new PaperDatasets(scene.HuggingFace()).FindAsync(TinyDet, default);
        Assert.Equal(["hf:visionlab/tiny-shapes", "hf:somebody/shapes-again", .. Enumerable.Range(0, 7).Select(i => $"hf:lab/set{i}")], found.Select(d => d.Reference));
        Assert.Equal(4, scene.Hub.Requests.Count);
        scene.Usage = new(TimeSpan.Zero, Offline: true);
        Assert.Equal(found, await new PaperDatasets(scene.HuggingFace()).FindAsync(TinyDet, default));
        Assert.Equal(4, scene.Hub.Requests.Count);
    }

    [Fact]
    public async Task A_paper_without_a_page_has_those_that_name_it()
    {
        await using var scene = await SceneAsync(("other/citing", 500));
        scene.Hub.Papers = [];
        Assert.Equal(["hf:other/citing"], (await new PaperDatasets(scene.HuggingFace()).FindAsync(TinyDet, default)).Select(d => d.Reference));
    }

    [Fact]
    public async Task A_paper_with_neither_has_none()
    {
        await using var scene = await SceneAsync();
        scene.Hub.Papers = [];
        Assert.Empty(await new PaperDatasets(scene.HuggingFace()).FindAsync(TinyDet, default));
    }

    [Fact]
    public async Task Without_an_arXiv_id_the_title_must_lead_to_one()
    {
        await using var scene = await SceneAsync();
        Assert.Equal(2, (await new PaperDatasets(scene.HuggingFace()).FindAsync(new(TinyDet.Title), default)).Count);
        var error = await Assert.ThrowsAsync<NotFoundException>(() => new PaperDatasets(scene.HuggingFace()).FindAsync(new("Counting Sheep with Fences"), default));
        Assert.Contains("Counting Sheep with Fences", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_that_pull_does_not_take_are_left_out()
    {
        await using var scene = await SceneAsync();
        scene.Next("hf", new FakeAnswer(404, "{}"));
        scene.Next("hf", new FakeAnswer(200, """[{"id":"a/b c"},{"id":"../etc"},null,{"id":null},{"id":"--x"},{"id":"good/one","downloads":3},{"id":"old"}]"""));
        Assert.Equal(["hf:good/one", "hf:old"], (await new PaperDatasets(scene.HuggingFace()).FindAsync(TinyDet, default)).Select(d => d.Reference));
    }

    [Fact]
    public async Task Pages_that_have_no_end_are_told()
    {
        await using var scene = await SceneAsync();
        scene.Next("hf", new FakeAnswer(404, "{}"));
        for (var i = 0; i < 3; i++)
            scene.Next("hf", new FakeAnswer(200, "[]") { Headers = [("Link", $"<{scene.Hub.Address}/api/datasets?filter=x&cursor=round{i % 2}>; rel=\"next\"")] });
        var error = await Assert.ThrowsAsync<NetworkException>(() => new PaperDatasets(scene.HuggingFace()).FindAsync(TinyDet, default));
        Assert.Contains("has no end", error.Message, StringComparison.Ordinal);
    }

    private static async Task<CatalogueScene> SceneAsync(params (string Id, int Downloads)[] tagged)
    {
        var scene = await CatalogueScene.StartAsync();
        foreach (var (id, downloads) in tagged)
        {
            scene.Dataset(id);
            scene.Hub.Said[id] = new JsonObject { ["tags"] = new JsonArray("arxiv:2401.00001", "license:mit"), ["downloads"] = downloads };
        }
        scene.Dataset("other/unconnected");
        return scene;
    }
}
