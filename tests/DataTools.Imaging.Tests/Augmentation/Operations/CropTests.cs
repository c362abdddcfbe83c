using CsCheck;
using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation.Operations;

public sealed class CropTests
{
    [Fact]
    public void Random_crops_are_uniform_over_all_places()
    {
        const int n = 9000;
        var (xs, ys) = (new int[9], new int[9]);
        for (var sample = 0UL; sample < n; sample++)
        {
            var plan = new AugmentationPolicy([new RandomCrop(null, 4)]).Draw(new(32, 32), 0, sample, 0);
            Assert.Equal(new ImageSize(32, 32), plan.Output);
            xs[(int)plan.OutputToInput.C + 4]++;
            ys[(int)plan.OutputToInput.F + 4]++;
        }
        var sigma = Math.Sqrt(n * (1 / 9.0) * (8 / 9.0));
        Assert.All(xs.Concat(ys), count => Assert.InRange(count, 1000 - (5 * sigma), 1000 + (5 * sigma)));
    }

    [Theory]
    [InlineData(4, 10, 0, -3)]
    [InlineData(4, 10, 3, -3)]
    [InlineData(4, 9, 1, -2)]
    [InlineData(4, 4, 0, 0)]
    public void A_crop_larger_than_the_padded_image_is_centred(int image, int size, int padding, int expected)
    {
        for (var sample = 0UL; sample < 20; sample++)
        {
            var map = new AugmentationPolicy([new RandomCrop(size, padding)]).Draw(new(image, image), 0, sample, 0).OutputToInput;
            Assert.Equal((expected, expected), (map.C, map.F));
        }
    }

    [Fact]
    public void Random_resized_crops_have_the_area_and_ratio_asked_for_and_lie_inside() =>
        Gen.Select(Gen.Int[1, 2000], Gen.Int[1, 2000], Gen.Double[0.01, 1], Gen.Double[0.01, 1], Gen.Double[0.2, 5], Gen.Double[0.2, 5], Gen.ULong)
            .Sample((width, height, s1, s2, r1, r2, seed) =>
            {
                var crop = new RandomResizedCrop(null, (Math.Min(s1, s2), Math.Max(s1, s2)), (Math.Min(r1, r2), Math.Max(r1, r2)));
                var random = new RandomStream(seed);
                var (x, y, w, h) = crop.Rectangle(ref random, new(width, height));
                Assert.True(x >= 0 && y >= 0 && w >= 1 && h >= 1 && x + w <= width && y + h <= height, $"{x} {y} {w} {h} in {width} x {height}");
                // Half a pixel of rounding on each side, and no side below one pixel.
                var (widest, narrowest) = ((w + 0.5) / Math.Max(0.5, h - 0.5), Math.Max(0.5, w - 0.5) / (h + 0.5));
                Assert.True(h == 1 || widest >= crop.Ratio.Low * (1 - 1e-9), $"{w} x {h} for {crop}");
                Assert.True(w == 1 || narrowest <= crop.Ratio.High * (1 + 1e-9), $"{w} x {h} for {crop}");
            }, iter: 5000);

    [Fact]
    public void The_area_is_uniform_and_the_ratio_log_uniform()
    {
        var crop = new RandomResizedCrop(null, (0.1, 0.5), (0.5, 2));
        var (areas, ratios) = (new int[4], new int[4]);
        const int n = 8000;
        for (var seed = 0UL; seed < n; seed++)
        {
            var random = new RandomStream(seed);
            var (_, _, w, h) = crop.Rectangle(ref random, new(1000, 1000));
            var (area, ratio) = (w * h / 1e6, (double)w / h);
            Assert.InRange(area, 0.099, 0.501);
            Assert.InRange(ratio, 0.495, 2.02);
            areas[Math.Clamp((int)((area - 0.1) / 0.1), 0, 3)]++;
            ratios[Math.Clamp((int)((Math.Log2(ratio) + 1) * 2), 0, 3)]++;
        }
        // All of these rectangles fit, so that nothing is rejected: each quarter of the range is as likely.
        Assert.All(areas.Concat(ratios), count => Assert.InRange(count, 2000 - (5 * Math.Sqrt(1500)), 2000 + (5 * Math.Sqrt(1500))));
    }

    [Theory]
    [InlineData(1000, 10, 493, 0, 13, 10)]
    [InlineData(10, 1000, 0, 493, 10, 13)]
    [InlineData(1, 5000, 0, 2499, 1, 1)]
    [InlineData(5000, 1, 2499, 0, 1, 1)]
    public void Where_no_rectangle_fits_it_is_the_largest_central_one(int width, int height, int x, int y, int w, int h)
    {
        var random = new RandomStream(1);
        var rectangle = new RandomResizedCrop(224, (0.9, 1), (3.0 / 4, 4.0 / 3)).Rectangle(ref random, new(width, height));
        Assert.Equal((x, y, w, h), rectangle);
    }

    [Fact]
    public void A_random_resized_crop_maps_its_rectangle_onto_the_whole_output()
    {
        var crop = new RandomResizedCrop(224, (0.08, 1), (3.0 / 4, 4.0 / 3));
        for (var sample = 0UL; sample < 100; sample++)
        {
            var plan = new AugmentationPolicy([crop]).Draw(new(500, 375), 0, sample, 0);
            var (left, top) = plan.OutputToInput.Apply(0, 0);
            var (right, bottom) = plan.OutputToInput.Apply(224, 224);
            Assert.Equal(new ImageSize(224, 224), plan.Output);
            Assert.True(left >= 0 && top >= 0 && right <= 500 + 1e-9 && bottom <= 375 + 1e-9 && right > left && bottom > top);
            Assert.All([left, top, right, bottom], edge => Assert.Equal(Math.Round(edge), edge, 1e-9));
        }
    }

    // Worked out with torchvision's functional.center_crop: int(round((side - size) / 2.0)), or padding by (size - side) // 2.
    [Theory]
    [InlineData(5, 2, 2)]
    [InlineData(7, 2, 2)]
    [InlineData(32, 28, 2)]
    [InlineData(256, 224, 16)]
    [InlineData(4, 7, -1)]
    [InlineData(4, 8, -2)]
    public void Centre_crops_lie_where_torchvision_has_them(int side, int size, int offset)
    {
        var map = new AugmentationPolicy([new CenterCrop(size)]).Draw(new(side, side), 0, 0, 0).OutputToInput;
        Assert.Equal(Affine.Translation(offset, offset), map);
    }
}
