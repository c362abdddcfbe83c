using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Voc;
using DataTools.Catalog.Formats.Yolo;
using DataTools.Catalog.Tests.Annotations;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class YoloTests
{
    private static readonly DatasetFormat Format = YoloFormat.Format;

    [Fact]
    public void Boxes_are_those_of_the_same_images_as_VOC()
    {
        var devkit = SharedData.Path("data", "voc", "VOCdevkit", "VOC2012");
        var voc = VocFormat.Format.Load(Tree.Of(devkit));
        var files = new FileList("set", [.. Tree.Listed(SharedData.Path("data", "voc", "other-formats", "yolo")), .. Tree.Listed(Path.Combine(devkit, "JPEGImages"), "obj_train_data/")]);
        Assert.Equal("obj_train_data/2007_000027.txt with objects of obj_train_data/2007_000027.jpg, classes in obj.names", Format.Recognise(files));
        var yolo = Format.Load(files);
        Assert.Equal(("person", 20), (yolo.Classes[0], yolo.Classes.Count));
        var samples = yolo.Samples()["train"].ToDictionary(s => Path.GetFileNameWithoutExtension(s.Id));
        Assert.Equal(60, samples.Count);
        foreach (var sample in voc.Samples().Values.SelectMany(s => s))
        {
            var other = samples[sample.Id].Annotations.Objects;
            Assert.Equal(sample.Annotations.Objects.Count, other.Count);
            foreach (var o in sample.Annotations.Objects)
            {
                // The tool that wrote it took the corners for points: a pixel less.
                Assert.Contains(other, y => yolo.Classes[y.Category] == voc.Classes[o.Category] && Math.Abs(y.Box.X - o.Box.X) <= 1.01 && Math.Abs(y.Box.Y - o.Box.Y) <= 1.01
                    && Math.Abs(y.Box.Right - o.Box.Right) <= 1.01 && Math.Abs(y.Box.Bottom - o.Box.Bottom) <= 1.01);
            }
        }
    }

    [Theory]
    [InlineData("0 0,5 0,5 1 1")]
    [InlineData("0 0.5")]
    [InlineData("\u0001\u0002")]
    public void Damaged_labels_do_not_hide_what_the_set_is(string text)
    {
        var files = Tree.Of(["images/train/a.png"], ("data.yaml", "train: images/train\nnames: [cat, dog]\n"), ("labels/train/a.txt", text));
        Assert.Equal("classes and images/train/ in data.yaml", Format.Recognise(files));
        Assert.Contains("labels/train/a.txt: line 1", Format.Refused(files).Message, StringComparison.Ordinal);
        Assert.Null(Format.Recognise(files.With("data.yaml", "train: elsewhere\nnames: [cat, dog]\n")));
    }

    [Theory]
    [InlineData("names: [cat, dog]\nnc: 2\ntrain: ../train/images\nval: ../valid/images\ntest: ../test/images\n")]
    [InlineData("\uFEFFpath: ../datasets/set # root\ntrain: train/images\nval: [valid/images]\ntest:\nnames:\n  0: cat\n  1: dog\n")]
    [InlineData("names: [cat, dog]\ntrain: /content/set/train/images\nval: C:\\data\\valid\\images\n")]
    [InlineData("names: [cat, dog]\ntrain: lists/train.txt\nval: valid/images\n")]
    public void Names_and_splits_are_what_the_yaml_says(string yaml)
    {
        var content = Format.Load(Tree.Of(
            ["kit/train/images/a.png", "kit/train/images/b.png", "kit/valid/images/c.png"],
            ("kit/data.yaml", yaml), ("kit/lists/train.txt", "./train/images/a.png\n/home/me/train/images/b.png\n"), ("kit/train/labels/a.txt", "1 0.5 0.5 0.5 1\n"), ("kit/valid/labels/c.txt", "")));
        Assert.Equal(["cat", "dog"], content.Classes);
        var samples = content.Samples();
        Assert.Equal(["kit/train/images/a.png", "kit/train/images/b.png"], samples["train"].Select(s => s.Id));
        Assert.Equal(["kit/valid/images/c.png"], samples["validation"].Select(s => s.Id));
        Assert.Equal(2, samples.Count);
        AnyAnnotations.AssertSame(new() { Labels = [1], Objects = [new(1, new(1, 0, 2, 2))] }, samples["train"][0].Annotations);
        Assert.Equal(AnnotationKinds.None, samples["train"][1].Annotations.Kinds);
    }

    [Fact]
    public void Outlines_and_keypoints_become_pixels()
    {
        var content = Format.Load(Tree.Of(["images/val/a.png"], ("classes.txt", "cat\r\ndog\r\n"), ("labels/val/a.txt", "\uFEFF0 0 0 0.5 0 0.5 1e0\n\n1 0.5 0.5 1 1")));
        AnyAnnotations.AssertSame(
            new() { Labels = [0, 1], Objects = [new(0, new(0, 0, 2, 2)) { Polygons = [[0, 0, 2, 0, 2, 2]] }, new(1, new(0, 0, 4, 2))] }, content.Samples()["validation"].Single().Annotations);
        content = Format.Load(Tree.Of(["images/a.png"], ("p.yaml", "names: {0: cat}\nkpt_shape: [2, 3]\ntrain: images"), ("labels/a.txt", "0 0.5 0.5 1 1 0.25 0.5 2 0 0 0")));
        Assert.Equal([new(1, 1, 2), new(0, 0, 0)], content.Samples()["train"][0].Annotations.Objects[0].Keypoints);
        Assert.Equal(["1", "2"], content.Keypoints.Single().Names);
        content = Format.Load(Tree.Of(["images/a.png"], ("p.yaml", "names: {0: cat}\nkpt_shape: [2, 2]\ntrain: images"), ("labels/a.txt", "0 0.5 0.5 1 1 0.25 0.5 0 0")));
        Assert.Equal([new(1, 1, 2), new(0, 0, 0)], content.Samples()["train"][0].Annotations.Objects[0].Keypoints);
    }

    [Fact]
    public void Darknet_lists_give_the_splits_where_they_are_there()
    {
        (string, string)[] files = [("obj.names", "cat"), ("obj.data", "classes = 1\ntrain = data/train.txt\nvalid = data/valid.txt\nbackup = b"), ("obj_train_data/a.txt", "0 .5 .5 1 1"), ("obj_train_data/b.txt", "")];
        var images = new[] { "obj_train_data/a.png", "obj_train_data/b.png" };
        Assert.Equal(2, Format.Load(Tree.Of(images, files)).Samples()["train"].Count);
        var samples = Format.Load(Tree.Of(images, [.. files, ("train.txt", "data/obj_train_data/b.png"), ("data/valid.txt", "data/obj_train_data/a.png")])).Samples();
        Assert.Equal("obj_train_data/b.png", samples["train"].Single().Id);
        Assert.Equal("obj_train_data/a.png", samples["validation"].Single().Id);
    }

    [Theory]
    [InlineData("2 0.5 0.5 1 1", "line 1: class 2 is not one of the 2")]
    [InlineData("-1 0.5 0.5 1 1", "line 1: class -1 is not one of the 2")]
    [InlineData("0.5 0.5 0.5 1 1", "line 1: class 0.5 is not one of the 2")]
    [InlineData("0 0.5 0.5 1 1\n\n0 0,5 0.5 1 1", "line 3: '0,5' is no number (write decimals with a point)")]
    [InlineData("0 0.5 0.5 NaN 1", "line 1: 'NaN' is no number")]
    [InlineData("0 0.5 0.5 1", "line 1: it has 4 numbers")]
    [InlineData("0 0.5 0.5 1 1 0.9", "line 1: it has 6 numbers")]
    [InlineData("0 120 0.5 1 1", "line 1: 120 is not within 0 and 1: YOLO counts in parts of the image, not in pixels")]
    [InlineData("cat 0.5 0.5 1 1", "line 1: 'cat' is no number")]
    public void A_broken_line_is_a_bad_sample_with_its_place(string labels, string reason)
    {
        var files = Tree.Of(["images/a.png", "images/b.png"], ("classes.txt", "cat\ndog"), ("labels/a.txt", labels));
        var error = Assert.IsType<BadSampleException>(Format.Refused(files));
        Assert.Equal("set: labels/a.txt", error.Sample);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(["images/b.png"], Format.Load(files, Tree.Lenient([])).Samples()["train"].Select(s => s.Id));
    }

    [Theory]
    [InlineData("names: [cat, dog", "it is no YAML that can be read")]
    [InlineData("names: [cat, cat]", "the class 'cat' appears twice")]
    [InlineData("names: {0: cat, 2: dog}", "names has no class 1")]
    [InlineData("names: {a: cat}", "names are not numbered so")]
    [InlineData("names: []", "it names no class")]
    [InlineData("names: [[a]]", "line 1: names is no list of texts")]
    [InlineData("nc: 3\nnames: [cat, dog]", "nc is 3, but there are 2 names")]
    [InlineData("names: [cat]\ntrain: ../train/images", "train: there is no ../train/images in the data set")]
    [InlineData("names: [cat]\ntrain: images\nval: lists.txt", "val: there is no lists.txt in the data set")]
    [InlineData("names: [cat]\ntrain: list.txt", "list.txt: line 2: there is no image images/none.png")]
    [InlineData("names: [cat]\nkpt_shape: [17]", "kpt_shape is [17]")]
    [InlineData("names: &a [cat]\ntrain: *a", "an alias has no place here")]
    [InlineData("names: [[[[[[[[[[[[[[[[[[[[[[cat]]]]]]]]]]]]]]]]]]]]]]", "nested too deeply")]
    public void A_broken_yaml_is_corrupt_and_says_how(string yaml, string reason)
    {
        var error = Assert.IsType<CorruptFileException>(Format.Refused(Tree.Of(["images/a.png"], ("data.yaml", yaml), ("labels/a.txt", "0 0.5 0.5 1 1"), ("list.txt", "images/a.png\nimages/none.png"))));
        Assert.StartsWith(reason.StartsWith("list", StringComparison.Ordinal) ? "set: list.txt" : "set: data.yaml", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_names_or_size_it_says_so()
    {
        Assert.Contains("nothing names its classes", Format.Refused(Tree.Of(["images/a.png"], ("labels/a.txt", "0 0.5 0.5 1 1"))).Message, StringComparison.Ordinal);
        var error = Format.Refused(Tree.Of([], ("classes.txt", "cat"), ("labels/a.txt", "0 0.5 0.5 1 1"), ("images/a.png", "no png")));
        Assert.Contains("images/a.png: its header tells no width and height", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("labels/a.txt")]
    [InlineData("data.yaml")]
    [InlineData("list.txt")]
    [InlineData("images/a.png")]
    public void Any_change_of_a_file_gives_samples_or_an_error(string path) => Format.Fuzz(
        Tree.Of(
            ["images/a.png", "images/b.png"], ("data.yaml", "path: .\nnc: 2\nnames:\n  0: cat\n  1: dog\ntrain: images\nval: list.txt\n"), ("list.txt", "./images/b.png\n"),
            ("labels/a.txt", "0 0.5 0.5 1 1\n1 0 0 0.5 0 0.5 1\n"), ("labels/b.txt", "")), path);
}
