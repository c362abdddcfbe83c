using System.Buffers.Binary;
using CsCheck;
using DataTools.Catalog;
using DataTools.Imaging.Codecs;
using DataTools.Tests;

namespace DataTools.Imaging.Tests.Codecs;

public sealed class ImageCodecTests
{
    [Fact]
    public void PNG_keeps_every_pixel() =>
        Pictures.Any.Sample(image => Pictures.Same(image, ImageCodec.Decode(ImageCodec.EncodePng(image), "x")), iter: 300);

    [Fact]
    public void JPEG_keeps_size_channels_and_most_of_a_photo()
    {
        var photo = ImageCodec.Decode(File.ReadAllBytes(Pictures.Beagle()), "beagle");
        var again = ImageCodec.Decode(ImageCodec.EncodeJpeg(photo, 95), "again");
        Assert.InRange(Pictures.Decibels(photo, again), 33, 60);
        var coarse = ImageCodec.Decode(ImageCodec.EncodeJpeg(photo, 5), "coarse");
        Assert.InRange(Pictures.Decibels(photo, coarse), 15, 32);
        Assert.Equal(1, ImageCodec.Decode(ImageCodec.EncodeJpeg(Pictures.Waves(40, 30, 1), 90), "gray").Channels);
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageCodec.EncodeJpeg(photo, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageCodec.EncodeJpeg(photo, 101));
    }

    [Fact]
    public void Real_photos_have_the_size_of_their_header_and_gray_ones_one_channel()
    {
        var gray = 0;
        foreach (var path in Pictures.Photos())
        {
            var encoded = File.ReadAllBytes(path);
            var (width, height, channels) = JpegHeader(encoded);
            var image = ImageCodec.Decode(encoded, path);
            // The one photo that lies on its side.
            if (path.Contains("n02951585", StringComparison.Ordinal))
                (width, height) = (height, width);
            Assert.Equal((width, height, channels), (image.Width, image.Height, image.Channels));
            gray += channels == 1 ? 1 : 0;
        }
        Assert.True(gray >= 3, $"{gray} gray photos");
    }

    [Theory]
    [InlineData("Landscape")]
    [InlineData("Portrait")]
    public void Photos_that_differ_in_their_EXIF_orientation_look_alike(string name)
    {
        var folder = SharedData.Path("data", "exif-orientation");
        Assert.SkipUnless(File.Exists(Path.Combine(folder, $"{name}_0.jpg")), $"the photos {name}_0 to {name}_8 are not on this machine");
        var photos = Enumerable.Range(0, 9).Select(i => ImageCodec.Decode(File.ReadAllBytes(Path.Combine(folder, $"{name}_{i}.jpg")), name)).ToList();
        Assert.Equal(name == "Landscape", photos[1].Width > photos[1].Height);
        // The files were compressed apart from each other, and the orientation's number is painted into the middle.
        Assert.All(photos, photo => Assert.InRange(Pictures.Decibels(photos[1], photo), 25, double.PositiveInfinity));
        foreach (var wrong in new[] { 2, 3, 4 })
            Assert.InRange(Pictures.Decibels(photos[1], Orientation.Apply(photos[1], wrong)), 0, 16);
    }

