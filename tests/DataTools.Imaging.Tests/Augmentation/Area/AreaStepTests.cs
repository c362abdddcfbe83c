using CsCheck;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Area;
using DataTools.Imaging.Augmentation.Engine;
using DataTools.Imaging.Augmentation.Engine.Area;
using DataTools.Imaging.Pixels;
using DataTools.Imaging.Tests.Augmentation.Engine;

namespace DataTools.Imaging.Tests.Augmentation.Area;

public sealed class AreaStepTests
{
    /// <summary>Every kind, drawn anywhere in its range.</summary>
    private static Gen<AreaStep> AnyStep { get; } = Gen.Select(Gen.Int[0, 11], Gen.Float[0, 1], Gen.Int[1, 40], Gen.ULong).Select((kind, f, n, key) => (AreaStep)(kind switch
    {
        0 => new AutoContrastStep(),
        1 => new EqualizeStep(),
        2 => new ClaheStep(0.1f + (f * 40), 1 + (n % 9), 1 + (n % 5)),
        3 => new SharpnessStep(f * 4),
        4 => new GaussianBlurStep(0.1f + (f * 9), n % 3 == 0 ? (2 * n) + 1 : 0),
        5 => new MotionBlurStep(f * 40, n * 9),
        6 => new GaussianNoiseStep(f, key),
        7 => new JpegStep(Math.Max(1, (int)(f * 100))),
        8 => new DownscaleStep(Math.Max(0.01f, f), n % 2 == 0 ? Interpolation.Nearest : Interpolation.Bilinear),
        9 => new EraseStep([new(n - 20, (int)(f * 40) - 20, n, 30 - (n / 2))], [f], n % 2 == 0 ? key : null),
        10 => new GridMaskStep(n, f, n - 20, 3, n % 3 * 20, f),
        _ => new MixChainsStep(f, [0.25f, 0.75f], [[new SharpnessStep(2)], [new ColourStep(ColourKind.Invert, 1), new GaussianNoiseStep(0.1f, key)]]),
    }));

    [Fact]
    public void Values_stay_in_range_and_a_second_time_gives_the_same() => Gen.Select(Pictures.Any, AnyStep).Sample((image, step) =>
    {
        var once = image.After(step);
        Assert.All(once, v => Assert.InRange(v, 0f, 1f));
        Assert.Equal(once, image.After(step));
    }, iter: 600);

