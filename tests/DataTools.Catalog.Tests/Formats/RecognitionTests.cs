using DataTools.Catalog.Formats;
using DataTools.Tests;

namespace DataTools.Catalog.Tests.Formats;

public sealed class RecognitionTests
{
    [Theory]
    [InlineData("coco", "coco")]
    [InlineData("voc/VOCdevkit", "voc")]
    [InlineData("imagenet", "imagenet")]
    [InlineData("fashion-mnist", "idx")]
    [InlineData("tiny-imagenet-200", "tiny-imagenet")]
    public void Real_sets_are_recognised(string folder, string format) =>
        Assert.Equal(format, DatasetFormats.Of(Tree.Of(SharedData.Path(["data", .. folder.Split('/')]))).Name);

    [Fact]
    public void Names_are_distinct_and_files_that_no_format_knows_are_told()
    {
        Assert.Equal(DatasetFormats.All.Count, DatasetFormats.All.Select(f => f.Name).Distinct().Count());
        var error = Assert.Throws<InvalidInputException>(() => DatasetFormats.Of(Tree.Of(("a/notes.txt", "x"), ("b/data.npz", "x"))));
        Assert.Contains("1 .txt (such as a/notes.txt)", error.Message, StringComparison.Ordinal);
        Assert.Equal("Did you mean svhn?", Assert.Throws<NotFoundException>(() => DatasetFormats.Named("shvn")).Hint);
    }
}
