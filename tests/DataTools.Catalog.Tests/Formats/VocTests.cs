using System.Text;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Voc;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class VocTests
{
    private static readonly DatasetFormat Format = VocFormat.Format;

    [Fact]
    public void The_real_devkit_is_read()
    {
        var files = Tree.Of(SharedData.Path("data", "voc", "VOCdevkit"));
        Assert.Equal("VOC2012/Annotations/ with 60 XML files beside 60 images", Format.Recognise(files));
        var content = Format.Load(files);
        Assert.Equal(20, content.Classes.Count);
        Assert.Equal(AnnotationKinds.Labels | AnnotationKinds.Objects, content.Kinds);
        var samples = content.Samples();
        Assert.Equal([("train", 40L), ("validation", 20L)], content.Splits.Select(s => (s.Name, s.ExpectedCount!.Value)));
        Assert.Equal((40, 20), (samples["train"].Count, samples["validation"].Count));
        Assert.Equal(167, samples.Values.Sum(s => s.Sum(x => x.Annotations.Objects.Count)));

        var first = samples["train"][0];
        Assert.Equal(("2007_000027", Sample.Unlabelled, "VOC2012/JPEGImages/2007_000027.jpg"), (first.Id, first.Label, first.Path));
        Assert.Equal(File.ReadAllBytes(SharedData.Path("data", "voc", "VOCdevkit", first.Path!)), first.Image.ToArray());
        // 174, 101, 349, 351 in the file.
        var person = Assert.Single(first.Annotations.Objects);
        Assert.Equal(("person", new Box(173, 100, 176, 251), ObjectFlags.None), (content.Classes[person.Category], person.Box, person.Flags));
        Assert.Equal([person.Category], first.Annotations.Labels);
        Assert.All(samples.Values.SelectMany(s => s), s =>
        {
            var (width, height) = ImageSize.Of(s.Image.Span)!.Value;
            Assert.All(s.Annotations.Objects, o => Assert.True(o.Box.IsWithin(width, height, 0) && !o.Box.IsEmpty));
        });
        Assert.Contains(samples["train"].SelectMany(s => s.Annotations.Objects), o => o.Flags.HasFlag(ObjectFlags.Difficult));
    }

    [Fact]
    public void Masks_of_objects_come_in_the_order_of_the_annotation()
    {
        byte[] pixels = [1, 1, 255, 2, 0, 1, 255, 2];
        var png = IndexedPngTests.Png(new(4, 2, 8, pixels, [0, 0]));
        (string, byte[])[] kit =
        [
            ("kit/Annotations/a.xml", Encoding.UTF8.GetBytes(Xml(Object("dog", "1", "1", "2", "2"), Object("cat", "4", "1", "4", "2"), Object("cat", "1", "1", "1", "1")))),
            ("kit/JPEGImages/a.jpg", [1]), ("kit/SegmentationObject/a.png", png),
        ];
        FileList Files(params (string Path, byte[] Bytes)[] files) => new("set", files.Select(f => Tree.Bytes(f.Path, f.Bytes)));
        var objects = Format.Load(Files(kit)).Samples()["train"].Single().Annotations.Objects;
        Assert.Equal(new byte[] { 1, 1, 0, 0, 0, 1, 0, 0 }, objects[0].Mask!.ToPixels());
        Assert.Equal(new byte[] { 0, 0, 0, 1, 0, 0, 0, 1 }, objects[1].Mask!.ToPixels());
        Assert.Null(objects[2].Mask);

        kit[2] = kit[2] with { Item2 = IndexedPngTests.Png(new(4, 2, 8, [4, 0, 0, 0, 0, 0, 0, 0], [0, 0])) };
        var fault = Assert.Throws<BadSampleException>(() => Format.Load(Files(kit)).Samples());
        Assert.Contains("SegmentationObject/a.png: its pixels count 4 objects, the annotation has 3", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_parts_fractions_masks_and_sets_are_understood()
    {
        var content = Format.Load(Set(
            ("kit/Annotations/a.xml", Xml(Object("person", "1.5", "1", "3", "2", "<truncated>1</truncated><occluded>1</occluded><difficult>0</difficult><part><name>head</name><bndbox><xmin>1</xmin></bndbox></part>"), Object("dog", "1", "1", "4", "2"))),
            ("kit/Annotations/b.xml", Xml()),
            ("kit/ImageSets/Main/train.txt", "\uFEFFa\r\n\r\n"), ("kit/ImageSets/Main/val.txt", "b.png  1\n"), ("kit/ImageSets/Main/trainval.txt", "a\nb\nc\n"),
            ("kit/ImageSets/Main/test.txt", "d"), ("kit/Annotations/c.xml", Xml()), ("kit/SegmentationClass/a.png", "mask")));
        var samples = content.Samples();
        Assert.Equal(["a", "c"], samples["train"].Select(s => s.Id));
        Assert.Equal(["b"], samples["validation"].Select(s => s.Id));
        // The test images of VOC come without annotations.
        Assert.Equal(SampleAnnotations.None with { Objects = [], Labels = [] }, samples["test"].Single().Annotations with { Objects = [], Labels = [] });
        var a = samples["train"][0].Annotations;
        Assert.Equal([new Box(0.5, 0, 2.5, 2), new Box(0, 0, 4, 2)], a.Objects.Select(o => o.Box));
        Assert.Equal(ObjectFlags.Truncated | ObjectFlags.Occluded, a.Objects[0].Flags);
        Assert.Equal(["dog", "person"], a.Labels.Select(l => content.Classes[l]));
        Assert.Equal("mask"u8, a.Segmentation.Span);
        Assert.True(content.Kinds.HasFlag(AnnotationKinds.Segmentation));
        // The pixels of the mask count the official classes.
        Assert.Equal("aeroplane", content.Classes[0]);
    }

    [Fact]
    public void Without_lists_all_is_train_and_own_classes_are_in_order()
    {
        var content = Format.Load(Set(("kit/Annotations/a.xml", Xml(Object("zebra", "1", "1", "3", "2"), Object("ant", "1", "1", "4", "2"))), ("kit/Annotations/b.xml", Xml()), ("kit/Annotations/c.xml", Xml()), ("kit/Annotations/d.xml", Xml())));
        Assert.Equal(["ant", "zebra"], content.Classes);
        Assert.Equal(4, content.Samples()["train"].Count);
    }

    [Fact]
    public void Two_years_lie_side_by_side()
    {
        var files = Tree.Of(["VOC2007/JPEGImages/1.jpg", "VOC2012/JPEGImages/1.jpg"], ("VOC2007/Annotations/1.xml", Xml()), ("VOC2012/Annotations/1.xml", Xml()));
        Assert.Equal(["VOC2007/1", "VOC2012/1"], Format.Load(files).Samples()["train"].Select(s => s.Id));
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("<annotation><object>", "line 1: it is no XML that can be read")]
    [InlineData("not XML at all", "line 1: it is no XML that can be read")]
    [InlineData("{\"a\": 1}", "line 1: it is no XML that can be read")]
    [InlineData("<html/>", "its root is <html>")]
    [InlineData("<!DOCTYPE annotation [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><annotation>&a;</annotation>", "DTD is prohibited")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><annotation>&c;</annotation>", "DTD is prohibited")]
    [InlineData("<annotation>\n<object><bndbox/></object></annotation>", "line 2, object 1: it has no name")]
    [InlineData("<annotation>\n<object><name>a</name></object></annotation>", "line 2, object 1: it has no bndbox")]
    [InlineData("<annotation><object><name>a</name>\n\n<bndbox><xmin>1</xmin><ymin>1</ymin><xmax>1</xmax></bndbox></object></annotation>", "line 3, object 1: its bndbox has no ymax")]
    [InlineData("<annotation><object><name>a</name><bndbox>\n<xmin>1,5</xmin><ymin>1</ymin><xmax>1</xmax><ymax>1</ymax></bndbox></object></annotation>", "line 2, object 1: xmin '1,5' is no number (write decimals with a point)")]
    [InlineData("<annotation><object><name>a</name><bndbox>\n<xmin>1e999</xmin><ymin>1</ymin><xmax>1</xmax><ymax>1</ymax></bndbox></object></annotation>", "xmin '1e999' is no number")]
    public void A_broken_annotation_is_a_bad_sample_with_its_place(string xml, string reason)
    {
        var files = Set(("kit/Annotations/a.xml", xml), ("kit/Annotations/b.xml", Xml(Object("cat", "1", "1", "4", "2"))), ("kit/ImageSets/Main/train.txt", "a\nb"));
        var error = Assert.IsType<BadSampleException>(Format.Refused(files));
        Assert.Equal("set: kit/Annotations/a.xml", error.Sample);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);

        var faults = new List<BadSampleException>();
        Assert.Equal(["b"], Format.Load(files, Tree.Lenient(faults)).Samples()["train"].Select(s => s.Id));
        Assert.Single(faults);
    }

    [Fact]
    public void What_is_missing_is_told()
    {
        var missing = Format.Refused(Set(("kit/Annotations/a.xml", Xml()), ("kit/ImageSets/Main/train.txt", "a\nnone")));
        Assert.Equal("bad sample set: kit/JPEGImages/none: the image is missing (kit/ImageSets/Main/train.txt, line 2)", missing.Message);
        missing = Format.Refused(Set(("kit/Annotations/a.xml", Xml()), ("kit/ImageSets/Main/train.txt", "a\nb")));
        Assert.Equal("bad sample set: kit/Annotations/b.xml: the annotation is missing", missing.Message);
        missing = Format.Refused(Tree.Of(["kit/JPEGImages/a.png"], ("kit/Annotations/a.xml", Xml()), ("kit/Annotations/b.xml", Xml())));
        Assert.Contains("JPEGImages/b: the image is missing", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_that_contradict_each_other_are_told()
    {
        var error = Assert.IsType<CorruptFileException>(Format.Refused(Set(("kit/Annotations/a.xml", Xml()), ("kit/ImageSets/Main/train.txt", "a"), ("kit/ImageSets/Main/val.txt", "b\na"))));
        Assert.Equal("set: kit/ImageSets/Main/val.txt, line 2: a was there before (kit/ImageSets/Main/train.txt, line 1)", error.Message);
        error = Assert.IsType<CorruptFileException>(Format.Refused(Set(("kit/Annotations/a.xml", Xml()), ("kit/ImageSets/Main/test.txt", "a\na"))));
        Assert.Contains("test.txt, line 2: a was there before", error.Message, StringComparison.Ordinal);
        error = Assert.IsType<CorruptFileException>(Format.Refused(Tree.Of(["JPEGImages/a.png", "JPEGImages/a.jpg"], ("Annotations/a.xml", Xml()))));
        Assert.Contains("JPEGImages/a.jpg: it has the name of a.png", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_is_no_text_is_corrupt()
    {
        var files = Set(("kit/Annotations/a.xml", Xml())).With("kit/ImageSets/Main/train.txt", [(byte)'a', 10, 0xff, 0xfe, 0xfd]);
        Assert.Contains("train.txt: line", Assert.IsType<CorruptFileException>(Format.Refused(files)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_larger_than_any_annotation_is_not_read()
    {
        var files = new FileList("set", [new("Annotations/a.xml", 1L << 40, () => throw new InvalidOperationException("opened")), Tree.Bytes("JPEGImages/a.png", Tree.Png)]);
        Assert.Contains("more than the 4 MiB", Assert.IsType<BadSampleException>(Format.Refused(files)).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kit/Annotations/a.xml")]
    [InlineData("kit/ImageSets/Main/val.txt")]
    public void Any_change_of_a_file_gives_samples_or_an_error(string path) => Format.Fuzz(
        Set(
            ("kit/Annotations/a.xml", Xml(Object("cat", "1", "1", "4", "2", "<truncated>1</truncated>"), Object("dog", "1", "1", "2.5", "1"))), ("kit/Annotations/b.xml", Xml()),
            ("kit/ImageSets/Main/train.txt", "a\n"), ("kit/ImageSets/Main/val.txt", "b\n")), path);

    private static FileList Set(params (string Path, string Text)[] files) =>
        Tree.Of(["kit/JPEGImages/a.png", "kit/JPEGImages/b.png", "kit/JPEGImages/c.png", "kit/JPEGImages/d.png"], files);

    private static string Xml(params string[] objects) => $"<?xml version=\"1.0\"?>\n<annotation><filename>x</filename>\n{string.Join('\n', objects)}</annotation>";

    private static string Object(string name, string left, string top, string right, string bottom, string more = "") =>
        $"<object><name>{name}</name>{more}<bndbox><xmin>{left}</xmin><ymin>{top}</ymin><xmax>{right}</xmax><ymax>{bottom}</ymax></bndbox></object>";
}
