using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Cards;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Workspaces;
using DataTools.Imaging.Checks;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;
using DataTools.Tests;

namespace DataTools.Imaging.Tests.Checks;

public sealed class EntryChecksTests : IDisposable
{
    private static readonly string[] Classes = ["cat", "dog"];

    private readonly TemporaryFolder _folder = new();
    private readonly EntryStore _store;

    public EntryChecksTests() => _store = new(Workspace.Locate(_folder.Path, _folder.Path, _ => null));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_entry_has_no_findings_and_its_statistics()
    {
        Save("a", [Png("0", Flat(10, 8, 255, 0, 51), 0), Png("1", Flat(20, 8, 255, 0, 51), 1)]);
        var report = Check("a");
        Assert.Empty(report.Findings);
        var train = Assert.Single(report.Statistics);
        Assert.Equal(("train", 2, 0), (train.Split, train.Images, train.Gray));
        Assert.Equal([10, 20, 20], train.Widths);
        Assert.Equal([1.0, 0.0, 0.2], train.Mean.Select(m => Math.Round(m, 6)));
        Assert.Equal([0.0, 0.0, 0.0], train.Std.Select(m => Math.Round(m, 6)));
    }

    [Fact]
    public void What_is_wrong_with_an_image_by_itself()
    {
        var good = Png("good", Smooth(1), 0);
        Save("a",
        [
            good, Png("1", Smooth(2), 1),
            new("text", "no image"u8.ToArray(), 0), new("cut", Png("x", Smooth(3), 0).Image[..60], 0), new("empty", Array.Empty<byte>(), 0),
            Png("tiny", Smooth(4, 7, 20), 0), Png("long", Smooth(5, 100, 12), 0), Png("named", Smooth(6), 0) with { Path = "x/named.jpg" },
        ]);
        var report = Check("a");
        Assert.Equal(["text", "cut", "empty"], Ids(report, "undecodable"));
        Assert.Equal(["tiny"], Ids(report, "tiny"));
        Assert.Equal(["long"], Ids(report, "extreme-aspect"));
        Assert.Equal(["named"], Ids(report, "wrong-extension"));
        Assert.Equal(Severity.Error, report.Findings[0].Severity);
        Assert.Equal("3 images cannot be decoded", report.Findings[0].Message);
    }

    [Fact]
    public void Duplicates_leaks_and_conflicts()
    {
        var a = Png("a", Smooth(1), 0);
        var jpeg = new Sample("jpeg", ImageCodec.EncodeJpeg(Smooth(2), 60), 1);
        Save("a",
            [a, a with { Id = "again" }, a with { Id = "conflict", Label = 1 }, Png("b", Smooth(2), 1), Png("c", Smooth(3), 0), Png("mirror", Planted.Changes[^1].Change(Smooth(3), 0), 0)],
            [jpeg, a with { Id = "leaked" }, Png("own", Smooth(9), 0)]);
        var report = Check("a");
        Assert.Equal([("a", "again"), ("a", "conflict")], Pairs(report, "exact-duplicates"));
        Assert.Equal([("a", "conflict")], Pairs(report, "label-conflict"));
        Assert.Equal([("a", "leaked")], Pairs(report, "leak"));
        Assert.Equal([("b", "jpeg")], Pairs(report, "near-leak"));
        Assert.Equal([("c", "mirror")], Pairs(report, "mirrored-duplicates"));
        Assert.DoesNotContain(report.Findings, f => f.Check == "near-duplicates");

        using (var entry = _store.Open("a"))
            Assert.Equal(["leak", "label-conflict", "exact-duplicates"], EntryChecks.Glance(entry, TestContext.Current.CancellationToken).Select(f => f.Check));
        var fast = Check("a", near: false);
        Assert.Equal([("a", "leaked")], Pairs(fast, "leak"));
    }

    [Fact]
    public void Classes_and_splits()
    {
        Sample[] train = [.. Enumerable.Range(0, 12).Select(i => Png($"t{i}", Smooth((ulong)i), 0) with { Path = $"train/x{i}.png" }), Png("dog", Smooth(50), 1), Png("no", Smooth(51), -1)];
        Save("a", train, [Png("v", Smooth(60), 0) with { Path = "test/x3.png" }]);
        var report = Check("a");
        Assert.Equal("cat (12) is 12 times as frequent in train as dog (1)", Message(report, "class-imbalance"));
        Assert.Equal("1 of 2 classes is not in test: dog", Message(report, "missing-class"));
        Assert.Equal("1 image of train has no label", Message(report, "unlabelled"));
        Assert.Equal([("t3", "v")], Pairs(report, "split-overlap"));
    }

