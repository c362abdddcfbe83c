using DataTools.Catalog;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Cli.Reports;
using DataTools.Imaging.Codecs;
using DataTools.Tests;

namespace DataTools.Cli.Tests.Reports;

public sealed class EntrySheetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("voc", "voc/VOCdevkit")]
    [InlineData("coco", "coco")]
    public void Real_objects_are_drawn_over_their_images(string format, string folder)
    {
        var root = SharedData.Path(["data", .. folder.Split('/')]);
        var files = Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => new ListedFile(Path.GetRelativePath(root, f).Replace('\\', '/'), new FileInfo(f).Length, () => File.OpenRead(f)));
        var content = DatasetFormats.Named(format).Read(new(root, files), new() { BadSamples = new(OnBadSample.Fail) }, TestContext.Current.CancellationToken);
        var store = new EntryStore(Workspace.Locate(_folder.Path, "/", _ => null));
        store.Write(new() { Name = "with", Source = "test:with" }, content, null, TestContext.Current.CancellationToken);
        store.Write(
            new() { Name = "without", Source = "test:without" },
            new(content.Classes, [.. content.Splits.Select(s => s with { Samples = s.Samples.Select(x => x with { Annotations = new() }) })]), null, TestContext.Current.CancellationToken);
        var (with, without) = (Sheet(store, "with"), Sheet(store, "without"));
        Assert.Equal((without.Width, without.Height), (with.Width, with.Height));
        Assert.InRange(with.Pixels.Zip(without.Pixels).Count(p => p.First != p.Second), with.Pixels.Length / 60, with.Pixels.Length);
    }

    private Imaging.Pixels.PixelImage Sheet(EntryStore store, string name)
    {
        using var entry = store.Open(name);
        var png = EntrySheet.Samples(entry, entry.Splits[0], 6, 4, 240);
        // Look at it: DATATOOLS_KEEP_SHEETS=FOLDER keeps what was drawn.
        if (Environment.GetEnvironmentVariable("DATATOOLS_KEEP_SHEETS") is { Length: > 0 } kept)
            File.WriteAllBytes(Path.Combine(kept, $"{name}-{entry.Card.Classes.Count}.png"), png);
        return ImageCodec.Decode(png, name);
    }
}
