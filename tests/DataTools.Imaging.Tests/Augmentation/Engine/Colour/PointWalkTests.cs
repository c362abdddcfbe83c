using CsCheck;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Engine.Colour;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation.Engine.Colour;

public sealed class PointWalkTests
{
    // Two pixels: (0.2, 0.5, 1) and (0, 0.4, 0.6), as planes. Gray by BT.601: 0.4673 and 0.3032.
    private static float[] TwoPixels => [0.2f, 0, 0.5f, 0.4f, 1, 0.6f];

    [Fact]
    public void Brightness_multiplies_and_clamps()
    {
        Near([0.1, 0, 0.25, 0.2, 0.5, 0.3], After(ColourKind.Brightness, 0.5f));
        Near([0.4, 0, 1, 0.8, 1, 1], After(ColourKind.Brightness, 2));
        Near([0, 0, 0, 0, 0, 0], After(ColourKind.Brightness, 0));
    }

    [Fact]
    public void Contrast_blends_with_the_mean_of_the_gray_image()
    {
        // The mean is 0.38525.
        Near([0.292625, 0.192625, 0.442625, 0.392625, 0.692625, 0.492625], After(ColourKind.Contrast, 0.5f));
        Near([0.01475, 0, 0.61475, 0.41475, 1, 0.81475], After(ColourKind.Contrast, 2));
        Assert.All(After(ColourKind.Contrast, 0), v => Assert.Equal(0.38525, v, 1e-6));
        float[] gray = [0.1f, 0.3f, 0.8f, 0.8f];
        PointWalk.Run(new([new ColourStep(ColourKind.Contrast, 0.5f)], null), new(gray, 1, new(4, 1)), exact: false);
        Near([0.3, 0.4, 0.65, 0.65], gray);
    }

    [Fact]
    public void Saturation_blends_with_the_gray_of_the_pixel()
    {
        Near([0.4673, 0.3032, 0.4673, 0.3032, 0.4673, 0.3032], After(ColourKind.Saturation, 0));
        Near([0.33365, 0.1516, 0.48365, 0.3516, 0.73365, 0.4516], After(ColourKind.Saturation, 0.5f));
        Near([0, 0, 0.5327, 0.4968, 1, 0.8968], After(ColourKind.Saturation, 2));
    }

    [Theory]
    [InlineData(ColourKind.Brightness)]
    [InlineData(ColourKind.Contrast)]
    [InlineData(ColourKind.Saturation)]
    public void A_factor_of_1_changes_nothing(ColourKind kind) => Assert.Equal(TwoPixels, After(kind, 1));

    [Fact]
    public void Saturation_leaves_gray_images_as_they_are()
    {
        var gray = Pictures.Noise(9, 9, 1, 4);
        Pictures.Same(gray, gray.Through(new Saturation((3, 3))));
        // The same as three equal channels: to a rounding error.
        var plan = new AugmentationPolicy([new Saturation((3, 3))]).Draw(gray.Size(), 0, 0, 0);
        var planes = new float[3 * 81];
        plan.Apply(gray, 3, planes);
        for (var i = 0; i < planes.Length; i++)
            Assert.Equal(gray.Pixels[i % 81] / 255f, planes[i], 1e-6);
    }

    [Fact]
    public void Normalisation_is_per_channel_or_one_for_all()
    {
        var planes = TwoPixels;
        PointWalk.Run(new([], new([0.2, 0.5, 0.6], [0.1, 0.5, 2])), new(planes, 3, new(2, 1)), exact: false);
        Near([0, -2, 0, -0.2, 0.2, 0], planes);
        planes = TwoPixels;
        PointWalk.Run(new([], new([0.5], [0.25])), new(planes, 3, new(2, 1)), exact: false);
        Near([-1.2, -2, 0, -0.4, 2, 0.4], planes);
        Assert.Throws<InvalidInputException>(() => PointWalk.Run(new([], new([0.2, 0.5, 0.6], [0.1, 0.5, 2])), new(new float[4], 1, new(4, 1)), exact: false));
    }