    // Made with Pillow. The expected pixels, row after row.
    [Theory]
    [InlineData("PNG of 16 bits", "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAIAAAAr0DSeAAAAFUlEQVR4nGP4/7+BgYFByGT1WUZGACJ8BD/yTvViAAAAAElFTkSuQmCC", 3, "FF8000 12AB01")]
    [InlineData("PNG of 16 bits, gray", "iVBORw0KGgoAAAANSUhEUgAAAAQAAAABEAAAAACMx4xSAAAAEUlEQVR4nGNgYHBoOPD//38ADQMEfnH+3tcAAAAASUVORK5CYII=", 1, "00 40 C0 FF")]
    [InlineData("PNG of 1 bit", "iVBORw0KGgoAAAANSUhEUgAAAAgAAAABAQAAAADLe9LuAAAACklEQVR4nGMIBQAAVwBWP0MfTAAAAABJRU5ErkJggg==", 1, "00 FF 00 FF 00 FF 00 FF")]
    [InlineData("PNG, gray and half transparent", "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAQAAABeK7cBAAAADUlEQVR4nGM88Z+hEQAGqAJKeGhdaQAAAABJRU5ErkJggg==", 3, "C8C8C8 646464")]
    [InlineData("PNG with a palette", "iVBORw0KGgoAAAANSUhEUgAAAAMAAAABAgMAAABmjvwnAAAACVBMVEX/AAAAgAAKFB6i/Dr5AAAACklEQVR4nGOQAAAAGgAZLYj0NgAAAABJRU5ErkJggg==", 3, "FF0000 008000 0A141E")]
    [InlineData("GIF", "R0lGODdhAwABAIEAAP8AAACAAAoUHgAAACwAAAAAAwABAAAIBgABBBAQEAA7", 3, "FF0000 008000 0A141E")]
    [InlineData("BMP", "Qk1CAAAAAAAAADYAAAAoAAAAAwAAAAEAAAABABgAAAAAAAwAAADEDgAAxA4AAAAAAAAAAAAAAAD/AIAAHhQKAAAA", 3, "FF0000 008000 0A141E")]
    public void Other_kinds_of_file_give_their_pixels(string kind, string base64, int channels, string pixels)
    {
        var image = ImageCodec.Decode(Convert.FromBase64String(base64), kind);
        Assert.Equal(channels, image.Channels);
        Assert.Equal(pixels.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(image.Pixels));
    }

    // 16 x 16 with four squares of 8 x 8: yellow, green; red, nearly black. Made with Pillow.
    [Theory]
    [InlineData("progressive", "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAUDBAQEAwUEBAQFBQUGBwwIBwcHBw8LCwkMEQ8SEhEPERETFhwXExQaFRERGCEYGh0dHx8fExciJCIeJBweHx7/2wBDAQUFBQcGBw4ICA4eFBEUHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh7/wgARCAAQABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAABgf/xAAVAQEBAAAAAAAAAAAAAAAAAAADBf/aAAwDAQACEAMQAAABqgIKBip//8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQABBQIf/8QAGxEAAQQDAAAAAAAAAAAAAAAABgAjM0FSYXH/2gAIAQMBAT8BLhmF3KubX//EABkRAAEFAAAAAAAAAAAAAAAAAAUAIzKh4f/aAAgBAgEBPwEeBk5Wr//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEABj8CH//EABQQAQAAAAAAAAAAAAAAAAAAACD/2gAIAQEAAT8hH//aAAwDAQACAAMAAAAQC//EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQMBAT8QI/8A/8QAFhEAAwAAAAAAAAAAAAAAAAAAAKGx/9oACAECAQE/EElD/8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQABPxAf/9k=")]
    [InlineData("CMYK", "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAFAwQEBAMFBAQEBQUFBgcMCAcHBwcPCwsJDBEPEhIRDxERExYcFxMUGhURERghGBodHR8fHxMXIiQiHiQcHh8e/8AAFAgAEAAQBEMRAE0RAFkRAEsRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAAJCAf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oADgRDAE0AWQBLAAA/ANltluMtlozgLMIzgjOA/9k=")]
    public void Unusual_JPEGs_give_their_colours(string kind, string base64)
    {
        var image = ImageCodec.Decode(Convert.FromBase64String(base64), kind);
        Assert.Equal((16, 16, 3), (image.Width, image.Height, image.Channels));
        foreach (var (x, y, expected) in new[] { (2, 2, (255, 255, 64)), (13, 2, (0, 255, 64)), (2, 13, (255, 0, 64)), (13, 13, (0, 0, 64)) })
        {
            Assert.InRange(image.At(x, y), expected.Item1 - 20, expected.Item1 + 20);
            Assert.InRange(image.At(x, y, 1), expected.Item2 - 20, expected.Item2 + 20);
            Assert.InRange(image.At(x, y, 2), expected.Item3 - 40, expected.Item3 + 40);
        }
    }

