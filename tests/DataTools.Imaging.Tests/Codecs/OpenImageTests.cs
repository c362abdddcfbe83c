using CsCheck;
using DataTools.Catalog;
using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;
using DataTools.Tests;

namespace DataTools.Imaging.Tests.Codecs;

public sealed class OpenImageTests
{
    private static readonly AugmentationPolicy Crops = new([new RandomResizedCrop(64, (0.05, 0.14), (0.75, 1.33)), new HorizontalFlip()]);
    private static readonly AugmentationPolicy Turns = new([new RandomResizedCrop(64, (0.05, 0.14), (0.75, 1.33)), new Rotation((-30, 30))]);

    [Fact]
    public void A_part_of_a_made_photo_gives_the_bytes_of_the_whole()
    {
        var decoded = 0;
        Gen.Select(Gen.Int[40, 400], Gen.Int[40, 400], Gen.Bool, Gen.ULong).Sample((w, h, gray, seed) =>
        {
            var jpeg = ImageCodec.EncodeJpeg(Pictures.Noise(w, h, gray ? 1 : 3, seed), 85);
            foreach (var policy in new[] { Crops, Turns })
                Interlocked.Add(ref decoded, Same(jpeg, policy, seed));
        }, iter: 60);
        Assert.True(decoded > 20, $"{decoded} parts");
    }

