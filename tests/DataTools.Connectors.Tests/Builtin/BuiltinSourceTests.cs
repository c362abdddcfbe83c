using DataTools.Catalog;
using DataTools.Connectors.Tests.Support;
using DataTools.Imaging.Codecs;

namespace DataTools.Connectors.Tests.Builtin;

public sealed class BuiltinSourceTests : IDisposable
{
    private readonly Pulls _pulls = new();

    public void Dispose() => _pulls.Dispose();

    [Fact]
    public async Task A_generated_set_is_pulled_once_and_is_always_the_same()
    {
        var first = await _pulls.PullAsync("builtin:shapes");
        Assert.False(first.AlreadyThere);
        Assert.Equal("builtin:shapes", first.Card.Source);
        Assert.NotNull(first.Card.Revision);
        Assert.True((await _pulls.PullAsync("builtin:shapes")).AlreadyThere);

        var again = await _pulls.PullAsync("builtin:shapes", new() { As = "again" });
        Assert.Equal(first.Card.Fingerprint, again.Card.Fingerprint);
        Assert.Empty(_pulls.Files("cache"));

        using var entry = _pulls.Store.Open("shapes");
        foreach (var split in entry.Splits)
            ImageCodec.Decode(split.Image(0), split.Id(0));
    }

    [Fact]
    public async Task A_damaged_entry_is_not_taken_for_one_that_is_there()
    {
        await _pulls.PullAsync("builtin:shapes");
        var shard = _pulls.Files("catalogs").First(f => f.EndsWith(".arrow", StringComparison.Ordinal));
        using (var file = File.OpenWrite(_pulls.Folder["catalogs", shard]))
            file.SetLength(file.Length / 2);
        Assert.Contains("datatools remove shapes", (await Assert.ThrowsAsync<CorruptFileException>(() => _pulls.PullAsync("builtin:shapes"))).Hint, StringComparison.Ordinal);
    }
}
