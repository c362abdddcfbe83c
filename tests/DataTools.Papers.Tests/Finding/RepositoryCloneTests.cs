using System.Text.Json;
using DataTools.Catalog;
using DataTools.Papers.Finding;

namespace DataTools.Papers.Tests.Finding;

public sealed class RepositoryCloneTests
{
    [Fact]
    public async Task The_chosen_repository_is_brought_at_a_pinned_commit_with_a_note_of_why()
    {
        await using var scene = await FinderScene.StartAsync();
        var result = await scene.FindAsync();
        var chosen = result.Repositories.Single(r => r.Facts.Name.ToString() == "visionlab/tinydet");
        var before = scene.Fake.Requests.Count;
        using var clone = new RepositoryClone(scene.Services(), offline: false, [], null);
        var cloned = await clone.CloneAsync(result, chosen, scene["out"], null, default);
        Assert.Equal(before + 2, scene.Fake.Requests.Count);
        Assert.True(File.Exists(scene["out", "tinydet", "model.py"]));

        using var note = JsonDocument.Parse(File.ReadAllBytes(scene["out", RepositoryClone.NoteName]));
        var root = note.RootElement;
        Assert.Equal("visionlab/tinydet", root.GetProperty("repository").GetString());
        Assert.Equal((cloned.Commit, cloned.ArchiveSha256), (root.GetProperty("commit").GetString(), root.GetProperty("archive").GetProperty("sha256").GetString()));
        Assert.EndsWith($"/tarball/{cloned.Commit}", root.GetProperty("archive").GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.Equal(("2401.00001", FinderScene.TinyDet.Title), (root.GetProperty("paper").GetProperty("arxiv").GetString(), root.GetProperty("paper").GetProperty("title").GetString()));
        Assert.Equal(chosen.Why, root.GetProperty("why").GetString());
        Assert.Equal("datatools 0.1.0", root.GetProperty("tool").GetString());

        using var offline = new RepositoryClone(scene.Services(), offline: true, [], null);
        Assert.Equal(cloned with { Folder = Path.GetFullPath(scene["again"]) }, await offline.CloneAsync(result, chosen, scene["again"], null, default));
        await Assert.ThrowsAsync<InvalidInputException>(() => clone.CloneAsync(result, chosen, scene["out"], null, default));
    }
}
