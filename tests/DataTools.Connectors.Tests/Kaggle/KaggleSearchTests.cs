using DataTools.Connectors.Kaggle;
using DataTools.Connectors.Search;
using DataTools.FakeServices.Kaggle;

namespace DataTools.Connectors.Tests.Kaggle;

public sealed class KaggleSearchTests
{
    [Theory]
    [InlineData("2026-02-03T04:05:06.7Z", "2026-02-03T04:05:06.7000000+00:00")]
    [InlineData("2026-02-03T04:05:06Z", "2026-02-03T04:05:06.0000000+00:00")]
    [InlineData("2026-02-03T04:05:06.1234567Z", "2026-02-03T04:05:06.1234567+00:00")]
    [InlineData("2026-02-03T04:05:06.123", "2026-02-03T04:05:06.1230000+00:00")]
    [InlineData("yesterday", null)]
    public async Task A_hit_is_told_as_it_is(string updated, string? date)
    {
        await using var scene = await KaggleScene.StartAsync(KaggleScene.Shapes with { Updated = updated });
        var hit = Assert.Single(await FindAsync(scene, new("shapes", null, 10)));
        Assert.Equal(
            new("kaggle:visionlab/tiny-shapes", "Tiny Shapes")
            {
                // Of the archive: the view says something else.
                Bytes = KaggleScene.Shapes.Versions[1].Archive.LongLength,
                License = "CC0: Public Domain",
                Downloads = 5,
                Updated = date is null ? null : DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture),
            }, hit);
    }

    [Fact]
    public async Task Pages_are_asked_for_until_there_is_enough_or_no_more()
    {
        var many = Enumerable.Range(0, 45).Select(i => new FakeDataset($"a/shapes-{i:D2}", new FakeFiles(KaggleScene.Pictures(2)))).ToArray();
        await using var scene = await KaggleScene.StartAsync(many);
        Assert.Equal(many.Take(30).Select(d => $"kaggle:{d.Ref}"), (await FindAsync(scene, new("shapes", null, 30))).Select(h => h.Reference));
        Assert.Equal(2, scene.Fake.Requests.Count);
        Assert.Equal(45, (await FindAsync(scene, new("shapes", null, 100))).Count);
        // Three pages, and one that is empty.
        Assert.Equal(6, scene.Fake.Requests.Count);
    }

    [Fact]
    public async Task A_task_is_looked_for_by_its_words()
    {
        await using var scene = await KaggleScene.StartAsync(KaggleScene.Shapes with { Title = "Shapes for image classification" }, new("b/shapes", KaggleScene.Shapes.Versions[0]));
        Assert.Equal("kaggle:visionlab/tiny-shapes", Assert.Single(await FindAsync(scene, new("shapes", "image-classification", 10))).Reference);
    }

    [Fact]
    public async Task What_pull_could_not_take_is_left_out()
    {
        await using var scene = await KaggleScene.StartAsync();
        scene.Fake.Next.Enqueue(new(200, """[null,{},{"ref":"../x"},{"ref":"a/b c"},{"ref":"a/b","hasTitle":false,"totalBytes":"12","downloadCount":null,"isPrivate":true}]"""));
        scene.Fake.Next.Enqueue(new(200, "[]"));
        Assert.Equal(new("kaggle:a/b", "b") { Bytes = 12, Gated = true }, Assert.Single(await FindAsync(scene, new("x", null, 10))));
    }

    private static async Task<List<SearchHit>> FindAsync(KaggleScene scene, SearchQuery query)
    {
        var hits = new List<SearchHit>();
        await foreach (var hit in new KaggleSearch().SearchAsync(query, scene.Services, default))
            hits.Add(hit);
        return hits;
    }
}
