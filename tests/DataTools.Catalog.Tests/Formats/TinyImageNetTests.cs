using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.TinyImageNet;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class TinyImageNetTests
{
    private static readonly DatasetFormat Format = TinyImageNetFormat.Format;

    [Fact]
    public void The_real_subset_is_read()
    {
        var root = SharedData.Path("data", "tiny-imagenet-200");
        var content = Format.Load(Tree.Of(root));
        Assert.Equal("wnids.txt beside train", Format.Recognise(Tree.Of(root)));
        Assert.Equal((10, "guinea pig, Cavia cobaya"), (content.Classes.Count, content.Classes[0]));
        Assert.Equal(AnnotationKinds.Objects, content.Kinds);
        var samples = content.Samples();
        Assert.Equal((600, 200), (samples["train"].Count, samples["validation"].Count));
        Assert.All(samples["train"].GroupBy(s => s.Label), g => Assert.Equal(60, g.Count()));
        Assert.All(samples["validation"].GroupBy(s => s.Label), g => Assert.Equal(20, g.Count()));
        Assert.All(samples.Values.SelectMany(s => s), s =>
        {
            var only = Assert.Single(s.Annotations.Objects);
            Assert.Equal(s.Label, only.Category);
            Assert.True(only.Box.IsWithin(64, 64, 0) && !only.Box.IsEmpty);
            Assert.Equal((64, 64), ImageSize.Of(s.Image.Span));
        });
        // n02364673_0.JPEG: 3 23 49 46.
        var first = samples["train"].Single(s => s.Id == "train/n02364673/images/n02364673_0.JPEG");
        Assert.Equal((0, new Box(3, 23, 47, 24)), (first.Label, first.Annotations.Objects[0].Box));
        Assert.Equal(File.ReadAllBytes(Path.Combine(root, first.Path!)), first.Image.ToArray());
        // val_19.JPEG: n03763968 18 6 53 63.
        var val = samples["validation"].Single(s => s.Id == "val/images/val_19.JPEG");
        Assert.Equal(new Box(18, 6, 36, 58), val.Annotations.Objects[0].Box);
        Assert.Equal(samples["train"].Single(s => s.Id == "train/n03763968/images/n03763968_0.JPEG").Label, val.Label);
    }

    [Fact]
    public void Test_images_have_no_label_and_classes_of_one_name_keep_their_synset()
    {
        var content = Format.Load(Set().With("x/test/images/test_0.JPEG", Tree.Png).With("x/words.txt", "n1\tcrane\nn2\tcrane\n"));
        Assert.Equal(["crane (n2)", "crane (n1)"], content.Classes);
        var test = content.Samples()["test"].Single();
        Assert.Equal(("test/images/test_0.JPEG", Sample.Unlabelled, 0), (test.Id, test.Label, test.Annotations.Objects.Count));
        Assert.Equal(["n2", "n1"], Format.Load(Set()).Classes);
    }

    [Theory]
    [InlineData("x/val/val_annotations.txt", "v.JPEG\tn1\t1\t2\t3", "set: x/val/val_annotations.txt: line 1: it has 5 words")]
    [InlineData("x/val/val_annotations.txt", "v.JPEG\tn1\t1\t2\t3\t0,5", "line 1: '0,5' is no number (write decimals with a point)")]
    [InlineData("x/val/val_annotations.txt", "v.JPEG\tn1\t1\t2\t3\t4\nv.JPEG\tn1\t1\t2\t3\t4", "line 2: v.JPEG was there before")]
    [InlineData("x/val/val_annotations.txt", "v.JPEG\tn9\t1\t2\t3\t4", "set: x/val/images/v.JPEG: x/val/val_annotations.txt, line 1: n9 is not one of the 2 synsets")]
    [InlineData("x/val/val_annotations.txt", "w.JPEG\tn1\t1\t2\t3\t4", "set: x/val/images/v.JPEG: x/val/val_annotations.txt has no line of it")]
    [InlineData("x/val/val_annotations.txt", "v.JPEG\tn1\t1\t2\t3\t4\nw.JPEG\tn1\t1\t2\t3\t4", "set: w.JPEG: the image is missing (x/val/val_annotations.txt, line 2)")]
    [InlineData("x/train/n1/n1_boxes.txt", "n1_0.JPEG\t0\t0\t0\tx", "set: x/train/n1/n1_boxes.txt: line 1: 'x' is no number")]
    [InlineData("x/train/n1/n1_boxes.txt", "n1_7.JPEG\t0\t0\t0\t0", "set: n1_7.JPEG: the image is missing (x/train/n1/n1_boxes.txt, line 1)")]
    [InlineData("x/wnids.txt", "n1\nn1", "set: x/wnids.txt: line 2: n1 was there before")]
    [InlineData("x/wnids.txt", "n2", "set: x/train/n1/images/n1_0.JPEG: n1 is not one of the 1 synsets of wnids.txt")]
    public void What_is_broken_is_told_with_its_place(string path, string text, string reason) =>
        Assert.Contains(reason, Format.Refused(Set().With(path, text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_the_table_of_val_nothing_is_guessed() =>
        Assert.Contains("val/val_annotations.txt: the file is missing", Format.Refused(Set().Without("x/val/val_annotations.txt")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("x/val/val_annotations.txt")]
    [InlineData("x/wnids.txt")]
    [InlineData("x/train/n1/n1_boxes.txt")]
    public void Any_change_of_a_file_gives_samples_or_an_error(string path) => Format.Fuzz(Set(), path);

    private static FileList Set() => Tree.Of(
        ["x/train/n1/images/n1_0.JPEG", "x/train/n2/images/n2_0.JPEG", "x/val/images/v.JPEG"],
        ("x/wnids.txt", "\uFEFFn2\r\nn1\r\n"), ("x/train/n1/n1_boxes.txt", "n1_0.JPEG\t0\t0\t3\t1\n"), ("x/val/val_annotations.txt", "v.JPEG\tn1\t0\t0\t1\t1\n"));
}