    [Fact]
    public void What_is_no_image_is_a_bad_sample_with_its_name()
    {
        foreach (var bytes in new[] { ""u8.ToArray(), "not an image\n"u8.ToArray(), [0xFF, 0xD8], [0xFF, 0xD8, 0xFF], new byte[1000] })
        {
            var fault = Assert.Throws<BadSampleException>(() => ImageCodec.Decode(bytes, "cat/7.jpg"));
            Assert.Equal("cat/7.jpg", fault.Sample);
            Assert.Contains("cat/7.jpg", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Images_that_are_cut_off_are_bad_samples()
    {
        var jpeg = File.ReadAllBytes(Pictures.Beagle());
        var png = ImageCodec.EncodePng(Pictures.Noise(60, 40, 3, 1));
        foreach (var whole in new[] { jpeg, png })
        {
            foreach (var share in new[] { 0.01, 0.1, 0.5, 0.9, 0.97 })
            {
                var fault = Assert.Throws<BadSampleException>(() => ImageCodec.Decode(whole.AsSpan(0, (int)(whole.Length * share)), "cut.jpg"));
                Assert.Contains("cut", fault.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_header_that_claims_too_much_is_refused_before_anything_is_allocated()
    {
        // 60000 x 60000 RGB would be 10.8 GB.
        var bomb = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAA6mAAAOpgCAIAAAAPsOIVAAAAFUlEQVR4nGP4/7+BgYFByGT1WUZGACJ8BD/yTvViAAAAAElFTkSuQmCC");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var fault = Assert.Throws<BadSampleException>(() => ImageCodec.Decode(bomb, "bomb.png"));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
        Assert.Contains("60000 x 60000", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_decoded_or_are_bad_samples_and_nothing_else()
    {
        // A small photo, so that a flip hits tables and headers often.
        var photo = ImageCodec.Decode(File.ReadAllBytes(Pictures.Beagle()), "beagle");
        var small = photo.Through(new Imaging.Augmentation.Operations.Resize(48, null));
        byte[][] files = [ImageCodec.EncodeJpeg(small, 80), ImageCodec.EncodePng(small), File.ReadAllBytes(Pictures.Beagle())];
        var good = 0;
        Gen.Select(Gen.Int[0, 2], Gen.Double[0, 1], Gen.Bool, Gen.Select(Gen.Double[0, 1], Gen.Byte).Array[0, 6]).Sample((file, cut, truncate, flips) =>
        {
            var bytes = files[file].ToArray();
            foreach (var (at, value) in flips)
                bytes[(int)(at * at * (bytes.Length - 1))] = value;
            if (truncate)
                bytes = bytes[..(int)(cut * bytes.Length)];
            try
            {
                var image = ImageCodec.Decode(bytes, "fuzz");
                Assert.True(image.Width > 0 && image.Height > 0);
                Interlocked.Increment(ref good);
            }
            catch (BadSampleException e)
            {
                Assert.Equal("fuzz", e.Sample);
            }
        }, iter: 1500);
        Assert.True(good > 50, "most damage was refused: the test hits nothing but headers");
    }

    [Fact]
    public void Threads_do_not_disturb_each_other()
    {
        var files = Pictures.Photos().Take(16).Select(File.ReadAllBytes).ToArray();
        var expected = files.Select(f => ImageCodec.Decode(f, "x")).ToArray();
        Parallel.For(0, 96, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => Pictures.Same(expected[i % 16], ImageCodec.Decode(files[i % 16], "x")));
    }

    // The frame header (ITU-T T.81, B.2.2).
    private static (int Width, int Height, int Channels) JpegHeader(ReadOnlySpan<byte> jpeg)
    {
        for (var at = 2; ; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]))
        {
            if (jpeg[at + 1] is >= 0xC0 and <= 0xC2)
            {
                var frame = jpeg[(at + 5)..];
                return (BinaryPrimitives.ReadUInt16BigEndian(frame[2..]), BinaryPrimitives.ReadUInt16BigEndian(frame), frame[4]);
            }
        }
    }
}
