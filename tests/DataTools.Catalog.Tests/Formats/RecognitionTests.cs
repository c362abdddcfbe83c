using DataTools.Catalog.Formats;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class RecognitionTests
{
    // What each set of the shared data is; null where no format of annotations is to take it.
    private static readonly (string Folder, string? Format)[] Sets =
    [
        ("voc/VOCdevkit", "voc"), ("voc/VOCdevkit/VOC2012", "voc"), ("coco", "coco"), ("tiny-imagenet-200", "tiny-imagenet"),
        ("imagenet", null), ("kaggle/dogs-vs-cats", null), ("kaggle/cifar-10", null), ("kaggle/cifar-10-unpacked", null), ("exif-orientation", null),
        ("hf-parquet", null), ("cifar10", null), ("cifar100", null), ("fashion-mnist", null), ("weights", null), ("voc/other-formats", null),
    ];

    private static readonly string[] Annotated = ["voc", "coco", "tiny-imagenet", "webdataset", "yolo", "metadata"];

    [Fact]
    public void Each_real_set_is_recognised_by_its_own_format_alone()
    {
        foreach (var (folder, format) in Sets)
        {
            var files = Tree.Of(SharedData.Path(["data", .. folder.Split('/')]));
            Assert.Equal(format is null ? [] : [format], DatasetFormats.All.Where(f => Annotated.Contains(f.Name) && f.Recognise(files) is not null).Select(f => f.Name));
        }
    }

    [Fact]
    public void The_other_forms_of_VOC_beside_its_images_are_what_they_are()
    {
        var images = Tree.Listed(SharedData.Path("data", "voc", "VOCdevkit", "VOC2012", "JPEGImages"), "obj_train_data/").ToList();
        var other = Tree.Listed(SharedData.Path("data", "voc", "other-formats")).ToList();
        Assert.Equal("coco", DatasetFormats.Of(new("set", [.. images, .. other.Where(f => f.Name == "coco_instances.json")])).Name);
        Assert.Equal("yolo", DatasetFormats.Of(new("set", [.. images, .. other.Where(f => f.Path.StartsWith("yolo/", StringComparison.Ordinal)).Select(f => f with { Path = f.Path["yolo/".Length..] })])).Name);
    }

    [Theory]
    [InlineData("webdataset", "train-0/a.png", "train-0/a.cls", "1", "classes.txt", "x\ny", "train-0/a.txt", "a caption")]
    [InlineData("yolo", "a.png", "a.txt", "0 0.5 0.5 1 1", "classes.txt", "x", "notes.json", "{}")]
    [InlineData("metadata", "a.png", "metadata.jsonl", "{\"file_name\": \"a.png\", \"label\": 1}", "b.txt", "", "c.txt", "")]
    public void Small_sets_too(string format, string image, string path1, string text1, string path2, string text2, string path3, string text3)
    {
        var files = Tree.Of([image], (path1, text1), (path2, text2), (path3, text3));
        Assert.Equal([format], DatasetFormats.All.Where(f => Annotated.Contains(f.Name) && f.Recognise(files) is not null).Select(f => f.Name));
    }

    [Fact]
    public void A_format_forced_on_what_it_is_not_says_so()
    {
        foreach (var format in DatasetFormats.All.Where(f => f.Name != "unlabelled"))
        {
            foreach (var files in new[] { new FileList("set", []), Tree.Of(("readme.md", "x")), Tree.Of(["a.png"]) })
            {
                var error = Assert.ThrowsAny<DataToolsException>(() => format.Load(files).Samples());
                Assert.Contains("set", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Every_format_has_a_name_of_its_own()
    {
        Assert.Equal(DatasetFormats.All.Count, DatasetFormats.All.Select(f => f.Name).Distinct().Count());
        Assert.All(Annotated, name => Assert.Equal(name, DatasetFormats.Named(name).Name));
    }
}
