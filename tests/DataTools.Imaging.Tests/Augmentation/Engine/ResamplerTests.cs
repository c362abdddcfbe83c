using CsCheck;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Engine;
using DataTools.Imaging.Augmentation.Operations;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Tests.Augmentation.Engine;

public sealed class ResamplerTests
{
    private delegate void Path(PixelImage image, in Affine map, ImageSize output, Span<float> planes);

    [Fact]
    public void The_identity_changes_nothing_on_either_path() => Pictures.Any.Sample(image =>
    {
        Pictures.Same(image, image.Through());
        foreach (var path in new Path[] { Separable, Warped })
        {
            var planes = Planes(path, image, Affine.Identity, image.Size());
            for (var i = 0; i < planes.Length; i++)
                Assert.Equal(image.Pixels[(i % (image.Width * image.Height) * image.Channels) + (i / (image.Width * image.Height))] / 255f, planes[i]);
        }
    }, iter: 200);

    [Fact]
    public void A_flip_is_exact_and_undoes_itself() => Pictures.Any.Sample(image =>
    {
        var flipped = image.Through(new HorizontalFlip());
        Pictures.Same(Pictures.Of(image.Width, image.Height, image.Channels, (x, y, c) => image.At(image.Width - 1 - x, y, c)), flipped);
        Pictures.Same(image, flipped.Through(new HorizontalFlip()));
        Pictures.Same(image, image.Through(new HorizontalFlip(), new HorizontalFlip()));
    }, iter: 200);

    [Fact]
    public void Shifts_by_whole_pixels_are_exact_and_black_outside() =>
        Gen.Select(Pictures.Any, Gen.Int[-30, 30], Gen.Int[-30, 30], Gen.Int[1, 30], Gen.Int[1, 30]).Sample((image, dx, dy, width, height) =>
        {
            bool Inside(int x, int y) => x >= 0 && y >= 0 && x < image.Width && y < image.Height;
            var expected = Pictures.Of(width, height, image.Channels, (x, y, c) => Inside(x + dx, y + dy) ? image.At(x + dx, y + dy, c) : (byte)0);
            foreach (var path in new Path[] { Separable, Warped })
                Pictures.Same(expected, Picture(path, image, Affine.Translation(dx, dy), new(width, height)));
        }, iter: 300);

    [Fact]
    public void Quarter_turns_of_a_square_are_exact_and_positive_ones_go_counter_clockwise() => Gen.Select(Gen.Int[1, 25], Gen.Bool, Gen.ULong).Sample((side, gray, seed) =>
    {
        var image = Pictures.Noise(side, side, gray ? 1 : 3, seed);
        var last = side - 1;
        PixelImage Turned(double degrees) => image.Through(new Rotation((degrees, degrees)));
        // Counter-clockwise by 90: what was on the right is on top.
        Pictures.Same(Pictures.Of(side, side, image.Channels, (x, y, c) => image.At(last - y, x, c)), Turned(90));
        Pictures.Same(Pictures.Of(side, side, image.Channels, (x, y, c) => image.At(last - x, last - y, c)), Turned(180));
        Pictures.Same(Pictures.Of(side, side, image.Channels, (x, y, c) => image.At(y, last - x, c)), Turned(-90));
        Pictures.Same(Turned(-90), Turned(270));
        Pictures.Same(image, Turned(360));
    }, iter: 60);

