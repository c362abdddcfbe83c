using CsCheck;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Exports;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Storage;
using DataTools.Catalog.Tests.Annotations;
using DataTools.Catalog.Tests.Formats;
using DataTools.Catalog.Tests.Storage;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Exports;

/// <summary>
/// An entry, exported and read again, has the same fingerprint where the layout can carry it, and else something is told to
/// be lost.
/// </summary>
public sealed class RoundTripTests : IDisposable
{
    // What each layout carries so that its reader gives it back. Classes "sorted": those with samples, in ordinal order.
    //
    //              ids          label  classes  labels        boxes  flags          masks  polygons   keypoints   pixels  order
    // parquet      any          yes    any      any           yes    all            yes    yes        yes         yes     any
    // croissant    (the same: it describes the Parquet files)
    // webdataset   any          yes    lines    any           yes    all            yes    yes        yes         yes     any
    // coco         any          -      any      of objects    yes    all            one of both       yes         -       any
    // voc          names        -      VOC's    of objects    yes    not crowd      -      -          -           yes     by id
    // yolo         paths        -      any      of objects    in     -              -      only one   only, named -       by id
    // imagefolder  any / paths  yes    sorted   of objects    yes    -              -      -          -           -       by path
    // csv          paths        yes    sorted   -             -      -              -      -          -           -       by path
    //
    // coco keeps areas where every object has one. yolo's boxes lie within the image, and their last digits are kept for
    // sides that are powers of two. imagefolder keeps any id where metadata.jsonl is needed (objects, no labels).
    private static readonly string[] Names = ["aeroplane", "bicycle", "bird"];