    [Theory]
    [InlineData(ColourKind.Brightness, 1.37f)]
    [InlineData(ColourKind.Contrast, 0.6f)]
    [InlineData(ColourKind.Contrast, 1.4f)]
    [InlineData(ColourKind.Saturation, 1.4f)]
    [InlineData(ColourKind.Hue, -0.5f)]
    [InlineData(ColourKind.Hue, -0.1f)]
    [InlineData(ColourKind.Hue, 0.07f)]
    [InlineData(ColourKind.Hue, 0.4f)]
    [InlineData(ColourKind.Hue, 0.5f)]
    [InlineData(ColourKind.Gamma, 0.3f)]
    [InlineData(ColourKind.Gamma, 2.2f)]
    [InlineData(ColourKind.Grayscale, 1f)]
    [InlineData(ColourKind.Invert, 1f)]
    [InlineData(ColourKind.Solarize, 0.5f)]
    [InlineData(ColourKind.Posterize, 3f)]
    public void Every_kind_agrees_with_its_definition_in_doubles(ColourKind kind, float factor)
    {
        // Whole blocks and a rest that is no whole vector.
        var image = FloatPictures.Mixed(61, 47, 3);
        var (planes, area) = (image.Floats(), 61 * 47);
        var pixels = Enumerable.Range(0, area).Select(i => new double[] { planes[i], planes[area + i], planes[(2 * area) + i] }).ToArray();
        var mean = pixels.Average(p => (0.299 * p[0]) + (0.587 * p[1]) + (0.114 * p[2]));
        var expected = pixels.Select(p => Reference(kind, factor, p, mean)).ToArray();
        var actual = image.After([new ColourStep(kind, factor)]);
        for (var i = 0; i < actual.Length; i++)
            Assert.Equal(expected[i % area][i / area], actual[i], 2e-6);
    }

    [Fact]
    public void Values_stay_in_range_whatever_is_done() =>
        Gen.Select(Pictures.Any, Gen.Select(Gen.Enum<ColourKind>(), Gen.Float[0, 1]).List[1, 8]).Sample((image, drawn) =>
        {
            var steps = drawn.Select(d => (PointStep)new ColourStep(d.Item1, d.Item1 switch
            {
                ColourKind.Hue => d.Item2 - 0.5f,
                ColourKind.Posterize => 1 + (int)(d.Item2 * 7),
                ColourKind.Solarize => d.Item2,
                _ => d.Item2 * 3,
            })).ToArray();
            Assert.All(image.After(steps), v => Assert.InRange(v, 0f, 1f));
        }, iter: 300);

    [Fact]
    public void A_matrix_mixes_channels_and_on_gray_only_its_first_row_counts()
    {
        var planes = TwoPixels;
        PointWalk.Run(new([new ColourMatrixStep([0, 0, 1, 1, 0, 0, 0, 0.5f, 0], [0, 0.1f, 0])], null), new(planes, 3, new(2, 1)), exact: false);
        Near([1, 0.6, 0.3, 0.1, 0.25, 0.2], planes);
        float[] gray = [0.2f, 0.5f, 0.9f];
        PointWalk.Run(new([new ColourMatrixStep([0.5f, 0.25f, 0.5f, 9, 9, 9, 9, 9, 9], [0.1f, 9, 9])], null), new(gray, 1, new(3, 1)), exact: false);
        Near([0.35, 0.725, 1], gray);
    }

    [Fact]
    public void Gray_pictures_have_neither_hue_nor_saturation()
    {
        var image = Pictures.Noise(33, 9, 1, 7);
        Assert.Equal(image.Floats(), image.After([new ColourStep(ColourKind.Hue, 0.3f), new ColourStep(ColourKind.Saturation, 2), new ColourStep(ColourKind.Grayscale, 1)]));
    }

    [Fact]
    public void Gamma_keeps_black_and_white()
    {
        foreach (var gamma in new[] { 0f, 0.01f, 0.5f, 1, 3, 100 })
        {
            float[] ends = [0, 1, 0.5f];
            PointWalk.Run(new([new ColourStep(ColourKind.Gamma, gamma)], null), new(ends, 1, new(3, 1)), exact: false);
            Assert.Equal([gamma == 0 ? 1 : 0, 1], ends[..2]);
            Assert.Equal(Math.Pow(0.5, gamma), ends[2], 1e-6);
        }
    }

    [Theory]
    [InlineData(224, 224)]
    [InlineData(1024, 64)]
    [InlineData(512, 96)]
    [InlineData(4096, 16)]
    public void The_mean_for_contrast_of_a_quarter_of_the_blocks_is_that_of_all(int width, int height)
    {
        // Darker to the left and below: a choice of blocks that kept step with the rows would miss it.
        var noise = Pictures.Noise(width, height, 3, 3);
        var image = Pictures.Of(width, height, 3, (x, y, c) => (byte)(((x * 160) / width) + ((height - y) * 60 / height) + (noise.At(x, y, c) / 8)));
        var (fused, exact) = (image.Floats(), image.Floats());
        var pass = new PointPass([new ColourStep(ColourKind.Contrast, 0.6f)], new([0], [1]));
        PointWalk.Run(pass, new(fused, 3, image.Size()), exact: false);
        PointWalk.Run(pass, new(exact, 3, image.Size()), exact: true);
        Assert.InRange(FloatPictures.Decibels(exact, fused, v => v), 55, double.PositiveInfinity);
    }