    [Fact]
    public void A_constant_image_stays_constant() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[1, 60], Gen.Int[1, 60], Gen.Byte).Sample((width, height, outWidth, outHeight, level) =>
        {
            var image = Pictures.Of(width, height, 3, (_, _, c) => (byte)(level ^ (c * 85)));
            Pictures.Same(Pictures.Of(outWidth, outHeight, 3, (_, _, c) => (byte)(level ^ (c * 85))), image.Through(new Resize(outWidth, outHeight)));
        }, iter: 300);

    [Fact]
    public void A_constant_image_stays_constant_inside_when_it_is_turned()
    {
        var image = Pictures.Of(40, 40, 1, (_, _, _) => 200);
        foreach (var degrees in new[] { 1.0, 17, 45, 80 })
        {
            var turned = image.Through(new Rotation((degrees, degrees)));
            for (var y = 0; y < 40; y++)
            {
                for (var x = 0; x < 40; x++)
                {
                    // The circle within the square, whatever the angle; elsewhere it is the level or black.
                    var inside = Math.Pow(x - 19.5, 2) + Math.Pow(y - 19.5, 2) < 19 * 19;
                    Assert.True(turned.At(x, y) == 200 || (!inside && turned.At(x, y) == 0));
                }
            }
        }
        Assert.Equal(0, image.Through(new Rotation((45, 45))).At(0, 0));
    }

    [Fact]
    public void White_is_never_more_than_white()
    {
        var white = Pictures.Of(37, 23, 1, (_, _, _) => 255);
        foreach (var path in new Path[] { Separable, Warped })
        {
            for (var side = 1; side < 90; side++)
                Assert.All(Planes(path, white, Affine.Scaling(37.0 / side, 23.0 / side), new(side, side)), v => Assert.InRange(v, 0.99999f, 1f));
        }
    }

    [Fact]
    public void Bilinear_enlargement_reproduces_a_ramp()
    {
        var ramp = Pictures.Of(24, 18, 1, (x, y, _) => (byte)((x * 6) + (y * 5) + 10));
        foreach (var path in new Path[] { Separable, Warped })
        {
            foreach (var (width, height) in new[] { (48, 36), (100, 41), (25, 18) })
            {
                var (sx, sy) = (24.0 / width, 18.0 / height);
                var planes = Planes(path, ramp, Affine.Scaling(sx, sy), new(width, height));
                for (var y = 0; y < height; y++)
                {
                    for (var x = 0; x < width; x++)
                    {
                        // Between the outermost centres; beyond them the edge repeats.
                        var (u, v) = (Math.Clamp(((x + 0.5) * sx) - 0.5, 0, 23), Math.Clamp(((y + 0.5) * sy) - 0.5, 0, 17));
                        Assert.Equal(((u * 6) + (v * 5) + 10) / 255, planes[(y * width) + x], 1e-5);
                    }
                }
            }
        }
    }

    [Fact]
    public void Shrinking_averages_instead_of_dropping_pixels()
    {
        var checkerboard = Pictures.Of(64, 48, 1, (x, y, _) => (byte)((x + y) % 2 * 255));
        foreach (var path in new Path[] { Separable, Warped })
        {
            foreach (var factor in new[] { 2, 4 })
            {
                var planes = Planes(path, checkerboard, Affine.Scaling(factor, factor), new(64 / factor, 48 / factor));
                var gray = Interior(planes, 64 / factor, 48 / factor, 1).ToList();
                Assert.All(gray, value => Assert.Equal(0.5, value, 0.03));
            }
        }
    }

    [Fact]
    public void Shrinking_keeps_the_mean()
    {
        var noise = Pictures.Noise(240, 180, 1, 9);
        var mean = noise.Pixels.Average(p => p) / 255.0;
        foreach (var path in new Path[] { Separable, Warped })
        {
            foreach (var (width, height) in new[] { (120, 90), (77, 50), (31, 29), (8, 6) })
                Assert.Equal(mean, Planes(path, noise, Affine.Scaling(240.0 / width, 180.0 / height), new(width, height)).Average(), 0.01);
        }
    }

    [Fact]
    public void Both_paths_agree_where_they_meet()
    {
        var waves = Pictures.Waves(90, 70, 3);
        foreach (var (map, size, decibels) in new (Affine, ImageSize, double)[]
        {
            // Enlarging is the same formula; shrinking is a triangle here and a box there.
            (Affine.Scaling(0.4, 0.7), new(225, 100), 60),
            (Affine.Translation(3.25, -2.5), new(90, 70), 60),
            (new(-0.8, 0, 80, 0, 0.9, 3), new(95, 75), 60),
            (Affine.Scaling(1.5, 1.5), new(60, 46), 40),
            (Affine.Scaling(3, 2), new(30, 35), 35),
        })
            Assert.InRange(Pictures.Decibels(Picture(Separable, waves, map, size), Picture(Warped, waves, map, size), border: 3), decibels, double.PositiveInfinity);
    }

    [Fact]
    public void Several_steps_in_one_resample_lie_where_they_would_lie_one_after_the_other()
    {
        var waves = Pictures.Waves(120, 90, 3);
        Operation[][] chains =
        [
            [new Resize(150, 110), new CenterCrop(80), new HorizontalFlip()],
            [new HorizontalFlip(), new Rotation((25, 25)), new CenterCrop(50)],
            [new Rotation((-40, -40)), new Resize(100, 100), new CornerCrop(60, Corner.Center), new HorizontalFlip()],
            [new RandomResizedCrop(96, (0.5, 0.5), (1, 1)), new Rotation((10, 10)), new Rotation((-35, -35)), new CenterCrop(40)],
            [new RandomCrop(null, 6), new Resize(64, 64), new CornerCrop(40, Corner.BottomRight), new HorizontalFlip()],
        ];
        foreach (var chain in chains)
        {
            var image = waves;
            foreach (var operation in chain)
                image = image.Through(operation);
            var decibels = Pictures.Decibels(image, waves.Through(chain), border: 8);
            Assert.True(decibels > 38, $"{decibels:F1} dB for {string.Join(", ", chain.Select(o => o.Definition.Name))}");
        }
    }

    [Fact]
    public void Any_policy_on_any_image_gives_values_from_0_to_1() =>
        Gen.Select(Pictures.Any, Gen.ULong, Gen.UInt[0, 3], Gen.Bool).Sample((image, seed, view, gray) =>
        {
            var policy = new AugmentationPolicy([.. Policies.Random(seed).Operations.Where(o => o is not Normalize).Select(Policies.Small)]);
            var plan = policy.Draw(image.Size(), seed, 1, view);
            var planes = new float[(gray ? 1 : 3) * plan.Output.Width * plan.Output.Height];
            plan.Apply(image, gray ? 1 : 3, planes);
            // Written so that NaN fails.
            Assert.True(planes.All(v => v >= 0 && v <= 1), policy.ToYaml());
        }, iter: 2000);

    [Fact]
    public void Extreme_sizes_work()
    {
        var dot = Pictures.Of(1, 1, 3, (_, _, c) => (byte)(100 + c));
        Assert.All(dot.Through(new Resize(33, 20)).Pixels.Chunk(3), p => Assert.Equal([100, 101, 102], p));
        Pictures.Same(dot, dot.Through(new Rotation((90, 90))));
        var photo = Pictures.Waves(300, 200, 3);
        var mean = photo.Through(new Resize(1, 1));
        Assert.Equal(photo.Pixels.Average(p => p), mean.Pixels.Average(p => p), 20.0);
        // A line of a hundred thousand pixels; shrunk to a dot, then onto a large black page.
        var line = Pictures.Of(100_000, 1, 1, (x, _, _) => (byte)(x % 2 * 255));
        Assert.All(line.Through(new Resize(224, 224)).Pixels, p => Assert.InRange(p, 127, 128));
        var page = photo.Through(new Resize(1, 1), new CenterCrop(1000));
        Assert.Equal(1, page.Pixels.Chunk(3).Count(p => p[0] > 0));
        Assert.Equal(1, photo.Through(new Resize(1, 1), new Rotation((1, 1)), new CenterCrop(1000)).Pixels.Chunk(3).Count(p => p[0] > 0));
    }

    [Fact]
    public void A_crop_wholly_outside_is_black()
    {
        foreach (var path in new Path[] { Separable, Warped })
        {
            foreach (var (x, y) in new[] { (-20.5, 0.0), (30, 0), (0, -50), (1e9, 1e9) })
                Assert.All(Planes(path, Pictures.Noise(20, 20, 3, 1), Affine.Translation(x, y), new(10, 10)), v => Assert.Equal(0, v));
        }
    }

    // x, y, red, green, blue of Pillow 9.4's Image.resize(size, BILINEAR) of the beagle, RGB; it rounds to bytes between
    // the two passes, so that a level either way is the same.
    [Theory]
    [MemberData(nameof(PillowSays))]
    public void Resizing_a_photo_agrees_with_Pillow(int width, int height, int[] pixels)
    {
        var photo = ImageCodec.Decode(File.ReadAllBytes(Pictures.Beagle()), "beagle");
        var resized = photo.Through(new Resize(width, height));
        for (var i = 0; i < pixels.Length; i += 5)
        {
            for (var c = 0; c < 3; c++)
                Assert.InRange(resized.At(pixels[i], pixels[i + 1], c), pixels[i + 2 + c] - 1, pixels[i + 2 + c] + 1);
        }
    }

    public static TheoryData<int, int, int[]> PillowSays => new()
    {
        { 224, 224, [0, 0, 19, 35, 18, 223, 0, 81, 46, 105, 0, 223, 165, 168, 167, 223, 223, 181, 184, 180, 34, 145, 51, 50, 45, 216, 205, 198, 198, 204, 195, 16, 125, 142, 154, 65, 30, 108, 68, 33, 126, 194, 197, 174, 168, 115, 120, 250, 239, 236, 166, 97, 95, 41, 12, 201, 53, 164, 172, 168] },
        { 341, 256, [0, 0, 19, 35, 18, 340, 0, 81, 45, 104, 0, 255, 169, 171, 170, 340, 255, 184, 186, 182, 48, 249, 28, 11, 3, 14, 199, 213, 212, 214, 221, 1, 152, 159, 163, 228, 136, 39, 27, 19, 117, 52, 184, 128, 86, 162, 15, 128, 64, 20, 11, 13, 17, 25, 10, 332, 4, 103, 100, 109] },
        { 32, 32, [0, 0, 16, 27, 14, 31, 0, 100, 91, 115, 0, 31, 160, 167, 167, 31, 31, 182, 185, 186, 24, 13, 113, 69, 44, 27, 1, 146, 151, 152, 14, 28, 198, 189, 191, 31, 14, 198, 202, 205, 22, 14, 108, 56, 27, 14, 29, 210, 202, 205, 18, 1, 153, 134, 116, 26, 6, 183, 189, 194] },
        { 700, 601, [0, 0, 18, 35, 17, 699, 0, 79, 44, 102, 0, 600, 172, 174, 173, 699, 600, 189, 190, 185, 190, 303, 107, 60, 31, 123, 340, 1, 0, 0, 512, 432, 153, 155, 154, 519, 194, 96, 49, 23, 310, 290, 170, 112, 68, 601, 511, 178, 178, 176, 517, 402, 110, 111, 114, 603, 35, 137, 148, 154] },
    };

    private static IEnumerable<float> Interior(float[] plane, int width, int height, int border)
    {
        for (var y = border; y < height - border; y++)
        {
            for (var x = border; x < width - border; x++)
                yield return plane[(y * width) + x];
        }
    }

    private static void Separable(PixelImage image, in Affine map, ImageSize output, Span<float> planes) =>
        AxisAligned.Resample(new PixelView(image), map, output, Interpolation.Bilinear, 0, planes);

    private static void Warped(PixelImage image, in Affine map, ImageSize output, Span<float> planes)
    {
        var pass = new ResamplePass(new(map), image.Size(), output, Border.Constant, 0, Interpolation.Bilinear);
        Resampler.Warped(new PixelView(image), new(pass.Map), Bounds.Of(new(pass.Map), output), pass, EngineMode.Fused, planes);
    }

    private static float[] Planes(Path path, PixelImage image, Affine map, ImageSize output)
    {
        var planes = new float[image.Channels * output.Width * output.Height];
        planes.AsSpan().Fill(float.NaN);
        path(image, map, output, planes);
        return planes;
    }

    private static PixelImage Picture(Path path, PixelImage image, Affine map, ImageSize output)
    {
        var planes = Planes(path, image, map, output);
        return Pictures.Of(output.Width, output.Height, image.Channels,
            (x, y, c) => (byte)Math.Round(planes[(((c * output.Height) + y) * output.Width) + x] * 255));
    }
}