    [Fact]
    public void A_picture_of_one_value_stays_that_under_what_blurs_sharpens_and_stretches() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Bool, Gen.Byte, AnyStep).Sample((width, height, gray, level, step) =>
        {
            if (step is not (AutoContrastStep or EqualizeStep or SharpnessStep or GaussianBlurStep or MotionBlurStep or DownscaleStep))
                return;
            var image = Pictures.Of(width, height, gray ? 1 : 3, (_, _, _) => level);
            Assert.All(image.After(step), v => Assert.Equal(level / 255f, v, 1e-5));
        }, iter: 400);

    [Fact]
    public void Rounding_errors_of_a_constant_picture_are_not_stretched_to_black_and_white()
    {
        float[] almost = [0.5f, 0.5000001f, 0.4999999f, 0.5f];
        new AutoContrastStep().Apply(new(almost, 1, new(2, 2)));
        Assert.All(almost, v => Assert.Equal(0.5, v, 1e-6));
    }

    [Fact]
    public void Autocontrast_reaches_black_and_white_in_each_channel()
    {
        var image = Pictures.Of(9, 7, 3, (x, y, c) => (byte)(40 + (c * 30) + (x * 5) + y));
        var planes = image.After(new AutoContrastStep());
        for (var c = 0; c < 3; c++)
        {
            Assert.Equal(0, planes[(c * 63)..((c + 1) * 63)].Min());
            Assert.Equal(1, planes[(c * 63)..((c + 1) * 63)].Max());
        }
    }

    [Fact]
    public void A_blur_of_a_point_is_the_gaussian()
    {
        var point = Pictures.Of(31, 31, 1, (x, y, _) => x == 15 && y == 15 ? (byte)255 : (byte)0);
        var planes = point.After(new GaussianBlurStep(2));
        double Weight(int d) => Math.Abs(d) > 6 ? 0 : Math.Exp(-d * d / 8.0);
        var sum = Enumerable.Range(-6, 13).Sum(Weight);
        for (var i = 0; i < planes.Length; i++)
            Assert.Equal(Weight((i % 31) - 15) * Weight((i / 31) - 15) / sum / sum, planes[i], 1e-6);
    }

    [Fact]
    public void Motion_goes_along_its_angle_counter_clockwise()
    {
        var point = Pictures.Of(21, 21, 1, (x, y, _) => x == 10 && y == 10 ? (byte)255 : (byte)0);
        Assert.Equal([1 / 3f, 1 / 3f, 1 / 3f], Line(point.After(new MotionBlurStep(3, 0)), 0), Close);
        Assert.Equal([1 / 3f, 1 / 3f, 1 / 3f], Line(point.After(new MotionBlurStep(3, 90)), 90), Close);
        // At 45 degrees what is right is up.
        var slanted = point.After(new MotionBlurStep(9, 45));
        Assert.True(slanted[(8 * 21) + 12] > 0.05);
        Assert.Equal(0, slanted[(12 * 21) + 12]);
        Assert.Equal(1, slanted.Sum(), 1e-5);

        static float[] Line(float[] p, int angle) => angle == 0 ? p[((10 * 21) + 9)..((10 * 21) + 12)] : [p[(9 * 21) + 10], p[(10 * 21) + 10], p[(11 * 21) + 10]];
        static bool Close(float a, float b) => Math.Abs(a - b) < 1e-6;
    }

    [Fact]
    public void Noise_is_normal_independent_and_its_keys_own()
    {
        var gray = Pictures.Of(300, 300, 1, (_, _, _) => 128);
        var noise = gray.After(new GaussianNoiseStep(0.05f, 7)).Select(v => (v - (128 / 255f)) / 0.05).ToArray();
        Assert.Equal(0, noise.Average(), 0.015);
        Assert.Equal(1, noise.Average(v => v * v), 0.02);
        Assert.Equal(3, noise.Average(v => Math.Pow(v, 4)), 0.15);
        Assert.Equal(0.158655, noise.Count(v => v > 1) / 90_000.0, 0.005);
        foreach (var lag in new[] { 1, 8, 16, 32, 300 })
            Assert.Equal(0, noise.Skip(lag).Zip(noise, (a, b) => a * b).Average(), 0.02);
        Assert.NotEqual(noise, gray.After(new GaussianNoiseStep(0.05f, 8)).Select(v => (v - (128 / 255f)) / 0.05));
    }

    [Fact]
    public void Noise_is_philox()
    {
        // The first known answer of its authors: key and counter 0.
        var (a, b, c, d) = Noise.Bits(0, 0);
        Assert.Equal((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u), (a[0], b[0], c[0], d[0]));
    }

    [Fact]
    public void Rectangles_are_erased_as_far_as_they_are_inside()
    {
        var image = Pictures.Noise(20, 10, 3, 5);
        var planes = image.After(new EraseStep([new(-3, -3, 5, 6), new(18, 8, 2_000_000_000, 2_000_000_000)], [0.1f, 0.2f, 0.3f]));
        for (var i = 0; i < planes.Length; i++)
        {
            var (c, y, x) = (i / 200, i % 200 / 20, i % 20);
            var inside = (x < 2 && y < 3) || (x >= 18 && y >= 8);
            Assert.Equal(inside ? 0.1f * (c + 1) : image.At(x, y, c) / 255f, planes[i], 1e-6);
        }
        var noise = image.After(new EraseStep([new(0, 0, 20, 10)], [], 9));
        Assert.Equal(0.5, noise.Average(), 0.05);
        Assert.InRange(noise.Distinct().Count(), 595, 600);
    }

    [Fact]
    public void A_gray_picture_is_erased_with_the_gray_of_a_colour() =>
        Assert.All(Pictures.Noise(5, 4, 1, 3).After(new EraseStep([new(0, 0, 5, 4)], [1, 0.5f, 0])), v => Assert.Equal(0.299 + (0.587 / 2), v, 1e-6));

    [Fact]
    public void A_grid_erases_squares_of_its_ratio()
    {
        var white = Pictures.Of(30, 20, 3, (_, _, _) => 255);
        var planes = white.After(new GridMaskStep(10, 0.4f, 2, 1));
        for (var i = 0; i < 600; i++)
            Assert.Equal((i % 30 + 8) % 10 < 4 && (i / 30 + 9) % 10 < 4 ? 0 : 1, planes[i]);
        var turned = Pictures.Of(200, 200, 1, (_, _, _) => 255).After(new GridMaskStep(20, 0.5f, 0, 0, 30));
        Assert.Equal(0.75, turned.Average(), 0.02);
    }

    [Fact]
    public void Downscaling_averages_and_leaves_the_mean()
    {
        var image = Pictures.Noise(32, 24, 1, 8);
        Assert.Equal(image.Floats(), image.After(new DownscaleStep(1)));
        var small = image.After(new DownscaleStep(0.25f));
        Assert.Equal(image.Floats().Average(), small.Average(), 0.02);
        var corner = Enumerable.Range(0, 16).Average(i => image.At(i % 4, i / 4) / 255.0);
        Assert.Equal(corner, small[0], 1e-5);
        var nearest = image.After(new DownscaleStep(0.25f, Interpolation.Nearest));
        for (var i = 0; i < nearest.Length; i++)
            Assert.Equal(image.At((i % 32 / 4 * 4) + 2, (i / 32 / 4 * 4) + 2) / 255f, nearest[i]);
    }

    [Fact]
    public void Clahe_of_colour_keeps_the_differences_of_the_channels()
    {
        var image = Pictures.Of(40, 40, 3, (x, y, c) => (byte)(100 + (c * 10) + ((x + y) / 4)));
        var (before, after) = (image.Floats(), image.After(new ClaheStep(4, 2, 2)));
        for (var i = 0; i < 1600; i++)
            Assert.True(after[i] is 0 or 1 || after[1600 + i] is 0 or 1 || Math.Abs(after[1600 + i] - after[i] - (before[1600 + i] - before[i])) < 1e-5);
        Assert.True(after.Max() - after.Min() > before.Max() - before.Min());
    }

    [Fact]
    public void Chains_are_mixed_convexly()
    {
        var image = FloatPictures.Mixed(23, 19, 3);
        var turn = new GeometryStep(new Affine(-1, 0, 23, 0, 1, 0), new ImageSize(23, 19));
        var mixed = image.After(new MixChainsStep(0.4f, [0.25f, 0.75f], [[turn], [new ColourStep(ColourKind.Invert, 1)]]));
        for (var i = 0; i < mixed.Length; i++)
        {
            var (c, y, x) = (i / 437, i % 437 / 23, i % 23);
            var own = image.At(x, y, c) / 255.0;
            Assert.Equal((0.6 * own) + (0.4 * ((0.25 * image.At(22 - x, y, c) / 255.0) + (0.75 * (1 - own)))), mixed[i], 1e-5);
        }
        Assert.Equal(image.Floats(), image.After(new MixChainsStep(0, [1], [[turn]])));
        Assert.Equal(image.Floats(), image.After(new MixChainsStep(1, [1], [[]])));
    }

    [Fact]
    public void A_chain_with_geometry_is_what_the_plane_resampled_is_without_a_way_through_bytes()
    {
        var picture = FloatPictures.Mixed(40, 33, 3);
        var turn = new GeometryStep(Affine.Rotation(20, 20, 16), new ImageSize(40, 33));
        var expected = new float[picture.Pixels.Length];
        Resampler.Resample(picture.Floats(), 3, new(turn.OutputToInput, turn.Output, turn.Output, turn.Border, turn.Fill, turn.Interpolation), expected);
        var mixed = new MixChainsStep(1, [1], [[turn]]);
        Assert.Equal(expected, picture.After(mixed));
        // Another size, and other chains in a copy of the step: what was compiled before is not used again.
        var small = FloatPictures.Mixed(20, 33, 3);
        Assert.Throws<InvalidInputException>(() => small.After(mixed));
        Assert.Equal(small.Floats(), small.After(mixed with { Chains = [[]] }));
    }

    [Fact]
    public void What_makes_no_sense_is_refused_by_name()
    {
        var image = Pictures.Noise(8, 8, 3, 1);
        AreaStep[] senseless =
        [
            new GaussianBlurStep(0), new GaussianBlurStep(float.NaN), new GaussianBlurStep(1, 4), new GaussianBlurStep(1e9f), new MotionBlurStep(-1, 0), new MotionBlurStep(3, float.NaN),
            new ClaheStep(0), new ClaheStep(2, 0, 3), new GaussianNoiseStep(-1, 0), new JpegStep(0), new JpegStep(101), new DownscaleStep(0), new DownscaleStep(0.5f, Interpolation.Bicubic),
            new EraseStep([], [0, 0]), new EraseStep([], []), new GridMaskStep(0, 0.5f, 0, 0), new GridMaskStep(4, 2, 0, 0), new MixChainsStep(0.5f, [1], []), new MixChainsStep(0.5f, [0.5f], [[]]),
            new MixChainsStep(0.5f, [1], [[new NormalizeStep([0], [1])]]), new MixChainsStep(0.5f, [1], [[new GeometryStep(Affine.Identity, new ImageSize(4, 4))]]),
            new SharpnessStep(float.NaN),
        ];
        Assert.All(senseless, step => Assert.Throws<InvalidInputException>(() => image.After(step)));
    }

    [Fact]
    public void Steps_of_equal_values_are_equal()
    {
        Assert.Equal(new EraseStep([new(1, 2, 3, 4)], [0.5f]), new EraseStep([new(1, 2, 3, 4)], [0.5f]));
        Assert.NotEqual(new EraseStep([new(1, 2, 3, 4)], [0.5f]), new EraseStep([new(1, 2, 3, 5)], [0.5f]));
        MixChainsStep Mixed(float f) => new(0.5f, [1], [[new SharpnessStep(f)]]);
        Assert.Equal(Mixed(2), Mixed(2));
        Assert.Equal(Mixed(2).GetHashCode(), Mixed(2).GetHashCode());
        Assert.NotEqual(Mixed(2), Mixed(3));
    }

    [Fact]
    public void What_needs_no_codec_allocates_nothing()
    {
        AreaStep[] steps =
        [
            new AutoContrastStep(), new EqualizeStep(), new ClaheStep(3), new SharpnessStep(2), new GaussianBlurStep(2), new MotionBlurStep(9, 30), new GaussianNoiseStep(0.1f, 3),
            new DownscaleStep(0.3f), new EraseStep([new(2, 2, 9, 9)], [0]), new GridMaskStep(8, 0.5f, 0, 0),
            new MixChainsStep(0.5f, [0.4f, 0.6f], [
                [new GeometryStep(Affine.Rotation(20, 20, 16), new ImageSize(40, 33)), new ColourStep(ColourKind.Solarize, 0.5f)],
                [new EqualizeStep(), new GeometryStep(Affine.Translation(3.5, 0), new ImageSize(40, 33)) { Interpolation = Interpolation.Nearest }]]),
        ];
        var planes = FloatPictures.Mixed(40, 33, 3).Floats();
        foreach (var step in steps)
        {
            step.Apply(new(planes, 3, new(40, 33)));
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 3; i++)
                step.Apply(new(planes, 3, new(40, 33)));
            Assert.True(GC.GetAllocatedBytesForCurrentThread() == before, $"{step}");
        }
    }
}
