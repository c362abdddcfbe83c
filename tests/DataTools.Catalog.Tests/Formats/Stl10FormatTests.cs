using DataTools.Catalog.Formats;
using DataTools.Catalog.Formats.Stl10;

namespace DataTools.Catalog.Tests.Formats;

public sealed class Stl10FormatTests
{
    private const int Picture = 3 * 96 * 96;

    [Fact]
    public void Splits_labels_and_classes_are_read()
    {
        var files = Set(("class_names.txt", "airplane\nbird\n"u8.ToArray()), ("train_X.bin", new byte[Picture * 2]), ("train_y.bin", [2, 1]), ("unlabeled_X.bin", new byte[Picture]), ("fold_indices.txt", "0 1"u8.ToArray()));
        Assert.Same(Stl10Format.Format, DatasetFormats.Of(files));
        var content = Stl10Format.Format.Load(files);
        Assert.Equal(["airplane", "bird"], content.Classes);
        Assert.Equal([("train", 2L), ("unlabeled", 1L)], content.Splits.Select(s => (s.Name, s.ExpectedCount!.Value)));
        Assert.Equal([1, 0, -1], content.Samples().Values.SelectMany(s => s.Select(x => x.Label)));
    }

    [Fact]
    public void What_cannot_be_is_told()
    {
        Assert.Equal("set: s/train_y.bin: the file is missing", Stl10Format.Format.Refused(Set(("class_names.txt", "a"u8.ToArray()), ("train_X.bin", []))).Message);
        Assert.Equal("set: s/train_y.bin: label 2 of picture 0 is not from 1 to 1", Stl10Format.Format.Refused(Set(("class_names.txt", "a"u8.ToArray()), ("train_X.bin", []), ("train_y.bin", [2]))).Message);
        Assert.Equal("set: class_names.txt: the file is missing", Stl10Format.Format.Refused(Set(("train_X.bin", []))).Message);
        Assert.StartsWith("set: beside s/class_names.txt there is no file such as train_X.bin", Stl10Format.Format.Refused(Set(("class_names.txt", "a"u8.ToArray()))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_file_is_changed_to_there_is_content_or_an_error_of_ours()
    {
        var files = Set(("class_names.txt", "a\nb"u8.ToArray()), ("train_X.bin", new byte[Picture]), ("train_y.bin", [2]));
        foreach (var file in files.Files)
            Stl10Format.Format.FuzzBriefly(files, file.Path, 150);
    }

    private static FileList Set(params (string Path, byte[] Bytes)[] files) => new("set", files.Select(f => Tree.Bytes($"s/{f.Path}", f.Bytes)));
}
