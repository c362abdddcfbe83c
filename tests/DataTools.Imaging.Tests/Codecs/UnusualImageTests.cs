using DataTools.Catalog;
using DataTools.Imaging.Codecs;

namespace DataTools.Imaging.Tests.Codecs;

/// <summary>The treatment of unusual images that <see cref="ImageCodec"/> promises. The files were made with Pillow and by hand.</summary>
public sealed class UnusualImageTests
{
    private const string Inks = "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EAB8AAAEFAQEBAQEBAAAAAAAAAAABAgMEBQYHCAkKC//EALUQAAIBAwMCBAMFBQQEAAABfQECAwAEEQUSITFBBhNRYQcicRQygZGhCCNCscEVUtHwJDNicoIJChYXGBkaJSYnKCkqNDU2Nzg5OkNERUZHSElKU1RVVldYWVpjZGVmZ2hpanN0dXZ3eHl6g4SFhoeIiYqSk5SVlpeYmZqio6Slpqeoqaqys7S1tre4ubrCw8TFxsfIycrS09TV1tfY2drh4uPk5ebn6Onq8fLz9PX29/j5+v/aAA4EQwBNAFkASwAAPwD9/K/n/r+f+v38oooooooooooor//Z";

    [Theory]
    [InlineData("GIF with two frames", "R0lGODlhAgABAIEAAP8AAAAAAAAAAAAAACH5BAAKAAAALAAAAAACAAEAAAgFAAEACAgAIfkEAAoAAAAsAAAAAAIAAQCBAAD/AAAAAAAAAAAACAUAAQAICAA7", 3, "FF0000 FF0000")]
    [InlineData("WebP with two frames", "UklGRoQAAABXRUJQVlA4WAoAAAACAAAAAQAAAAAAQU5JTQYAAAAAAAAAAABBTk1GKAAAAAAAAAAAAAEAAAAAAGQAAAJWUDhMDwAAAC8BAAAABxD9j/4HIqL/AQBBTk1GKAAAAAAAAAAAAAEAAAAAAGQAAABWUDhMDwAAAC8BAAAABxDR//4HIqL/AQA=", 3, "FF0000 FF0000")]
    [InlineData("PNG with two frames", "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAACGFjVEwAAAACAAAAAPONk3AAAAAaZmNUTAAAAAAAAAACAAAAAQAAAAAAAAAAAGQD6AAAECjlZAAAAA9JREFUeJxj/M/AwMDAAAAGCAEBy0d2dQAAABpmY1RMAAAAAQAAAAIAAAABAAAAAAAAAAAAZAPoAACLWw+wAAAAE2ZkQVQAAAACeJxjZGD4z8DAAAAECgEBAZKCvQAAAABJRU5ErkJggg==", 3, "FF0000 FF0000")]
    [InlineData("GIF, the second colour transparent", "R0lGODlhAwABAIEAAP8AAACAAAoUHgAAACH5BAEAAAEALAAAAAADAAEAAAgGAAEEEBAQADs=", 3, "FF0000 000000 0A141E")]
    [InlineData("PNG, gray, one level transparent", "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAAnRSTlMAEGsk3VwAAAALSURBVHicYxBQAAAAQwAx6t2zzQAAAABJRU5ErkJggg==", 3, "000000 202020")]
    [InlineData("PNG of 16 bits, gray: 00FF 0080 80FF FF00 7F80 1234", "iVBORw0KGgoAAAANSUhEUgAAAAYAAAABEAAAAACIMlxvAAAAFUlEQVR4nGNg+M/Q0PD/P0N9g5AJACRJBUPbr0ydAAAAAElFTkSuQmCC", 1, "00 00 80 FF 7F 12")]
    [InlineData("PNG of 16 bits, half transparent: FFFF 8000 00FF 8000", "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABEAYAAABPhRjKAAAAD0lEQVR4nGP4/7+BgQGIARX3A/6NXmedAAAAAElFTkSuQmCC", 3, "804000")]
    [InlineData("PNG, gray, of 2 bits", "iVBORw0KGgoAAAANSUhEUgAAAAQAAAABAgAAAACW50iwAAAACklEQVR4nGOQBgAAHQAcjvT1IQAAAABJRU5ErkJggg==", 1, "00 55 AA FF")]
    [InlineData("WebP, gray", "UklGRh4AAABXRUJQVlA4TBEAAAAvAQAAAAfQpja1qf+BiOh/AAA=", 3, "4D4D4D 4D4D4D")]
    public void Each_kind_gives_the_pixels_that_are_promised(string kind, string base64, int channels, string pixels)
    {
        var image = ImageCodec.Decode(Convert.FromBase64String(base64), kind);
        Assert.Equal(channels, image.Channels);
        Assert.Equal(pixels.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(image.Pixels));
    }

