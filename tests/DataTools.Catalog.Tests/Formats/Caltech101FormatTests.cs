using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Caltech101;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class Caltech101FormatTests
{
    private static readonly MadeMat Mat = new(compressed: false);

    [Fact]
    public void Classes_boxes_and_outlines_are_read()
    {
        var files = Set();
        Assert.Same(Caltech101Format.Format, DatasetFormats.Of(files));
        var content = Caltech101Format.Format.Load(files);
        Assert.Equal(["Faces", "ant"], content.Classes);
        Assert.Equal(AnnotationKinds.Objects, content.Kinds);
        var samples = content.Samples()["train"];
        Assert.Equal([("Faces/image_0001.jpg", 0), ("ant/image_0001.jpg", 1), ("ant/image_0002.jpg", 1)], samples.Select(s => (s.Id, s.Label)));
        var face = Assert.Single(samples[0].Annotations.Objects);
        // Rows 3 to 7 and columns 2 to 11, counted from 1.
        Assert.Equal((0, new Box(1, 2, 10, 5)), (face.Category, face.Box));
        Assert.Equal([1.5, 2.5, 11.5, 2.5, 11.5, 7.5], Assert.Single(face.Polygons));
        Assert.Empty(samples[2].Annotations.Objects);
    }

    [Fact]
    public void What_cannot_be_is_a_bad_sample()
    {
        Assert.Equal("bad sample set: Annotations/ant/annotation_0001.mat: box_coord is numbers of 1 x 3, expected 4 numbers", Refused(Note([1, 2, 3], [0, 0, 1, 1, 2, 2])));
        Assert.Equal("bad sample set: Annotations/ant/annotation_0001.mat: obj_contour is numbers of 3 x 2, expected 2 x N", Refused(Mat.File(Mat.Numbers("obj_contour", [3, 2], new double[6]), Mat.Numbers("box_coord", [1, 4], [1, 2, 3, 4]))));
        Assert.Empty(Caltech101Format.Format.Load(Set().With("Annotations/ant/annotation_0001.mat", Note([1, 2, 3, 4], [0, 0, 1, 1]))).Samples()["train"][1].Annotations.Objects.Single().Polygons);
        Assert.Equal("bad sample set: Annotations/ant/annotation_0001.mat: it has no variable obj_contour", Refused(Mat.File(Mat.Numbers("box_coord", [1, 4], [1, 2, 3, 4]))));
        Assert.Equal("bad sample set: Annotations/ant/annotation_0001.mat: cut off: 3 bytes, a MAT-file begins with 128", Refused("MAT"u8.ToArray()));
    }

    [Fact]
    public void Whatever_a_note_is_changed_to_there_is_content_or_an_error_of_ours() =>
        Caltech101Format.Format.FuzzBriefly(Set(), "Annotations/Faces_2/annotation_0001.mat");

    private static string Refused(byte[] note) => Caltech101Format.Format.Refused(Set().With("Annotations/ant/annotation_0001.mat", note)).Message;

    private static byte[] Note(double[] box, double[] points) =>
        Mat.File(Mat.Numbers("obj_contour", [2, points.Length / 2], points), Mat.Numbers("box_coord", [1, box.Length], box));

    private static FileList Set() => new("set",
    [
        Tree.Bytes("101_ObjectCategories/BACKGROUND_Google/image_0001.jpg", Tree.Png), Tree.Bytes("101_ObjectCategories/BACKGROUND_Google/tmp", [1]),
        Tree.Bytes("101_ObjectCategories/Faces/image_0001.jpg", Tree.Png), Tree.Bytes("101_ObjectCategories/ant/image_0001.jpg", Tree.Png),
        Tree.Bytes("101_ObjectCategories/ant/image_0002.jpg", Tree.Png),
        Tree.Bytes("Annotations/Faces_2/annotation_0001.mat", Note([3, 7, 2, 11], [0, 0, 10, 0, 10, 5])),
        Tree.Bytes("Annotations/ant/annotation_0001.mat", Note([1, 2, 3, 4], [0, 0, 1, 1, 2, 2])),
    ]);
}