    private readonly TestCatalog _catalog = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _catalog.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("webdataset")]
    [InlineData("croissant")]
    public void What_says_everything_gives_everything_back(string layout) =>
        Gen.Select(AnyId, Pictures, Gen.Int[-1, 2], AnyAnnotations.Any, (id, image, label, said) => new Sample(id, image, label) { Annotations = Fit(said) })
            .Array[1, 12].Select(Distinct).Select(Contents).Sample(content => Holds(layout, content), iter: 15, threads: 1);

    [Fact]
    public void Coco_keeps_objects_with_masks_or_polygons_and_any_id() =>
        Gen.Select(AnyId, Pictures, CocoObject.Array[0, 4], (id, image, objects) => Detected(id, image, objects))
            .Array[1, 12].Select(Distinct).Select(Contents)
            .Sample(content => Holds("coco", content with { Keypoints = [new("bicycle", ["a", "b"], [[0, 1]])] }), iter: 15, threads: 1);

    [Fact]
    public void Voc_keeps_boxes_with_what_it_marks_and_the_classes_of_pixels() =>
        Gen.Select(Key, Pictures, Gen.Select(Gen.Int[0, 2], WholeBox, Gen.Int[0, 7], (c, box, flags) => new ObjectAnnotation(c, box) { Flags = (ObjectFlags)(flags << 1) }).Array[0, 4], Pictures, Gen.Bool)
            .Select((id, image, objects, mask, masked) => Detected(id, image, objects) is var s && masked ? s with { Annotations = s.Annotations with { Segmentation = mask } } : s)
            .Array[1, 12].Select(Distinct).Select(Sorted).Select(s => Contents(s) with { Classes = DataTools.Catalog.Formats.Voc.VocFormat.Official })
            .Sample(content => Holds("voc", content), iter: 15, threads: 1);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Yolo_keeps_boxes_polygons_or_keypoints_within_the_image(int form)
    {
        var number = Gen.Int[0, 16].Select(n => (double)n);
        var points = Gen.Select(number, number, Gen.Int[1, 2], (x, y, v) => new Keypoint(x, y, v)).Array[3];
        var o = Gen.Select(Gen.Int[0, 2], WithinBox, number.Array[8], points).Select((c, box, polygon, keypoints) => form switch
        {
            0 => new ObjectAnnotation(c, box),
            1 => new ObjectAnnotation(c, PolygonBox.Of([polygon])) { Polygons = [polygon] },
            _ => new ObjectAnnotation(c, box) { Keypoints = keypoints },
        });
        Gen.Select(Key, Gen.Const(Png(16, 16)), o.Array[0, 3], (id, image, objects) => Detected(id, image, objects)).Array[1, 12].Select(Distinct).Select(Sorted)
            .Select(samples => Paths(Contents(samples), (split, s) => $"images/{split}/{s.Id}.png"))
            .Sample(content => Holds("yolo", content with { Classes = ["b", "ä: # 🐕", "a"] }), iter: 15, threads: 1);
    }

    [Fact]
    public void Folders_keep_the_ids_that_are_such_paths() =>
        Gen.Select(Key, Pictures, Gen.Int[0, 2], (id, image, label) => new Sample(id, image, label)).Array[1, 12].Select(Distinct)
            .Select(samples => Paths(Contents(Every(samples)), (split, s) => $"{split}/{Names[s.Label]}/{s.Id}.png"))
            .Sample(content => Holds("imagefolder", content), iter: 15, threads: 1);

    [Fact]
    public void Folders_without_splits_keep_theirs_too() =>
        Gen.Select(Key, Pictures, Gen.Int[0, 2], (id, image, label) => new Sample(id, image, label)).Array[1, 12].Select(Distinct)
            .Select(samples => Paths(new(Names, [TestCatalog.Split("train", [.. Every(samples)])]), (_, s) => $"{Names[s.Label]}/deep/{s.Id}.png"))
            .Sample(content => Holds("imagefolder", content), iter: 20, threads: 1);

    [Fact]
    public void Folders_with_metadata_keep_boxes_and_any_id() =>
        Gen.Select(AnyId, Pictures, Gen.Select(Gen.Int[0, 2], AnyBox, (c, box) => new ObjectAnnotation(c, box)).Array[0, 4], (id, image, objects) => Detected(id, image, objects))
            .Array[1, 12].Select(Distinct).Select(samples => Contents([Detected("-", Png(1, 1), Names.Select((_, i) => new ObjectAnnotation(i, new(0, 0, 1, 1)))), .. samples.Where(s => s.Id != "-")]))
            .Sample(content => Holds("imagefolder", content), iter: 15, threads: 1);

    [Fact]
    public void Tables_keep_the_ids_that_are_paths() =>
        Gen.Select(Key, Pictures, Gen.Int[0, 2], (id, image, label) => new Sample(id, image, label)).Array[1, 12].Select(Distinct)
            .Select(samples => Paths(Contents(Every(samples)), (split, s) => $"{split}/{s.Id}.png"))
            .Sample(content => Holds("csv", content), iter: 15, threads: 1);

    [Theory]
    [InlineData("parquet")]
    [InlineData("imagefolder")]
    [InlineData("webdataset")]
    [InlineData("coco")]
    [InlineData("voc")]
    [InlineData("yolo")]
    [InlineData("csv")]
    public void What_is_lost_is_told(string layout) =>
        Gen.Select(
            Gen.OneOf(AnyId, Key), Gen.OneOf(Pictures, Gen.Byte.Array[1, 30]), Gen.OneOf(Gen.Int[-1, 2], Gen.Const(-1)),
            Gen.OneOf(AnyAnnotations.Any, Gen.Select(Gen.Int[0, 2], WithinBox, (c, box) => new ObjectAnnotation(c, box)).Array[0, 3].Select(o => new SampleAnnotations { Objects = o, Labels = SampleStream.LabelsOf(o) })),
            (id, image, label, said) => new Sample(id, image, label) { Annotations = Fit(said) })
            .Array[1, 8].Select(Distinct).Select(Gen.Bool, (samples, plain) => Contents(plain ? samples.Select(s => s with { Annotations = new(), Label = Math.Max(0, s.Label) }) : samples)).Sample(
                content =>
                {
                    using var entry = _catalog.Make(content);
                    var folder = _folder[Guid.NewGuid().ToString("N")];
                    if (ReadBack.Export(entry, layout, folder).Losses.Count == 0)
                        Assert.Equal(entry.Card.Fingerprint, ContentFingerprint.Of(ReadBack.Of(layout, folder)));
                    // Names are such that every system takes them.
                    Assert.All(Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)), name =>
                        Assert.DoesNotContain(name, c => c < ' ' || "<>:\"|?*\\".Contains(c, StringComparison.Ordinal)));
                },
                iter: 50, threads: 1);

    [Theory]
    [InlineData("voc")]
    [InlineData("yolo")]
    [InlineData("webdataset")]
    public void Ids_that_differ_in_their_endings_alone_stay_two(string layout)
    {
        SampleAnnotations said = new() { Objects = [new(1, new(0, 0, 1, 1))] };
        byte[] gif = [.. "GIF89a"u8, 2, 0, 2, 0, 0, 0, 0, .. ",\0\0\0\0"u8, 2, 0, 2, 0, 0, 2, 2, 0x84, 0x51, 0, .. ";"u8];
        using var entry = _catalog.Make(Contents([.. new[] { new Sample("a.png", Png(2, 2), -1), new("a", gif, -1), new("b", Png(3, 3), -1) }.Select(s => s with { Annotations = said })]));
        var folder = _folder[Guid.NewGuid().ToString("N")];
        ReadBack.Export(entry, layout, folder);
        Assert.Equal(3, ReadBack.Of(layout, folder).Splits.Sum(s => s.Samples.Count()));
    }

    [Theory]
    [InlineData("coco", "coco", "coco", "parquet", "webdataset", "croissant")]
    [InlineData("voc", "voc/VOCdevkit", "voc", "parquet", "webdataset")]
    [InlineData("tiny-imagenet", "tiny-imagenet-200", "parquet", "webdataset")]
    public void Real_sets_come_back_as_they_were(string format, string folder, params string[] layouts)
    {
        using var entry = _catalog.Make(DatasetFormats.Named(format).Load(Tree.Of(SharedData.Path(["data", .. folder.Split('/')]))));
        foreach (var layout in layouts)
        {
            Assert.Equal([], ReadBack.Export(entry, layout, _folder[layout]).Losses);
            Assert.Equal(entry.Card.Fingerprint, ContentFingerprint.Of(ReadBack.Of(layout, _folder[layout])));
        }
    }

    [Fact]
    public void Real_masks_become_boxes_for_YOLO_and_that_is_told()
    {
        using var entry = _catalog.Make(DatasetFormats.Named("coco").Load(Tree.Of(SharedData.Path("data", "coco"))));
        var told = ReadBack.Export(entry, "yolo", _folder["yolo"]).Losses;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', told));
        Assert.Contains(told, l => l.What == "crowds, left out" && l.Count == 5);
        var read = ReadBack.Of("yolo", _folder["yolo"]);
        Assert.Equal(419, read.Splits.Sum(s => s.Samples.Sum(x => x.Annotations.Objects.Count)));
        Assert.Equal(entry.Card.Classes, read.Classes);
    }

    [Theory]
    [InlineData("parquet")]
    [InlineData("imagefolder")]
    [InlineData("webdataset")]
    [InlineData("coco")]
    [InlineData("voc")]
    [InlineData("yolo")]
    [InlineData("csv")]
    [InlineData("croissant")]
    public void Images_of_no_class_come_back_or_that_is_told(string layout)
    {
        using var entry = _catalog.Make(new([], [TestCatalog.Split("train", [new("a", Png(1, 1), -1), new("b", Png(2, 1), -1)])]));
        if (ReadBack.Export(entry, layout, _folder["out"]).Losses.Count == 0)
            Assert.Equal(entry.Card.Fingerprint, ContentFingerprint.Of(ReadBack.Of(layout, _folder["out"])));
        else
            Assert.False(layout is "parquet" or "webdataset" or "croissant");
    }

    [Fact]
    public void A_table_tells_that_its_readers_want_a_label_of_every_image()
    {
        using var entry = _catalog.Make(new(Names, [TestCatalog.Split("train", [new("a", Png(1, 1), 0), new("b", Png(1, 1), 1), new("c", Png(1, 1), -1)])]));
        Assert.Contains(ReadBack.Export(entry, "csv", _folder["csv"]).Losses, l => l.What.Contains("needs no label", StringComparison.Ordinal) && l.Count == 1);
    }

    // Also that nothing is said to be lost.
    private void Holds(string layout, DatasetContent content)
    {
        using var entry = _catalog.Make(content);
        var folder = _folder[Guid.NewGuid().ToString("N")];
        var result = ReadBack.Export(entry, layout, folder);
        Assert.Equal([], result.Losses.Where(l => layout is not ("parquet" or "croissant" or "yolo") || l.What != "names of keypoints"));
        var read = ReadBack.Of(layout, folder);
        foreach (var (before, after) in entry.Splits.Select(s => (s, read.Splits.Single(r => r.Name == s.Name))))
        {
            var samples = after.Samples.ToList();
            Assert.Equal(Enumerable.Range(0, before.Count).Select(before.Id), samples.Select(s => s.Id));
            for (var i = 0; i < samples.Count; i++)
                Assert.Equal(AnnotationBytes.Of(before.Annotations(i)), AnnotationBytes.Of(samples[i].Annotations));
        }
        Assert.Equal(entry.Card.Classes, read.Classes);
        Assert.Equal(entry.Card.Fingerprint, ContentFingerprint.Of(read));
        Directory.Delete(folder, recursive: true);
    }

    private static Gen<string> AnyId { get; } = Gen.OneOf(
        Gen.String[Gen.Char['\u0020', '\ud7ff'], 0, 12], Gen.String[Gen.Char.AlphaNumeric, 0, 200], Of("ab/.\\ ~%CON", 9),
        Gen.Const("../../x.png"), Gen.Const("/etc/passwd"), Gen.Const("nul"), Gen.Const("a.jpg"), Gen.Const("A.JPG"), Gen.Const("\ud83d\udc15/1.png"));

    private static Gen<string> Of(string characters, int longest) => Gen.Int[0, characters.Length - 1].Select(i => characters[i]).Array[1, longest].Select(c => new string(c));

    private static Gen<string> Key { get; } = Of("abcXYZ019_", 8);

    private static Gen<byte[]> Pictures { get; } = Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Png);

    private static Gen<Box> AnyBox { get; } = Gen.Select(Gen.Double[-1e4, 1e4], Gen.Double[-1e4, 1e4], Gen.Double[0, 1e3], Gen.Double[0, 1e3], (x, y, w, h) => new Box(x, y, w, h));

    private static Gen<Box> WholeBox { get; } = Gen.Select(Gen.Int[0, 500], Gen.Int[0, 500], Gen.Int[1, 500], Gen.Int[1, 500], (x, y, w, h) => new Box(x, y, w, h));

    private static Gen<Box> WithinBox { get; } = Gen.Select(Gen.Int[0, 7], Gen.Int[0, 7], Gen.Int[1, 8], Gen.Int[1, 8], (x, y, w, h) => new Box(x, y, w, h));

    // Of bicycles, two keypoints; of the others none.
    private static Gen<ObjectAnnotation> CocoObject { get; } = Gen.Select(AnyAnnotations.Object, AnyBox, Gen.Double[0, 1e6], Gen.Bool).Select((o, box, area, masked) => o with
    {
        Box = box,
        Area = area,
        Mask = null,
        Polygons = masked ? [] : o.Polygons,
        Keypoints = o.Category == 1 && o.Keypoints.Count >= 2 ? [o.Keypoints[0] with { Visibility = 2 }, o.Keypoints[1]] : [],
    });

    private static byte[] Png(int width, int height) => StoredPng.Encode(new byte[width * height], width, height);

    private static Sample Detected(string id, byte[] image, IEnumerable<ObjectAnnotation> objects)
    {
        ObjectAnnotation[] all = [.. objects];
        return new(id, image, Sample.Unlabelled) { Annotations = new() { Objects = all, Labels = SampleStream.LabelsOf(all) } };
    }

    // An empty text is one that is not there, for some.
    private static SampleAnnotations Fit(SampleAnnotations said) => said with { License = said.License is "" ? null : said.License, SourceUrl = said.SourceUrl is "" ? null : said.SourceUrl };

    private static Sample[] Distinct(Sample[] samples) => [.. samples.DistinctBy(s => s.Id, StringComparer.OrdinalIgnoreCase)];

    private static Sample[] Sorted(Sample[] samples) => [.. samples.OrderBy(s => s.Id, StringComparer.Ordinal)];

    // One of each class, for readers that know a class by its samples.
    private static IEnumerable<Sample> Every(Sample[] samples) => samples.Concat(Names.Select((_, i) => new Sample($"_every{i}", Png(1, 1), i)));

    private static DatasetContent Contents(IEnumerable<Sample> samples)
    {
        var all = samples.ToList();
        var half = (all.Count + 1) / 2;
        return new(Names, [TestCatalog.Split("train", [.. all.Take(half)]), .. all.Count > 1 ? new[] { TestCatalog.Split("test", [.. all.Skip(half)]) } : []]) { Kinds = AnyAnnotations.All };
    }

    private static DatasetContent Paths(DatasetContent content, Func<string, Sample, string> path) => content with
    {
        Splits = [.. content.Splits.Select(s => TestCatalog.Split(s.Name, [.. s.Samples.Select(x => x with { Id = path(s.Name, x) }).OrderBy(x => x.Id, StringComparer.Ordinal)]))],
    };
}