    // Red in cyan, magenta, yellow and black; the same numbers taken as YCCK are what Pillow says, 179, 0, 227.
    [Theory]
    [InlineData(0, 255, 0, 0)]
    [InlineData(2, 179, 0, 227)]
    public void Inks_become_three_channels(int transform, int red, int green, int blue)
    {
        var jpeg = Convert.FromBase64String(Inks);
        jpeg[jpeg.AsSpan().IndexOf("Adobe"u8) + 11] = (byte)transform;
        var image = ImageCodec.Decode(jpeg, "inks");
        Assert.Equal((16, 16, 3), (image.Width, image.Height, image.Channels));
        Assert.Equal([red, green, blue], [image.At(3, 3), image.At(3, 3, 1), image.At(3, 3, 2)]);
    }

    [Fact]
    public void Frames_after_the_first_are_not_looked_at()
    {
        var gif = Convert.FromBase64String("R0lGODlhAgABAIEAAP8AAAAAAAAAAAAAACH5BAAKAAAALAAAAAACAAEAAAgFAAEACAgAIfkEAAoAAAAsAAAAAAIAAQCBAAD/AAAAAAAAAAAACAUAAQAICAA7");
        Assert.Equal("FF0000FF0000", Convert.ToHexString(ImageCodec.Decode(gif.AsSpan(0, gif.Length - 20), "cut").Pixels));
        Assert.Throws<BadSampleException>(() => ImageCodec.Decode(gif.AsSpan(0, gif.Length / 2), "cut"));
    }

    [Fact]
    public void A_picture_that_misses_a_pixel_is_bad_and_one_that_misses_its_end_mark_only_where_it_is_a_JPEG()
    {
        var picture = Pictures.Noise(30, 20, 3, 7);
        var (png, jpeg) = (ImageCodec.EncodePng(picture), ImageCodec.EncodeJpeg(picture, 90));
        // IEND with its length and checksum.
        Pictures.Same(picture, ImageCodec.Decode(png.AsSpan(0, png.Length - 12), "cut"));
        Assert.Equal("bad sample cut: the image is cut off", Assert.Throws<BadSampleException>(() => ImageCodec.Decode(png.AsSpan(0, png.Length - 60), "cut")).Message);
        Assert.Equal("bad sample cut: the image is cut off", Assert.Throws<BadSampleException>(() => ImageCodec.Decode(jpeg.AsSpan(0, jpeg.Length - 2), "cut")).Message);
        var inks = Convert.FromBase64String(Inks);
        Assert.Throws<BadSampleException>(() => ImageCodec.Decode(inks.AsSpan(0, inks.Length - 2), "cut"));
    }

    [Fact]
    public void Kinds_that_are_not_decoded_are_bad_samples()
    {
        foreach (var kind in new[] { Convert.FromBase64String("SUkqAAgAAAAJAAABBAABAAAAAgAAAAEBBAABAAAAAQAAAAIBAwABAAAACAAAAAMBAwABAAAAAQAAAAYBAwABAAAAAQAAABEBBAABAAAAegAAABYBBAABAAAAAQAAABcBBAABAAAAAgAAABwBAwABAAAAAQAAAAAAAABNTQ=="), "P5 2 1 255\nab"u8.ToArray() })
            Assert.StartsWith("bad sample x: not an image that can be decoded", Assert.Throws<BadSampleException>(() => ImageCodec.Decode(kind, "x")).Message, StringComparison.Ordinal);
    }
}
