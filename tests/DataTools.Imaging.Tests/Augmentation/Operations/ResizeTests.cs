using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation.Operations;

public sealed class ResizeTests
{
    // torchvision: the shorter side becomes `size`, the longer int(size * long / short).
    [Theory]
    [InlineData(500, 375, 256, 341, 256)]
    [InlineData(375, 500, 256, 256, 341)]
    [InlineData(400, 300, 256, 341, 256)]
    [InlineData(640, 427, 256, 383, 256)]
    [InlineData(28, 28, 32, 32, 32)]
    [InlineData(1, 1000, 2, 2, 2000)]
    [InlineData(1000, 1, 300, 300_000, 300)]
    [InlineData(3, 2, 1, 1, 1)]
    public void The_shorter_side_gets_the_size(int width, int height, int size, int outWidth, int outHeight) =>
        Assert.Equal(new ImageSize(outWidth, outHeight), new AugmentationPolicy([new Resize(size, null)]).Draw(new(width, height), 0, 0, 0).Output);

    [Fact]
    public void Width_and_height_are_taken_as_they_are() =>
        Assert.Equal(new ImageSize(30, 7), new AugmentationPolicy([new Resize(30, 7)]).Draw(new(5, 50), 0, 0, 0).Output);
}
