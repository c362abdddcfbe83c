using CsCheck;
using DataTools.Catalog;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Augmentation.Operations;

namespace DataTools.Imaging.Tests.Augmentation.Operations;

public sealed class GeometryTests
{
    private static readonly ImageSize Photo = new(60, 40);

    // Of torchvision 0.14's _get_inverse_affine_matrix(centre, angle, translate, scale, shear).
    [Theory]
    [InlineData(50, 40, 20, 3, -5, 1.2, 10, -5, new[] { 0.720740807, 0.418697578, -2.853678003, -0.353527162, 0.758141446, 32.201988985 })]
    [InlineData(16, 16, -75, 0, 2, 0.5, 0, 30, new[] { 0.51763809, -1.931851653, 42.491120303, 2.230710143, -0.597716981, -8.932456627 })]
    [InlineData(0, 0, 0, 0, 0, 1, 16.69924423399362, 0, new[] { 1, 0.3, 0, 0, 1, 0 })]
    public void Affine_maps_are_torchvisions(double x, double y, double degrees, double dx, double dy, double scale, double shearX, double shearY, double[] expected)
    {
        var map = InverseAffine.About(x, y, degrees, (dx, dy), scale, (shearX, shearY));
        double[] actual = [map.A, map.B, map.C, map.D, map.E, map.F];
        for (var i = 0; i < 6; i++)
            Assert.Equal(expected[i], actual[i], 1e-8);
    }

    // Of torchvision 0.14's _get_perspective_coeffs.
    [Fact]
    public void Perspective_maps_are_torchvisions()
    {
        double[] expected = [1.3055170774, 0.1661568135, -13.8859585717, -0.1211889312, 1.3850138187, -5.7131776810, 0.0008021702, -0.0004569697];
        var map = Quadrangle.ToRectangle(99, 79, (10, 5), (90, 12), (80, 70), (3, 60))!.Value;
        double[] actual = [map.A, map.B, map.C, map.D, map.E, map.F, map.G, map.H];
        for (var i = 0; i < 8; i++)
            Assert.Equal(expected[i], actual[i], 1e-4 * Math.Max(1, Math.Abs(expected[i])) * (i < 6 ? 1 : 0.01));
        Assert.Null(Quadrangle.ToRectangle(9, 9, (0, 0), (1, 1), (2, 2), (3, 3)));
    }

