using DataTools.Catalog.Formats;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Tests.Annotations;
using DataTools.Catalog.Tests.Storage;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class FormatEntryTests : IDisposable
{
    private readonly TestCatalog _catalog = new();

    public void Dispose() => _catalog.Dispose();

    [Theory]
    [InlineData("voc", "voc/VOCdevkit", 60, 167)]
    [InlineData("coco", "coco", 38, 424)]
    [InlineData("tiny-imagenet", "tiny-imagenet-200", 800, 800)]
    public void What_is_read_is_an_entry(string format, string folder, int images, int objects)
    {
        var files = Tree.Of(SharedData.Path(["data", .. folder.Split('/')]));
        var content = DatasetFormats.Named(format).Load(files);
        using (var writer = _catalog.Store.Create("set", content))
        {
            foreach (var split in content.Splits)
                writer.WriteSplit(split, null, TestContext.Current.CancellationToken);
            writer.Commit(TestCatalog.Draft("set"));
        }
        using var entry = _catalog.Store.Open("set");
        Assert.Equal(images, entry.Splits.Sum(s => s.Count));
        Assert.Equal(objects, entry.Card.Splits.Sum(s => s.ObjectCounts!.Sum()));
        Assert.Equal(content.Kinds, entry.Card.Annotations);
        // The streams can be read again, and give the same.
        Assert.Equal(ContentFingerprint.Of(content), entry.Card.Fingerprint);
        foreach (var split in content.Splits)
        {
            foreach (var (expected, actual) in split.Samples.Zip(entry.Split(split.Name).Samples()))
                AnyAnnotations.AssertSame(expected.Annotations, actual.Annotations);
        }
    }
}