    [Fact]
    public void Boxes_that_are_empty_or_outside_are_found_and_cut()
    {
        Sample With(string id, params Box[] boxes) => Png(id, Smooth((ulong)id.Length, 40, 30), -1) with { Annotations = new() { Objects = [.. boxes.Select(b => new ObjectAnnotation(1, b))] } };
        Save("a", AnnotationKinds.Objects, [With("good", new Box(0, 0, 40.5, 30)), With("bad.", new Box(30, 20, 20, 20), new Box(3, 3, 0, 5), new Box(100, 100, 5, 5))], []);
        var report = Check("a");
        Assert.Equal(["bad.", "bad."], Ids(report, "box-outside"));
        Assert.Equal(["bad."], Ids(report, "empty-box"));
        Assert.Contains("object 1 (dog): 30, 20, 20 x 20 in 40 x 30", report.Findings.First(f => f.Check == "box-outside").Instances[0].Detail, StringComparison.Ordinal);

        using var entry = _store.Open("a");
        Fix(entry, report, "b", "clip-boxes");
        using var mended = _store.Open("b");
        Assert.Equal([new Box(30, 20, 10, 10)], mended.Splits[0].Annotations(1).Objects.Select(o => o.Box));
        // What the check takes for good is as it was.
        Assert.Equal([new Box(0, 0, 40.5, 30)], mended.Splits[0].Annotations(0).Objects.Select(o => o.Box));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1025)]
    public void Threads_that_cannot_be_are_refused(int threads)
    {
        Save("a", [Png("a", Smooth(1), 0)], [Png("b", Smooth(2), 1)]);
        using var entry = _store.Open("a");
        Assert.Contains("--threads", Assert.Throws<InvalidInputException>(() => EntryChecks.Run(entry, near: true, threads, null, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fix_is_a_new_entry_without_what_was_found()
    {
        var a = Png("a", Smooth(1), 0);
        Save("a", [a, a with { Id = "again" }, new("text", "no image"u8.ToArray(), 0), Png("b", Smooth(2), 1), Png("leaked", Smooth(4), 1)], [Png("c", Smooth(4), 1)]);
        using var entry = _store.Open("a");
        var card = Fix(entry, Check("a"), "b", "drop-undecodable", "drop-duplicates", "drop-leaks");
        using var mended = _store.Open("b");
        Assert.Equal(["a", "b"], mended.Split("train").Samples().Select(s => s.Id));
        Assert.Equal(["c"], mended.Split("test").Samples().Select(s => s.Id));
        Assert.Equal(("fix", "a"), (card.Parent!.Operation, card.Parent.Card.Name));
        Assert.DoesNotContain(Check("b").Findings, f => f.Check is "undecodable" or "exact-duplicates" or "leak");
        Assert.Contains("drop-leaks", Assert.Throws<InvalidInputException>(() => Fix(entry, Check("a"), "c", "drop-all")).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_change_nothing()
    {
        Save("a", [.. Enumerable.Range(0, 60).Select(i => Png($"{i}", Smooth((ulong)(i % 25)), i % 2))], [Png("x", Smooth(3), 0)]);
        Assert.Equivalent(Check("a", threads: 1), Check("a", threads: 4), strict: true);
    }

    private CheckReport Check(string name, bool near = true, int threads = 2)
    {
        using var entry = _store.Open(name);
        return EntryChecks.Run(entry, near, threads, null, TestContext.Current.CancellationToken);
    }

    private DatasetCard Fix(Entry entry, CheckReport report, string name, params string[] fixes) =>
        EntryFixer.Fix(_store, entry, report, fixes, near: true, name, TimeProvider.System, "test", TestContext.Current.CancellationToken);

    private static string[] Ids(CheckReport report, string check) => [.. report.Findings.First(f => f.Check == check).Instances.Select(i => i.Sample.Id)];

    private static (string, string)[] Pairs(CheckReport report, string check) => [.. report.Findings.First(f => f.Check == check).Instances.Select(i => (i.Sample.Id, i.Other!.Id))];

    private static string Message(CheckReport report, string check) => report.Findings.First(f => f.Check == check).Message;

    private void Save(string name, Sample[] train, params Sample[] test) => Save(name, AnnotationKinds.None, train, test);

    private void Save(string name, AnnotationKinds kinds, Sample[] train, Sample[] test)
    {
        SplitContent[] splits = test.Length == 0 ? [new("train", null, train)] : [new("train", null, train), new("test", null, test)];
        _store.Write(new DatasetCard { Name = name, Source = "test:x" }, new(Classes, splits) { Kinds = kinds });
    }

    private static Sample Png(string id, PixelImage image, int label) => new(id, ImageCodec.EncodePng(image), label);

    private static PixelImage Smooth(ulong seed, int width = 48, int height = 40) => Pictures.Smooth(width, height, seed);

    private static PixelImage Flat(int width, int height, params byte[] colour)
    {
        var image = new PixelImage(width, height, 3);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = colour[i % 3];
        return image;
    }
}
