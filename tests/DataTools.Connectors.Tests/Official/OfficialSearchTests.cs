using System.Text;
using DataTools.Catalog;
using DataTools.Connectors.Official;
using DataTools.Connectors.Search;
using DataTools.Connectors.Tests.Support;

namespace DataTools.Connectors.Tests.Official;

public sealed class OfficialSearchTests : IDisposable
{
    private readonly Pulls _pulls = new();

    public void Dispose() => _pulls.Dispose();

    [Theory]
    [InlineData("fashion")]
    [InlineData("FASHION mnist")]
    [InlineData("fashion_mnist")]
    public async Task Words_of_a_name_or_title_find_a_recipe(string words)
    {
        var hit = Assert.Single(await Search(words), h => h.Reference == "official:fashion-mnist");
        Assert.Equal(("Fashion-MNIST", 30_878_645L, "MIT"), (hit.Title, hit.Bytes, hit.License));
    }

    [Fact]
    public async Task What_does_not_match_is_not_found()
    {
        Assert.Empty(await Search("fashion weeks"));
        Assert.Empty(await Search("fashion", "translation"));
        Assert.NotEmpty(await Search("fashion", "image-classification"));
    }

    [Fact]
    public async Task An_unsound_recipe_is_told_after_the_sound_ones()
    {
        _pulls.Folder.Write("catalogs/official/aaa.json", Encoding.UTF8.GetBytes("{}"));
        var hits = new List<SearchHit>();
        var error = await Assert.ThrowsAsync<InvalidInputException>(async () =>
        {
            await foreach (var hit in new OfficialSearch().SearchAsync(new("fashion", null, 10), Services, CancellationToken.None))
                hits.Add(hit);
        });
        Assert.Contains("aaa.json", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(hits);
    }

    private ServiceContext Services => new(_pulls.Workspace, _ => null, TimeProvider.System, "datatools test");

    private async Task<List<SearchHit>> Search(string words, string? task = null) =>
        await new OfficialSearch().SearchAsync(new(words, task, 10), Services, CancellationToken.None).ToListAsync();
}