    [Fact]
    public void Any_perspective_of_any_picture_keeps_its_corners_near_and_its_horizon_away() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 300], Gen.Double[0, 1], Gen.ULong).Sample((width, height, distortion, seed) =>
        {
            var size = new ImageSize(width, height);
            var map = First(new Perspective(distortion), size, seed).OutputToInput.First;
            Assert.True(Quadrangle.IsInFront(map, size));
            // The moved corners come from the picture's own.
            if (width < 2 || height < 2)
            {
                Assert.Equal(Homography.Identity, map);
                return;
            }
            var back = map.Inverse();
            foreach (var (x, y) in new[] { (0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1) })
            {
                var (px, py) = back.Apply(x, y);
                Assert.InRange(Math.Abs(px - x), 0, (distortion * width / 2) + 1e-6);
                Assert.InRange(Math.Abs(py - y), 0, (distortion * height / 2) + 1e-6);
            }
        }, iter: 3000);

    [Fact]
    public void The_horizon_only_comes_near_where_the_distortion_is_a_half_or_more()
    {
        // Up to there nothing is halved: each corner moves by whole pixels.
        for (var seed = 0UL; seed < 2000; seed++)
        {
            var back = First(new Perspective(0.49), new(101, 81), seed).OutputToInput.First.Inverse();
            var (x, y) = back.Apply(0, 0);
            Assert.Equal(Math.Round(x), x, 1e-6);
            Assert.Equal(Math.Round(y), y, 1e-6);
        }
    }

    [Fact]
    public void Flips_quarter_turns_and_transposes_move_pixels_to_where_they_belong()
    {
        var image = Pictures.Noise(5, 3, 3, 1);
        void Moves(Operation operation, int width, int height, Func<int, int, (int X, int Y)> from)
        {
            var turned = Pictures.Of(width, height, 3, (x, y, c) => image.At(from(x, y).X, from(x, y).Y, c));
            Pictures.Same(turned, image.Through(operation));
        }
        Moves(new HorizontalFlip(), 5, 3, (x, y) => (4 - x, y));
        Moves(new VerticalFlip(), 5, 3, (x, y) => (x, 2 - y));
        Moves(new Transpose(), 3, 5, (x, y) => (y, x));
        Moves(new Rotate90((0, 0)), 5, 3, (x, y) => (x, y));
        // Counter-clockwise: the upper right corner becomes the upper left one.
        Moves(new Rotate90((1, 1)), 3, 5, (x, y) => (4 - y, x));
        Moves(new Rotate90((2, 2)), 5, 3, (x, y) => (4 - x, 2 - y));
        Moves(new Rotate90((3, 3)), 3, 5, (x, y) => (y, 2 - x));
        Moves(new Crop(1, 1, new(2, 2)), 2, 2, (x, y) => (x + 1, y + 1));
        Pictures.Same(image.Through(new Rotation((90, 90))), image.Through(new RandomAffine((-90, -90), (0, 0), (1, 1), (0, 0), (0, 0))));
        Assert.Equal(4, Enumerable.Range(0, 100).Select(i => First(new Rotate90((0, 3)), Photo, (ulong)i).OutputToInput.First).Distinct().Count());
    }

    [Fact]
    public void What_is_drawn_keeps_to_its_ranges_and_to_the_size()
    {
        for (var seed = 0UL; seed < 500; seed++)
        {
            var moved = First(new Translate((-0.25, 0.1), (0, 0.5)), Photo, seed);
            Assert.Equal(Photo, moved.Output);
            Assert.InRange(-moved.OutputToInput.First.C, -15, 6);
            Assert.InRange(-moved.OutputToInput.First.F, 0, 20);
            Assert.Equal(Math.Round(moved.OutputToInput.First.C), moved.OutputToInput.First.C);
            Assert.InRange(1 / First(new Scale((0.5, 2)), Photo, seed).OutputToInput.First.A, 0.5, 2);
            var sheared = First(new Shear((5, 30), (0, 0)), Photo, seed).OutputToInput.First;
            Assert.InRange(Math.Atan(sheared.B) * 180 / Math.PI, 5, 30);
            // The centre stays.
            Assert.Equal(30, sheared.Apply(30, 20).X, 1e-9);
        }
    }

    [Fact]
    public void What_lies_beyond_the_edge_and_between_pixels_is_what_was_asked_for()
    {
        Operation[] operations =
        [
            new RandomCrop(null, 4) { Edge = new(Border.Reflect, 0.25) }, new Pad(1, 2, 3, 4) { Edge = new(Border.Reflect, 0.25) },
            new Rotation((5, 5)) { Edge = new(Border.Reflect, 0.25) }, new Translate((0, 1), (0, 1)) { Edge = new(Border.Reflect, 0.25) },
            new Scale((1, 2)) { Edge = new(Border.Reflect, 0.25) }, new Shear((1, 2), (1, 2)) { Edge = new(Border.Reflect, 0.25) },
            new RandomAffine((1, 2), (0, 0), (1, 1), (0, 0), (0, 0)) { Edge = new(Border.Reflect, 0.25) }, new Perspective(0.5) { Edge = new(Border.Reflect, 0.25) },
            new Elastic(50, 5) { Edge = new(Border.Reflect, 0.25) }, new GridDistortion(5, 0.3) { Edge = new(Border.Reflect, 0.25) },
        ];
        foreach (var operation in operations)
        {
            var step = First(operation, Photo, 1);
            Assert.Equal((Border.Reflect, 0.25f), (step.Border, step.Fill));
        }
        var nearest = AugmentationPolicy.Parse("""
            operations:
              - resize: { size: 9, interpolation: bicubic }
              - random_resized_crop: { interpolation: bicubic }
              - rotation: { interpolation: bicubic }
              - elastic: { interpolation: bicubic }
            """, "p").Draw(Photo, 0, 0, 0);
        Assert.All(nearest.Steps, s => Assert.Equal(Interpolation.Bicubic, ((GeometryStep)s).Interpolation));
    }

    [Fact]
    public void Padding_adds_what_each_side_was_given()
    {
        var step = First(new Pad(1, 2, 3, 4), Photo, 0);
        Assert.Equal((new ImageSize(64, 46), -1, -2), (step.Output, step.OutputToInput.First.C, step.OutputToInput.First.F));
    }

    // torchvision: uniform noise of [-1, 1], a Gaussian of sigma pixels, alpha / side of the half side: 0.0814 alpha / sigma.
    [Theory]
    [InlineData(50, 5, 0.814)]
    [InlineData(200, 4, 4.07)]
    public void Elastic_fields_have_torchvisions_strength_and_are_smooth(double alpha, double sigma, double expected)
    {
        var (values, neighbours) = (new List<double>(), new List<double>());
        for (var seed = 0UL; seed < 30; seed++)
        {
            var field = First(new Elastic(alpha, sigma), new(100, 80), seed).OutputToInput.Displacement!;
            Assert.Equal(((int)(100 / sigma) + 1, (int)(80 / sigma) + 1), (field.Columns, field.Rows));
            values.AddRange([.. field.X, .. field.Y]);
            neighbours.AddRange(field.X.Zip(field.X.Skip(1)).Where((_, i) => (i + 1) % field.Columns != 0).Select(p => (double)p.First * p.Second));
        }
        var variance = values.Average(v => v * v);
        Assert.Equal(expected, Math.Sqrt(variance), expected * 0.1);
        Assert.Equal(0, values.Average(), expected * 0.1);
        // A Gaussian's correlation one sigma apart is exp(-1/4).
        Assert.Equal(Math.Exp(-0.25), neighbours.Average() / variance, 0.1);
        Assert.Equal((128, 2), First(new Elastic(50, 1), new(4000, 1), 0).OutputToInput.Displacement is { } large ? (large.Columns, large.Rows) : default);
    }

    [Fact]
    public void Grid_distortion_keeps_the_edges_and_folds_nothing() =>
        Gen.Select(Gen.Int[1, 20], Gen.Double[0, 0.9], Gen.ULong).Sample((cells, limit, seed) =>
        {
            var map = First(new GridDistortion(cells, limit), Photo, seed).OutputToInput;
            var last = -1e-3;
            for (var x = 0.0; x <= 60; x += 0.5)
            {
                var at = map.Apply(x, 13).X;
                Assert.True(at > last);
                last = at;
            }
            Assert.Equal((0, 0), (Math.Round(map.Apply(0, 0).X, 3), Math.Round(map.Apply(0, 0).Y, 3)));
            Assert.Equal((60, 40), (Math.Round(map.Apply(60, 40).X, 3), Math.Round(map.Apply(60, 40).Y, 3)));
        }, iter: 500);

    [Fact]
    public void A_crop_that_would_be_empty_is_an_error_that_names_it()
    {
        var fault = Assert.Throws<InvalidInputException>(() => First(new Crop(60, 0, new(5, 5)), Photo, 0));
        Assert.Equal("crop would leave nothing of an image of 60 x 40: it begins at 60, 0", fault.Message);
        Assert.Equal(new ImageSize(5, 5), First(new Crop(59, 39, new(5, 5)), Photo, 0).Output);
        var thin = Assert.Throws<InvalidInputException>(() => new AugmentationPolicy([new Pad(60_000)]).Draw(Photo, 0, 0, 0));
        Assert.Contains("pad would make", thin.Message, StringComparison.Ordinal);
    }

    private static GeometryStep First(Operation operation, ImageSize size, ulong sample) =>
        (GeometryStep)new AugmentationPolicy([operation with { P = 1 }]).Draw(size, 0, sample, 0).Steps[0];
}
