using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation;

public sealed class AugmentationPlanTests
{
    private static readonly AugmentationPolicy Nothing = new([]);

    [Fact]
    public void Colour_becomes_gray_by_weight_and_gray_becomes_three_equal_channels()
    {
        var colour = Pictures.Of(2, 1, 3, (x, _, c) => x == 0 ? new byte[] { 255, 0, 51 }[c] : (byte)255);
        var plan = Nothing.Draw(new(2, 1), 0, 0, 0);
        var gray = new float[2];
        plan.Apply(colour, 1, gray);
        Assert.Equal(0.299 + (0.114 * 0.2), gray[0], 1e-6);
        Assert.Equal(1f, gray[1]);

        var planes = new float[6];
        plan.Apply(Pictures.Of(2, 1, 1, (x, _, _) => (byte)(51 + (x * 51))), 3, planes);
        Assert.Equal([0.2f, 0.4f, 0.2f, 0.4f, 0.2f, 0.4f], planes);
    }

    [Fact]
    public void Planes_are_channel_after_channel_row_after_row()
    {
        var image = Pictures.Of(3, 2, 3, (x, y, c) => (byte)((c * 100) + (y * 10) + x));
        var planes = new float[18];
        Nothing.Draw(new(3, 2), 0, 0, 0).Apply(image, 3, planes);
        Assert.Equal([0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112, 200, 201, 202, 210, 211, 212], planes.Select(p => (int)Math.Round(p * 255)));
    }

    [Fact]
    public void Colour_steps_act_in_their_order_and_before_normalisation()
    {
        var image = Pictures.Of(1, 1, 1, (_, _, _) => 204);
        var policy = new AugmentationPolicy([new Brightness((2, 2)), new Brightness((0.5, 0.5)), new Normalize([0.25], [0.5])]);
        var planes = new float[1];
        policy.Draw(new(1, 1), 0, 0, 0).Apply(image, 1, planes);
        // 0.8 doubled is clamped to 1, halved 0.5, normalised 0.5; the other way round it would end at 1.1.
        Assert.Equal(0.5, planes[0], 1e-6);
    }

    [Fact]
    public void The_contrast_mean_is_that_of_the_final_picture()
    {
        // A white image of which half lies outside after the crop: the mean counts its black.
        var image = Pictures.Of(4, 2, 1, (_, _, _) => 255);
        var planes = new float[16];
        new AugmentationPolicy([new Contrast((0, 0)), new CornerCrop(4, Corner.TopLeft)]).Draw(new(4, 2), 0, 0, 0).Apply(image, 1, planes);
        Assert.All(planes, v => Assert.Equal(0.5, v, 1e-6));
    }

    [Fact]
    public void Colour_before_a_turn_leaves_what_the_turn_fills_in_as_it_is()
    {
        var image = Pictures.Of(8, 8, 3, (_, _, _) => 255);
        var plan = AugmentationPlan.Compile(
            image.Size(), [new ColourStep(ColourKind.Brightness, 0.5f), new GeometryStep(Affine.Translation(-4, 0), image.Size()) { Fill = 1 }]);
        var planes = new float[192];
        plan.Apply(image, 3, planes);
        Assert.All(planes, (v, i) => Assert.Equal(i % 8 < 4 ? 1 : 0.5, v, 1e-6));
    }

    [Fact]
    public void What_lies_behind_the_horizon_of_a_perspective_is_not_seen_when_the_picture_shrinks()
    {
        // In the first picture all comes from beyond the upper left corner; further right and down, from behind the horizon at
        // 250, the white image would come again.
        var image = Pictures.Of(200, 200, 3, (_, _, _) => 255);
        GeometryStep[] steps =
        [
            new(new Homography(1, 0, -300, 0, 1, -300, -0.002, -0.002), image.Size()),
            new(Affine.Scaling(2.5, 2.5), image.Size()),
        ];
        var planes = new float[120_000];
        AugmentationPlan.Compile(image.Size(), steps).Apply(image, 3, planes);
        Assert.All(planes, v => Assert.Equal(0, v));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var plan = Nothing.Draw(new(3, 2), 0, 0, 0);
        Assert.Throws<ArgumentException>(() => plan.Apply(Pictures.Noise(2, 3, 1, 0)));
        Assert.Throws<ArgumentException>(() => plan.Apply(Pictures.Noise(3, 2, 1, 0), 1, new float[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Apply(Pictures.Noise(3, 2, 1, 0), 2, new float[12]));
        Assert.Throws<InvalidOperationException>(() => Pictures.Noise(3, 2, 1, 0).Through(new Normalize([0], [1])));
    }

    [Fact]
    public void One_plan_serves_many_threads()
    {
        var image = Pictures.Waves(80, 60, 3);
        var plan = AugmentationPolicy.Load("standard", "/").Draw(image.Size(), 1, 2, 3);
        var expected = plan.Apply(image);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ => Pictures.Same(expected, plan.Apply(image)));
    }
}