    [Fact]
    public void A_part_of_a_photo_gives_the_bytes_of_the_whole()
    {
        var decoded = 0;
        foreach (var (i, photo) in Pictures.Photos().Take(40).Index())
            decoded += Same(File.ReadAllBytes(photo), Crops, (ulong)i) + Same(File.ReadAllBytes(photo), Turns, (ulong)i);
        Assert.True(decoded > 40, $"{decoded} parts");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void An_orientation_is_part_of_the_map(int orientation)
    {
        var jpeg = Oriented(ImageCodec.EncodeJpeg(Pictures.Waves(330, 241, 3), 95), orientation);
        var whole = ImageCodec.Decode(jpeg, "x");
        Assert.Equal(orientation >= 5 ? (241, 330) : (330, 241), (whole.Width, whole.Height));
        foreach (var policy in new[] { Crops, Turns })
        {
            Same(jpeg, policy, 5);
            for (var view = 0u; view < 10; view++)
            {
                using var open = ImageCodec.Open(jpeg, "x");
                Assert.Equal(whole.Size(), open.Size);
                var plan = policy.Draw(open.Size, 3, 4, view);
                var (image, rest) = open.DecodeFor(plan);
                Assert.True(image.Pixels.Length < whole.Pixels.Length);
                Assert.InRange(Pictures.Decibels(plan.Apply(whole), rest.Apply(image)), 45, double.PositiveInfinity);
            }
        }
    }

    [Theory]
    [InlineData(1.9, 1)]
    [InlineData(2.0, 2)]
    [InlineData(3.9, 2)]
    [InlineData(4.5, 4)]
    [InlineData(17, 8)]
    public void What_is_shrunk_is_decoded_smaller_and_the_resample_does_the_rest(double scale, int shrink)
    {
        var photo = Pictures.Waves(801, 603, 3);
        using var open = ImageCodec.Open(ImageCodec.EncodeJpeg(photo, 98), "x");
        var output = new ImageSize((int)(801 / scale), (int)(603 / scale));
        var plan = AugmentationPlan.Compile(open.Size, [new GeometryStep(Affine.Scaling(scale, scale), output)]);
        var (image, rest) = open.DecodeFor(plan);
        if (shrink == 1)
            Assert.Equal((801, 603), (image.Width, image.Height));
        else
            Assert.InRange(image.Width, (801 / shrink) - 40, (801 / shrink) + 1);
        var border = 1;
        Assert.InRange(Pictures.Decibels(plan.Apply(photo), rest.Apply(image), border), 33, double.PositiveInfinity);
        // Byte by byte as the whole: no shrinking.
        using var again = ImageCodec.Open(ImageCodec.EncodeJpeg(photo, 98), "x");
        Assert.Equal(801, again.DecodeFor(plan, exact: true).Image.Width);
    }

    [Fact]
    public void Applying_to_the_file_gives_what_decoding_and_applying_gives_in_memory_used_again()
    {
        var crops = new AugmentationPolicy([new RandomResizedCrop(224, (0.1, 0.5), (0.75, 1.33)), new HorizontalFlip()]);
        foreach (var (width, height, channels) in new[] { (301, 207, 3), (640, 480, 3), (90, 333, 1), (9, 7, 3) })
        {
            var jpeg = ImageCodec.EncodeJpeg(Pictures.Waves(width, height, channels), 90);
            var damaged = jpeg.AsSpan(0, jpeg.Length * 2 / 3).ToArray();
            for (var view = 0u; view < 8; view++)
            {
                using var open = ImageCodec.Open(jpeg, "x");
                var plan = (view == 0 ? new AugmentationPolicy([]) : view == 1 ? crops with { Mode = EngineMode.Exact } : crops).Draw(open.Size, 3, 4, view);
                var (image, rest) = open.DecodeFor(plan);
                var length = 3 * plan.Output.Width * plan.Output.Height;
                var (expected, actual) = (new float[length], new float[length]);
                rest.Apply(image, 3, expected);
                open.Apply(plan, 3, actual);
                Assert.Equal(expected, actual);
                var before = GC.GetAllocatedBytesForCurrentThread();
                open.Apply(plan, 3, actual);
                // A plan for the part, and nothing as large as pixels.
                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                Assert.True(allocated <= 4096, $"{allocated} bytes for view {view} of {width} x {height} x {channels}");
                Assert.Throws<ArgumentException>(() => open.Apply(plan, 3, new float[length - 1]));
                if (view > 0 || width < 50)
                    continue;
                using var bad = ImageCodec.Open(damaged, "bad");
                Assert.Throws<BadSampleException>(() => bad.Apply(plan, 3, new float[length]));
            }
        }
    }

    [Fact]
    public void Other_files_and_whole_images_are_decoded_whole()
    {
        var picture = Pictures.Noise(200, 150, 3, 1);
        foreach (var bytes in new[] { ImageCodec.EncodePng(picture), ImageCodec.Encode(picture, PictureFormat.Webp, 100) })
        {
            using var open = ImageCodec.Open(bytes, "x");
            var plan = Crops.Draw(open.Size, 1, 1, 1);
            var (image, rest) = open.DecodeFor(plan);
            Assert.Same(plan, rest);
            Pictures.Same(picture, image);
        }
        using var jpeg = ImageCodec.Open(ImageCodec.EncodeJpeg(picture, 90), "x");
        Assert.Equal(picture.Size(), jpeg.DecodeFor(new AugmentationPolicy([]).Draw(jpeg.Size, 1, 1, 1)).Image.Size());
        Assert.Throws<ArgumentException>(() => jpeg.DecodeFor(Crops.Draw(new(3, 3), 1, 1, 1)));
    }

    [Fact]
    public void Files_that_break_off_and_bombs_are_bad_samples()
    {
        var jpeg = ImageCodec.EncodeJpeg(Pictures.Noise(300, 300, 3, 1), 90);
        // The crop is at the top, the end is missing.
        var plan = AugmentationPlan.Compile(new(300, 300), [new GeometryStep(Affine.Identity, new(50, 50))]);
        for (var length = 200; length < jpeg.Length; length += 997)
        {
            Assert.Throws<BadSampleException>(() =>
            {
                using var open = ImageCodec.Open(jpeg.AsSpan(0, length), "x");
                open.DecodeFor(plan);
            });
        }
        Assert.Throws<BadSampleException>(() => ImageCodec.Open("text"u8, "x"));
        // A start of frame that claims 60,000 x 60,000.
        var bomb = jpeg.ToArray();
        var frame = bomb.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xc0]);
        bomb.AsSpan(frame + 5, 4).Fill(0xea);
        Assert.Contains("million", Assert.Throws<BadSampleException>(() => ImageCodec.Open(bomb, "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_that_looks_nowhere_is_black()
    {
        using var open = ImageCodec.Open(ImageCodec.EncodeJpeg(Pictures.Noise(100, 80, 3, 1), 90), "x");
        var (image, rest) = open.DecodeFor(AugmentationPlan.Compile(open.Size, [new GeometryStep(Affine.Translation(500, 500), new(20, 20))]));
        Assert.All(rest.Apply(image).Pixels, p => Assert.Equal(0, p));
    }

    // How many of ten views were decoded in part.
    private static int Same(byte[] jpeg, AugmentationPolicy policy, ulong seed)
    {
        var (whole, parts) = (ImageCodec.Decode(jpeg, "x"), 0);
        for (var view = 0u; view < 10; view++)
        {
            using var open = ImageCodec.Open(jpeg, "x");
            var plan = policy.Draw(open.Size, seed, 1, view);
            var (image, rest) = open.DecodeFor(plan, exact: true);
            parts += image.Pixels.Length < whole.Pixels.Length ? 1 : 0;
            Pictures.Same(plan.Apply(whole), rest.Apply(image));
        }
        return parts;
    }

    // An APP1 segment with the one tag, behind the start of the image.
    private static byte[] Oriented(byte[] jpeg, int orientation) =>
    [
        0xff, 0xd8, 0xff, 0xe1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, .. jpeg.AsSpan(2),
    ];
}
