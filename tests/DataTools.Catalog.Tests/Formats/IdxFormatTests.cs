using DataTools.Catalog.Formats;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class IdxFormatTests
{
    private static readonly byte[] Images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4];
    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 2, 0, 3];

    [Fact]
    public void The_real_Fashion_MNIST_is_read()
    {
        var files = Tree.Of(SharedData.Path("data", "fashion-mnist"));
        Assert.Same(IdxFormat.Format, DatasetFormats.Of(files));
        var content = IdxFormat.Format.Load(files);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), content.Classes);
        var split = Assert.Single(content.Splits);
        Assert.Equal("test", split.Name);
        var samples = split.Samples.ToList();
        Assert.Equal(10_000, samples.Count);
        Assert.All(samples.CountBy(s => s.Label), l => Assert.Equal(1000, l.Value));
        Assert.Equal(("test-00000", 9), (samples[0].Id, samples[0].Label));
    }

    [Fact]
    public void Both_splits_have_the_classes_of_both_and_what_is_not_compressed_comes_first()
    {
        var files = Set(("d/train-images.idx3-ubyte", Images), ("d/train-labels.idx1-ubyte", Labels), ("d/train-images.idx3-ubyte.gz", [1]), ("d/t10k-images.idx3-ubyte", Images), ("d/t10k-labels.idx1-ubyte", [.. Labels[..8], 1, 5]));
        var content = IdxFormat.Format.Load(files);
        Assert.Equal(["0", "1", "2", "3", "4", "5"], content.Classes);
        Assert.Equal([("train", 2), ("test", 2)], content.Samples().Select(s => (s.Key, s.Value.Count)));
    }

    [Fact]
    public void What_cannot_be_is_told()
    {
        Assert.Equal(
            "set: emnist-digits-train-images-idx3-ubyte and emnist-letters-train-images-idx3-ubyte are both train",
            IdxFormat.Format.Refused(Set(("emnist-digits-train-images-idx3-ubyte", Images), ("emnist-letters-train-images-idx3-ubyte", Images))).Message);
        Assert.Equal("set: d/train-labels-idx1-ubyte: the file is missing", IdxFormat.Format.Refused(Set(("d/train-images-idx3-ubyte", Images))).Message);
        Assert.StartsWith("set: train-labels-idx1-ubyte: not an IDX file of labels", IdxFormat.Format.Refused(Set(("train-images-idx3-ubyte", Images), ("train-labels-idx1-ubyte", Images))).Message, StringComparison.Ordinal);
        Assert.Equal("set: train-labels-idx1-ubyte: 1 labels, but 2 images in set: train-images-idx3-ubyte", IdxFormat.Format.Refused(Set(("train-images-idx3-ubyte", Images), ("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 1, 0]))).Message);
        Assert.Null(IdxFormat.Format.Recognise(Set(("train-images.png", Images))));
    }

    [Fact]
    public void Whatever_a_file_is_changed_to_there_is_content_or_an_error_of_ours()
    {
        var files = Set(("train-images-idx3-ubyte", Images), ("train-labels-idx1-ubyte", Labels));
        IdxFormat.Format.FuzzBriefly(files, "train-images-idx3-ubyte");
        IdxFormat.Format.FuzzBriefly(files, "train-labels-idx1-ubyte");
    }

    private static FileList Set(params (string Path, byte[] Bytes)[] files) => new("set", files.Select(f => Tree.Bytes(f.Path, f.Bytes)));
}
