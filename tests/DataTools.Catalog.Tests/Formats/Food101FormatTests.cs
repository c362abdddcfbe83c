using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Food101;
using DataTools.Catalog.Formats.Imagenette;

namespace DataTools.Catalog.Tests.Formats;

public sealed class Food101FormatTests
{
    [Fact]
    public void Images_are_read_by_the_lists()
    {
        var files = Set("waffles/2\napple_pie/1\n", "waffles/3");
        Assert.Same(Food101Format.Format, DatasetFormats.Of(files));
        var content = Food101Format.Format.Load(files);
        Assert.Equal(["apple_pie", "waffles"], content.Classes);
        Assert.Equal(
            [("train", "apple_pie/1", 0, "apple_pie/1.jpg"), ("train", "waffles/2", 1, "waffles/2.jpg"), ("test", "waffles/3", 1, "waffles/3.jpg")],
            content.Samples().SelectMany(s => s.Value.Select(x => (s.Key, x.Id, x.Label, x.Path!))));
    }

    [Fact]
    public void What_cannot_be_is_told()
    {
        Assert.Equal("set: f/meta/test.txt, line 1: waffles/2 was there before (f/meta/train.txt, line 1)", Refused(Set("waffles/2", "waffles/2")));
        Assert.Equal("set: f/meta/train.txt, line 2: waffles/2 was there before (f/meta/train.txt, line 1)", Refused(Set("waffles/2\nwaffles/2", "")));
        Assert.Equal("set: f/meta/train.txt, line 1: pizza/2 is of no class of f/meta/classes.txt", Refused(Set("pizza/2", "")));
        Assert.Equal("bad sample set: waffles/9: the image is missing (f/meta/train.txt, line 2)", Refused(Set("waffles/2\nwaffles/9", "")));
        Assert.Equal("set: f/meta/classes.txt: the class waffles is there twice", Refused(Set("waffles/2", "").With("f/meta/classes.txt", "waffles\nwaffles")));
    }

    [Fact]
    public void Whatever_a_list_is_changed_to_there_is_content_or_an_error_of_ours()
    {
        foreach (var path in new[] { "f/meta/train.txt", "f/meta/classes.txt" })
            Food101Format.Format.FuzzBriefly(Set("waffles/2\napple_pie/1\n", "waffles/3"), path);
    }

    [Fact]
    public void Imagenette_has_names_for_its_folders()
    {
        var files = Tree.Of(["i/train/n01440764/a.JPEG", "i/val/n03888257/b.JPEG"], ("i/noisy_imagenette.csv", "path"));
        Assert.Same(ImagenetteFormat.Format, DatasetFormats.Of(files));
        var content = ImagenetteFormat.Format.Load(files);
        Assert.Equal(["tench", "parachute"], [content.Classes[0], content.Classes[9]]);
        Assert.Equal([("train/n01440764/a.JPEG", 0), ("val/n03888257/b.JPEG", 9)], content.Samples().Values.SelectMany(s => s.Select(x => (x.Id, x.Label))));
        var other = Tree.Of(["i/train/n01440764/a.JPEG", "i/val/n00000001/b.JPEG"]);
        Assert.Null(ImagenetteFormat.Format.Recognise(other));
        Assert.Equal("set: i/val/n00000001/b.JPEG: it belongs to none of the ten classes of Imagenette", ImagenetteFormat.Format.Refused(other).Message);
    }

    private static string Refused(FileList files) => Food101Format.Format.Refused(files).Message;

    private static FileList Set(string train, string test) => Tree.Of(
        ["f/images/apple_pie/1.jpg", "f/images/apple_pie/unlisted.jpg", "f/images/waffles/2.jpg", "f/images/waffles/3.jpg"],
        ("f/meta/classes.txt", "apple_pie\nwaffles\n"), ("f/meta/train.txt", train), ("f/meta/test.txt", test));
}
