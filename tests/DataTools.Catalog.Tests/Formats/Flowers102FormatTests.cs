using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Flowers102;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class Flowers102FormatTests
{
    private static readonly MadeMat Mat = new();

    [Fact]
    public void Images_have_the_classes_and_splits_of_the_files()
    {
        var files = Set([77, 1, 102, 5], [2], [1], [4, 3]);
        Assert.Same(Flowers102Format.Format, DatasetFormats.Of(files));
        var content = Flowers102Format.Format.Load(files);
        Assert.Equal((102, "pink primrose", "passion flower"), (content.Classes.Count, content.Classes[0], content.Classes[76]));
        Assert.Equal(
            [("train", "image_00002", 0), ("validation", "image_00001", 76), ("test", "image_00003", 101), ("test", "image_00004", 4)],
            content.Samples().SelectMany(s => s.Value.Select(x => (s.Key, x.Id, x.Label))));
    }

    [Fact]
    public void What_cannot_be_is_told()
    {
        Assert.Equal("set: imagelabels.mat: labels(2) is 103, not from 1 to 102", Refused(Set([1, 103], [1], [2], [])));
        Assert.Equal("set: imagelabels.mat: labels(1) is 0.5, not from 1 to 102", Refused(Set([0.5], [1], [], [])));
        Assert.Equal("set: setid.mat: tstid(1) is 3, not from 1 to 2", Refused(Set([1, 1], [1], [2], [3])));
        Assert.Equal("set: setid.mat, valid(1): image 1 was there before (setid.mat, trnid(1))", Refused(Set([1, 1], [1], [1], [])));
        Assert.Equal("set: setid.mat: it has no variable valid", Refused(Set([1], [1], [], []).With("setid.mat", Mat.File(Mat.Numbers("trnid", [1, 1], [1]), Mat.Numbers("tstid", [1, 0], [])))));
        Assert.Equal("set: imagelabels.mat: labels is text of 1 x 2, expected numbers", Refused(Set([1], [1], [], []).With("imagelabels.mat", Mat.File(Mat.Text("labels", "ab")))));
        var missing = Flowers102Format.Format.Refused(Set([1, 1], [1], [2], []).Without("jpg/image_00002.jpg"));
        Assert.Equal("bad sample set: image_00002: the image is missing (setid.mat, valid(1))", missing.Message);
        Assert.StartsWith("bad sample set: jpg/image_00001.jpg: the file is empty", Refused(Set([1], [1], [], []).With("jpg/image_00001.jpg", "")), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_file_is_changed_to_there_is_content_or_an_error_of_ours()
    {
        var files = Set([77, 1, 102, 5], [2], [1], [4, 3]);
        Flowers102Format.Format.FuzzBriefly(files, "imagelabels.mat");
        Flowers102Format.Format.FuzzBriefly(files, "setid.mat");
    }

    private static string Refused(FileList files) => Flowers102Format.Format.Refused(files).Message;

    private static FileList Set(double[] labels, double[] train, double[] validation, double[] test) => new("set",
    [
        Tree.Bytes("imagelabels.mat", Mat.File(Mat.Numbers("labels", [1, labels.Length], labels))),
        .. labels.Select((_, i) => Tree.Bytes($"jpg/image_{i + 1:D5}.jpg", Tree.Png)),
        Tree.Bytes("setid.mat", Mat.File(
            Mat.Numbers("trnid", [1, train.Length], train), Mat.Numbers("valid", [1, validation.Length], validation), Mat.Numbers("tstid", [1, test.Length], test))),
    ]);
}