    [Fact]
    public void Several_contrasts_each_see_the_mean_before_them()
    {
        float[] gray = [0.1f, 0.3f, 0.8f, 0.8f];
        PointWalk.Run(new([new ColourStep(ColourKind.Contrast, 0.5f), new ColourStep(ColourKind.Brightness, 0.5f), new ColourStep(ColourKind.Contrast, 0)], null), new(gray, 1, new(4, 1)), exact: false);
        Near([0.25, 0.25, 0.25, 0.25], gray);
    }

    [Fact]
    public void Exact_means_levels_of_255()
    {
        var planes = FloatPictures.Mixed(31, 17, 3).Floats();
        PointWalk.Run(new([new ColourStep(ColourKind.Brightness, 0.77f)], null), new(planes, 3, new(31, 17)), exact: true);
        Assert.All(planes, v => Assert.Equal(MathF.Round(v * 255) / 255f, v));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var pass = new PointPass(
            [new ColourStep(ColourKind.Brightness, 1.2f), new ColourStep(ColourKind.Contrast, 0.8f), new ColourStep(ColourKind.Saturation, 1.2f), new ColourStep(ColourKind.Hue, 0.1f), new ColourMatrixStep([1, 0, 0, 0, 1, 0, 0, 0, 1], [0, 0, 0])],
            new([0.4, 0.5, 0.6], [0.2, 0.2, 0.2]));
        var planes = FloatPictures.Mixed(50, 33, 3).Floats();
        PointWalk.Run(pass, new(planes, 3, new(50, 33)), exact: false);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
            PointWalk.Run(pass, new(planes, 3, new(50, 33)), exact: false);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>The definitions, written plainly and in doubles.</summary>
    private static double[] Reference(ColourKind kind, double f, double[] p, double mean)
    {
        var gray = (0.299 * p[0]) + (0.587 * p[1]) + (0.114 * p[2]);
        return kind switch
        {
            ColourKind.Brightness => [.. p.Select(v => Math.Clamp(v * f, 0, 1))],
            ColourKind.Contrast => [.. p.Select(v => Math.Clamp((v * f) + (mean * (1 - f)), 0, 1))],
            ColourKind.Saturation => [.. p.Select(v => Math.Clamp((v * f) + (gray * (1 - f)), 0, 1))],
            ColourKind.Hue => Turned(p, f),
            ColourKind.Gamma => [.. p.Select(v => Math.Pow(v, f))],
            ColourKind.Grayscale => [gray, gray, gray],
            ColourKind.Invert => [.. p.Select(v => 1 - v)],
            ColourKind.Solarize => [.. p.Select(v => v >= f ? 1 - v : v)],
            _ => [.. p.Select(v => ((int)Math.Round(v * 255) & (0xFF00 >> (int)f) & 0xFF) / 255.0)],
        };
    }

    // HSV as in textbooks: sectors, and the four values p, q, t, v.
    private static double[] Turned(double[] p, double turns)
    {
        var (v, least) = (p.Max(), p.Min());
        var c = v - least;
        if (c == 0)
            return p;
        var h = v == p[0] ? (p[1] - p[2]) / c : v == p[1] ? 2 + ((p[2] - p[0]) / c) : 4 + ((p[0] - p[1]) / c);
        h = (((h / 6) + turns) % 1 + 1) % 1 * 6;
        var (s, f) = (c / v, h - Math.Floor(h));
        var (low, down, up) = (v * (1 - s), v * (1 - (s * f)), v * (1 - (s * (1 - f))));
        return ((int)h % 6) switch
        {
            0 => [v, up, low],
            1 => [down, v, low],
            2 => [low, v, up],
            3 => [low, down, v],
            4 => [up, low, v],
            _ => [v, low, down],
        };
    }

    private static float[] After(ColourKind kind, float factor)
    {
        var planes = TwoPixels;
        PointWalk.Run(new([new ColourStep(kind, factor)], null), new(planes, 3, new(2, 1)), exact: false);
        return planes;
    }

    private static void Near(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-6);
    }
}
