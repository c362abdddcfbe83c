using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Engine;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation.Engine;

public sealed class ColourTests
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
        Colour.Apply(new ColourStep(ColourKind.Contrast, 0.5f), gray, 1);
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
        Colour.Normalise(new([0.2, 0.5, 0.6], [0.1, 0.5, 2]), planes, 3);
        Near([0, -2, 0, -0.2, 0.2, 0], planes);
        planes = TwoPixels;
        Colour.Normalise(new([0.5], [0.25]), planes, 3);
        Near([-1.2, -2, 0, -0.4, 2, 0.4], planes);
        Assert.Throws<InvalidInputException>(() => Colour.Normalise(new([0.2, 0.5, 0.6], [0.1, 0.5, 2]), new float[4], 1));
    }

    private static float[] After(ColourKind kind, float factor)
    {
        var planes = TwoPixels;
        Colour.Apply(new ColourStep(kind, factor), planes, 3);
        return planes;
    }

    private static void Near(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 2e-6);
    }
}
