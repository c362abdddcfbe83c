using System.Text;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.OxfordPets;

namespace DataTools.Catalog.Tests.Formats;

public sealed class OxfordPetsFormatTests
{
    private const string Train = "Abyssinian_1 1 1 1\nboxer_2 2 2 1\n", Test = "boxer_10 2 2 1\n";

    private static readonly byte[] Trimap = StoredPng.Encode([2, 3, 1, 1, 2, 3, 1, 1], 4, 2);

    [Fact]
    public void Breeds_splits_heads_and_trimaps_are_read()
    {
        var files = Set(Train, Test);
        Assert.Same(OxfordPetsFormat.Format, DatasetFormats.Of(files));
        var content = OxfordPetsFormat.Format.Load(files);
        Assert.Equal(["Abyssinian", "boxer"], content.Classes);
        Assert.Equal(AnnotationKinds.Objects | AnnotationKinds.Segmentation, content.Kinds);
        var samples = content.Samples();
        Assert.Equal(
            [("train", "Abyssinian_1", 0), ("train", "boxer_2", 1), ("test", "boxer_10", 1)],
            samples.SelectMany(s => s.Value.Select(x => (s.Key, x.Id, x.Label))));
        var pet = samples["train"][1];
        var head = Assert.Single(pet.Annotations.Objects);
        Assert.Equal((1, new Box(332, 71, 93, 109), ObjectFlags.Occluded), (head.Category, head.Box, head.Flags));
        var (width, height, pixels) = IndexedPng.Decode(pet.Annotations.Segmentation, "x");
        Assert.Equal((4, 2), (width, height));
        Assert.Equal([0, 255, 2, 2, 0, 255, 2, 2], pixels);
        Assert.Empty(samples["train"][0].Annotations.Objects);
    }

    [Fact]
    public void What_cannot_be_is_told()
    {
        Assert.Equal("set: annotations/test.txt, line 1: boxer_2 was there before (annotations/trainval.txt, line 2)", Refused(Set(Train, "boxer_2 2 2 1")));
        Assert.Equal("set: annotations/test.txt, line 1: class 2 is pug of species 2 here, but boxer of species 2 before (annotations/trainval.txt, line 2)", Refused(Set(Train, "pug_2 2 2 1")));
        Assert.Equal("set: annotations/test.txt, line 2: the class 300 is not from 1 to 254", Refused(Set(Train, "# note\npug_2 300 2 1")));
        Assert.Equal("set: annotations/test.txt, line 1: 'pug_2 1' is not an image's name, its class, its species (1 or 2) and its breed", Refused(Set(Train, "pug_2 1")));
        Assert.Equal("set: the lists name no image of class 3, though there is a class 4", Refused(Set(Train, "pug_2 4 2 1")));
        Assert.Equal("bad sample set: boxer_11: the image is missing (annotations/test.txt, line 1)", Refused(Set(Train, "boxer_11 2 2 1")));
        Assert.Equal("bad sample set: annotations/trimaps/boxer_2.png: a trimap has no pixel of 4", Refused(Set(Train, Test).With("annotations/trimaps/boxer_2.png", StoredPng.Encode([4], 1, 1))));
        Assert.Equal("bad sample set: annotations/trimaps/boxer_2.png: it is no PNG", Refused(Set(Train, Test).With("annotations/trimaps/boxer_2.png", "GIF89a")));
        Assert.StartsWith("bad sample set: annotations/xmls/boxer_2.xml: line 1: it is no XML", Refused(Set(Train, Test).With("annotations/xmls/boxer_2.xml", "<annotation>")), StringComparison.Ordinal);
        Assert.Contains("boxer_2.jpg: it has the name of", Refused(Set(Train, Test).With("more/boxer_2.jpg", "x")), StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_samples_can_be_left_out()
    {
        var faults = new List<BadSampleException>();
        var samples = OxfordPetsFormat.Format.Load(Set(Train + "boxer_3 2 2 2", Test).With("annotations/trimaps/boxer_2.png", Trimap[..40]), Tree.Lenient(faults)).Samples();
        Assert.Equal(["Abyssinian_1"], samples["train"].Select(s => s.Id));
        Assert.Equal(["set: boxer_3", "set: annotations/trimaps/boxer_2.png"], faults.Select(f => f.Sample));
    }

    [Fact]
    public void Whatever_a_file_is_changed_to_there_is_content_or_an_error_of_ours()
    {
        foreach (var path in new[] { "annotations/trainval.txt", "annotations/trimaps/boxer_2.png", "annotations/xmls/boxer_2.xml" })
            OxfordPetsFormat.Format.FuzzBriefly(Set(Train, Test), path);
    }

    private static string Refused(FileList files) => OxfordPetsFormat.Format.Refused(files).Message;

    private static FileList Set(string train, string test) => new("set",
    [
        .. new[] { "Abyssinian_1", "boxer_10", "boxer_2" }.Select(n => Tree.Bytes($"images/{n}.jpg", Tree.Png)),
        Tree.Bytes("images/Abyssinian_1.mat", [1]),
        Tree.Bytes("annotations/list.txt", "#Image CLASS-ID SPECIES BREED ID\n"u8.ToArray()),
        Tree.Bytes("annotations/trainval.txt", Encoding.UTF8.GetBytes(train)), Tree.Bytes("annotations/test.txt", Encoding.UTF8.GetBytes(test)),
        Tree.Bytes("annotations/trimaps/boxer_2.png", Trimap), Tree.Bytes("annotations/trimaps/._boxer_2.png", [1]), Tree.Bytes("annotations/trimaps/Abyssinian_1.png", Trimap),
        Tree.Bytes("annotations/trimaps/boxer_10.png", Trimap),
        Tree.Bytes("annotations/xmls/boxer_2.xml", """
            <annotation><filename>boxer_2.jpg</filename><object><name>dog</name><occluded>1</occluded>
            <bndbox><xmin>333</xmin><ymin>72</ymin><xmax>425</xmax><ymax>180</ymax></bndbox></object></annotation>
            """u8.ToArray()),
    ]);
}
