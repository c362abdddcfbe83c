using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Pixels;
using DataTools.Training.Feeding;
using DataTools.Training.Runs;
using DataTools.Training.Tests.Support;

namespace DataTools.Training.Tests.Feeding;

public sealed class PreprocessingTests
{
    [Fact]
    public void Small_square_pictures_keep_their_size_and_their_statistics_are_measured()
    {
        using var tiny = new TinyEntry();
        using var entry = tiny.Store.Open(TinyEntry.Name);
        var source = new ImageSource(entry.Split(SplitNames.Train));
        int[] all = [.. Enumerable.Range(0, source.Split.Count)];
        var p = Preprocessing.Of(source, all, imageSize: 0, TestContext.Current.CancellationToken);
        Assert.Equal((TinyEntry.Side, 1), (p.ImageSize, p.Channels));

        double[] values = [.. all.SelectMany(i => source.Get(i).Pixels).Select(b => b / 255.0)];
        var mean = values.Average();
        Assert.Equal(mean, p.Mean[0], 1e-4);
        Assert.Equal(Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), p.Std[0], 1e-4);

        var planes = new float[TinyEntry.Side * TinyEntry.Side];
        Assert.Single(p.Testing(1))!.Draw(new(TinyEntry.Side, TinyEntry.Side), 0, 0, 0).Apply(source.Get(0), 1, planes);
        Assert.Equal(((source.Get(0).Pixels[5] / 255.0) - p.Mean[0]) / p.Std[0], planes[5], 1e-5);
    }

    [Fact]
    public void Ten_crops_are_ten_views_of_the_right_size_and_other_numbers_are_refused()
    {
        var p = new Preprocessing(28, 1, [0.5], [0.5]);
        var views = p.Testing(10);
        Assert.Equal(10, views.Count);
        Assert.All(views, v => Assert.Equal(new ImageSize(28, 28), v.Draw(new(28, 28), 0, 0, 0).Output));
        Assert.Throws<InvalidInputException>(() => p.Testing(7));
    }

    /// <summary>Otherwise ten crops would be compared with one at another scale.</summary>
    [Theory]
    [InlineData(28, 28, 28)]
    [InlineData(32, 32, 32)]
    [InlineData(224, 400, 300)]
    public void The_first_of_ten_crops_is_the_single_crop(int size, int width, int height)
    {
        var p = new Preprocessing(size, 1, [0.5], [0.5]);
        var image = new PixelImage(width, height, 1);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)(i * 7);
        float[] View(AugmentationPolicy policy)
        {
            var planes = new float[size * size];
            policy.Draw(new(width, height), 0, 0, 0).Apply(image, 1, planes);
            return planes;
        }
        Assert.Equal(View(p.Testing(1)[0]), View(p.Testing(10)[0]));
    }

    [Fact]
    public void Photos_that_are_not_augmented_are_seen_at_the_scale_of_testing()
    {
        var p = new Preprocessing(224, 3, [0.5], [0.5]);
        var plan = p.Training(AugmentationPolicy.Load("none", ".")).Draw(new(600, 400), 0, 1, 2);
        Assert.Equal(p.Testing(1)[0].Draw(new(600, 400), 0, 0, 0).OutputToInput, plan.OutputToInput);
        // The shorter side to 256, then the central 224.
        Assert.Equal(400.0 / 256, plan.OutputToInput.E, 1e-9);
    }

    [Theory]
    [InlineData(40, 30)]
    [InlineData(300, 200)]
    public void Training_ends_in_a_square_of_the_right_size_whatever_the_policy(int width, int height)
    {
        var p = new Preprocessing(24, 3, [0.5], [0.5]);
        foreach (var preset in AugmentationPolicy.Presets)
            Assert.Equal(new ImageSize(24, 24), p.Training(AugmentationPolicy.Load(preset, ".")).Draw(new(width, height), 0, 1, 2).Output);
    }

    private static readonly InitialWeights Weights = new()
    {
        Path = "w",
        Source = "w",
        ImageSize = 224,
        Resize = 236,
        Interpolation = "bicubic",
        Mean = [0.4, 0.5, 0.6],
        Std = [0.1, 0.2, 0.3],
    };

    private static readonly TrainOptions Options = new() { Entry = "e", Weights = Weights };

    [Fact]
    public void The_resize_and_its_interpolation_come_with_the_weights_unless_the_user_says_otherwise()
    {
        var own = new Preprocessing(224, 3, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
        var with = own.For(Options);
        Assert.Equal((236, Interpolation.Bicubic, 0.4), (with.Resized, with.Interpolation, with.Mean[0]));
        var plan = with.Testing(1)[0].Draw(new(600, 400), 0, 0, 0);
        Assert.Equal(400.0 / 236, plan.OutputToInput.E, 1e-9);
        Assert.All(plan.Steps.OfType<GeometryStep>().Take(1), s => Assert.Equal(Interpolation.Bicubic, s.Interpolation));
        Assert.Equal(400.0 / 236, with.Testing(10)[0].Draw(new(600, 400), 0, 0, 0).OutputToInput.E, 1e-9);

        // At another size the same share of the image is seen.
        Assert.Equal(169, (own with { ImageSize = 160 }).For(Options).Resized);
        var said = own.For(Options with { Resize = 300, Interpolation = "bilinear" });
        Assert.Equal((300, Interpolation.Bilinear), (said.Resized, said.Interpolation));
        Assert.Contains("--resize 100", Assert.Throws<InvalidInputException>(() => own.For(Options with { Resize = 100 })).Message, StringComparison.Ordinal);
        Assert.Equal((256, Interpolation.Bilinear), (own.For(Options with { Weights = null }).Resized, own.For(Options with { Weights = null }).Interpolation));
    }

    [Fact]
    public void Bicubic_makes_other_pixels_than_bilinear()
    {
        var image = new PixelImage(90, 70, 1);
        for (var i = 0; i < image.Pixels.Length; i++)
            image.Pixels[i] = (byte)(i * 7 % 251);
        float[] View(Preprocessing p)
        {
            var planes = new float[p.ImageSize * p.ImageSize];
            p.Testing(1)[0].Draw(new(image.Width, image.Height), 0, 0, 0).Apply(image, 1, planes);
            return planes;
        }
        var p = new Preprocessing(96, 1, [0.5], [0.5]);
        Assert.NotEqual(View(p), View(p with { Interpolation = Interpolation.Bicubic }));
    }

    /// <summary>As a run of an earlier version was tested, whose options do not say it.</summary>
    [Theory]
    [InlineData(224, 256)]
    [InlineData(32, 32)]
    public void Options_without_a_resize_are_read_as_before(int size, int resized)
    {
        var p = Preprocessing.Of(new TrainOptions { Entry = "e", ImageSize = size, Channels = 1, Mean = [0.5], Std = [0.5] });
        Assert.Equal((resized, Interpolation.Bilinear), (p.Resized, p.Interpolation));
        // Said or chosen, it is the same, with ten crops too.
        Assert.Equal(
            p.Testing(10).Select(v => v.Draw(new(size * 2, size * 3), 0, 0, 0).OutputToInput),
            (p with { Resize = resized }).Testing(10).Select(v => v.Draw(new(size * 2, size * 3), 0, 0, 0).OutputToInput));
    }
}
