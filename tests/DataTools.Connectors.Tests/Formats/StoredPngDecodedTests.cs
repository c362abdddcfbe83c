using CsCheck;
using DataTools.Catalog.Formats;
using DataTools.Imaging.Codecs;

namespace DataTools.Connectors.Tests.Formats;

/// <summary>What Catalog's PNG writer makes, as a real decoder sees it. (Catalog's own tests have no codec.)</summary>
public sealed class StoredPngDecodedTests
{
    [Fact]
    public void Every_pixel_comes_back() =>
        (from width in Gen.Int[1, 80]
         from height in Gen.Int[1, 60]
         from channels in Gen.Bool.Select(colour => colour ? 3 : 1)
         from pixels in Gen.Byte.Array[width * height * channels]
         select (width, height, channels, pixels)).Sample(Check, iter: 300);

    [Theory]
    [InlineData(65534, 1, 1)]
    [InlineData(65535, 1, 1)]
    [InlineData(255, 256, 1)]
    [InlineData(300, 300, 3)]
    [InlineData(1, 40000, 1)]
    public void Images_of_several_blocks_come_back(int width, int height, int channels)
    {
        var pixels = new byte[width * height * channels];
        new Random(7).NextBytes(pixels);
        Check((width, height, channels, pixels));
    }

    private static void Check((int Width, int Height, int Channels, byte[] Pixels) image)
    {
        var decoded = ImageCodec.Decode(StoredPng.Encode(image.Pixels, image.Width, image.Height, image.Channels), "test");
        Assert.Equal((image.Width, image.Height, image.Channels), (decoded.Width, decoded.Height, decoded.Channels));
        Assert.True(image.Pixels.AsSpan().SequenceEqual(decoded.Pixels));
    }
}
