using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Storage;

public sealed class ContentFingerprintTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_what_an_entry_with_this_content_has()
    {
        var store = new EntryStore(Workspace.Locate(_folder.Path, _folder.Path, _ => null));
        var card = store.Write(new DatasetCard { Name = "set", Source = "test:set" }, Content());
        Assert.Equal(card.Fingerprint, ContentFingerprint.Of(Content()));
        var counts = new List<long>();
        Assert.Equal(card.Fingerprint, ContentFingerprint.Of(Content(), _ => new Counter(counts)));
        Assert.Equal([1, 1, 2, 3], counts);
    }

    // Splits out of their order, as a reader may give them.
    private static DatasetContent Content() => new(["a", "b"],
    [
        new("test", null, [new("x", new byte[] { 9 }, Sample.Unlabelled)]),
        new("train", null, [new("1", new byte[] { 1 }, 0), new("2", new byte[] { 2, 3 }, 1), new("ü", Array.Empty<byte>(), 1)]),
    ]);

    private sealed class Counter(List<long> counts) : IProgress<long>
    {
        public void Report(long value) => counts.Add(value);
    }
}
