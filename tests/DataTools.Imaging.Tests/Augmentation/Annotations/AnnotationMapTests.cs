using CsCheck;
using DataTools.Catalog;
using DataTools.Catalog.Annotations;
using DataTools.Catalog.Formats;
using DataTools.Catalog.Randomness;
using DataTools.Imaging.Augmentation;
using DataTools.Imaging.Codecs;
using DataTools.Imaging.Pixels;

namespace DataTools.Imaging.Tests.Augmentation.Annotations;

public sealed class AnnotationMapTests
{
    private static readonly KeypointSet Person = new("person", ["nose", "left_eye", "right_eye", "Elbow-Left", "elbow-right"], []);

    private static readonly AnnotationMap Map = new(["cat", "person"], [Person]);

    private static readonly ImageSize Size = new(64, 48);

    [Fact]
    public void Nothing_drawn_changes_nothing()
    {
        var said = Everything();
        var (mapped, counts) = Map.Apply(Plan(), said, "x");
        Assert.Same(said, mapped);
        Assert.Equal(new AnnotationCounts(2, 0, 0, 0, 0), counts);
        Assert.Same(said, Map.Apply(Plan(new GeometryStep(Homography.Identity, Size)), said, "x").Annotations);
    }

    [Fact]
    public void A_flip_mirrors_all_kinds_and_left_becomes_right()
    {
        var said = Everything();
        var (mapped, counts) = Map.Apply(Plan(Flip()), said, "x");
        var o = mapped.Objects[0];
        Assert.Equal(new Box(64 - 30, 8, 20, 16), o.Box);
        Assert.Equal([(54, 8), (34, 8), (34, 24)], Points(o.Polygons[0]));
        Assert.Equal([new(64 - 12, 9, 2), new(64 - 20, 12, 1), new(64 - 16, 11, 2), new(7, 7, 0), new(64 - 25, 20, 2)], o.Keypoints);
        Assert.Equal((100.0, ObjectFlags.Occluded, 1), (o.Area, o.Flags, o.Category));
        var crowd = mapped.Objects[1];
        Assert.Equal(ObjectFlags.Crowd, crowd.Flags);
        Assert.Equal(Mirrored(said.Objects[1].Mask!), crowd.Mask);
        Assert.Equal(new AnnotationCounts(2, 0, 0, 0, 0), counts);
        Assert.Equal(Mirrored(Numbers(said.Segmentation), 64, 48), Numbers(mapped.Segmentation));
        Assert.Equal(said.Labels, mapped.Labels);
    }

    [Fact]
    public void A_label_goes_with_the_last_object_of_its_class_and_one_without_objects_stays()
    {
        var map = new AnnotationMap(["cat", "person", "sky"], []);
        var (left, right) = (new Box(2, 4, 10, 10), new Box(50, 4, 10, 10));
        SampleAnnotations Cropped(params ObjectAnnotation[] objects) =>
            map.Apply(Plan(new GeometryStep(Homography.Identity, new(32, 48))), new() { Labels = [0, 1, 2], Objects = objects }, "x").Annotations;

        Assert.Equal([0, 2], Cropped(new(0, left), new(1, right)).Labels);
        Assert.Equal([0, 1, 2], Cropped(new(0, left), new(1, right), new(1, left)).Labels);
        // A difficult one that stays keeps the class: what is made of it is another's business.
        Assert.Equal([0, 1, 2], Cropped(new(0, left), new(1, right), new(1, left) { Flags = ObjectFlags.Difficult }).Labels);
        Assert.Equal([2], Cropped(new(0, right), new(1, right)).Labels);
        Assert.Equal([0, 1, 2], Cropped().Labels);
    }

    [Fact]
    public void A_flip_twice_is_nothing()
    {
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.ULong).Sample((w, h, seed) =>
        {
            var size = new ImageSize(w, h);
            var said = Random(size, seed);
            foreach (var flip in new[] { new Affine(-1, 0, w, 0, 1, 0), new Affine(1, 0, 0, 0, -1, h) })
            {
                var plan = AugmentationPlan.Compile(size, [new GeometryStep(flip, size)]);
                var twice = Map.Apply(plan, Map.Apply(plan, said, "x").Annotations, "x").Annotations;
                Same(said, twice, 1e-9);
                Assert.Equal(Numbers(said.Segmentation), Numbers(twice.Segmentation));
                Assert.Equal(said.Objects.Select(o => o.Mask), twice.Objects.Select(o => o.Mask));
                // In one plan it is a map that does nothing.
                Assert.Same(said, Map.Apply(AugmentationPlan.Compile(size, [new GeometryStep(flip, size), new GeometryStep(flip, size)]), said, "x").Annotations);
            }
        }, iter: 200);
    }

    [Fact]
    public void The_box_of_what_is_mapped_is_the_map_of_the_box()
    {
        // A rectangle painted on a mask, taken through the same map: its pixels fill the mapped box and nothing beyond.
        Gen.Select(Gen.ULong, Gen.Int[0, 3]).Sample((seed, kind) =>
        {
            var random = new RandomStream(seed);
            var step = Drawn(ref random, kind);
            var (x, y) = (random.NextInt(40), random.NextInt(30));
            var box = new Box(x, y, 8 + random.NextInt(64 - x - 7), 8 + random.NextInt(48 - y - 7));
            var said = new SampleAnnotations { Objects = [new(0, box), new(0, box) { Mask = Painted(box) }] };
            var map = new PlanMap(Plan(step));
            var mapped = new AnnotationMap(["cat"], [], minVisible: 0.1).Apply(Plan(step), said, "x").Annotations.Objects;
            if (mapped.Count < 2)
                return;
            var extent = MaskMap.Apply(map, said.Objects[1].Mask!).Extent!.Value;
            var around = mapped[0].Box;
            Assert.True(around.IsWithin(Size.Width, Size.Height, 0));
            Assert.True(extent.X >= around.X - 1 && extent.Y >= around.Y - 1 && extent.Right <= around.Right + 1 && extent.Bottom <= around.Bottom + 1, $"{extent} beyond {around} ({step})");
            // A thin corner of a turned rectangle covers no pixel's centre for a while.
            const double slack = 3.5;
            Assert.True(extent.X <= around.X + slack && extent.Y <= around.Y + slack && extent.Right >= around.Right - slack && extent.Bottom >= around.Bottom - slack, $"{extent} within {around} ({step})");
        }, iter: 600);
    }

    [Fact]
    public void A_map_of_two_steps_is_the_map_of_one_after_the_other()
    {
        Gen.ULong.Sample(seed =>
        {
            var said = Random(Size, seed);
            var (flip, crop) = (Flip(), new GeometryStep(Affine.Translation(5, 7), new(40, 30)));
            var once = new AnnotationMap(["cat", "person"], [Person], 0).Apply(Plan(flip, crop), said, "x").Annotations;
            var map = new AnnotationMap(["cat", "person"], [Person], 0);
            var after = map.Apply(Plan(crop), map.Apply(Plan(flip), said, "x").Annotations, "x").Annotations;
            Same(once, after, 1e-9);
        }, iter: 300);
    }

    [Fact]
    public void Points_that_come_back_are_where_they_were()
    {
        Gen.Select(Gen.ULong, Gen.Int[0, 3]).Sample((seed, kind) =>
        {
            var random = new RandomStream(seed);
            var map = new PlanMap(Plan(Drawn(ref random, kind), new GeometryStep(new Affine(0.9, 0.1, 3, -0.1, 0.95, 2), Size)));
            var (x, y) = (random.Uniform(0, 64), random.Uniform(0, 48));
            if (map.Back(x, y) is not var (u, v))
                return;
            var (s, t) = map.Forward(u, v) ?? (double.NaN, double.NaN);
            Assert.True(Math.Abs(s - x) < 1e-5 && Math.Abs(t - y) < 1e-5, $"({x}, {y}) comes from ({u}, {v}), which goes to ({s}, {t})");
        }, iter: 600);
    }

    [Theory]
    [InlineData(15, 0, true)]
    [InlineData(19, 0, false)]
    [InlineData(18, 0.0999, true)]
    [InlineData(18, 0.1001, false)]
    [InlineData(17.9, 1, false)]
    public void An_object_of_which_too_little_stays_is_dropped_and_counted(double cut, double minVisible, bool stays)
    {
        // The crop leaves (20 - cut) / 20 of a box from 0 to 20.
        var said = new SampleAnnotations { Objects = [new(0, new(0, 10, 20, 10)) { Area = 200 }] };
        minVisible = minVisible == 0 ? AnnotationMap.DefaultMinVisible : minVisible;
        var (mapped, counts) = new AnnotationMap(["cat"], [], minVisible).Apply(Plan(new GeometryStep(Affine.Translation(cut, 0), new(40, 40))), said, "x");
        Assert.Equal(stays ? new AnnotationCounts(1, 0, 1, 0, 0) : new(1, 1, 0, 0, 0), counts);
        if (stays)
        {
            var o = Assert.Single(mapped.Objects);
            Assert.Equal((new Box(0, 10, 20 - cut, 10), ObjectFlags.Truncated, 10 * (20 - cut)), (o.Box, o.Flags, Math.Round(o.Area!.Value, 9)));
        }
        else
        {
            Assert.Empty(mapped.Objects);
        }
    }

    [Fact]
    public void What_is_cut_keeps_the_box_of_what_is_left_of_the_outline()
    {
        // An L: of its box 0-20 x 0-20 the crop at x = 10 leaves only the foot.
        double[] l = [0, 0, 5, 0, 5, 15, 20, 15, 20, 20, 0, 20];
        var said = new SampleAnnotations { Objects = [new(0, new(0, 0, 20, 20)) { Polygons = [l] }] };
        var o = Map.Apply(Plan(new GeometryStep(Affine.Translation(10, 0), new(40, 40))), said, "x").Annotations.Objects.Single();
        Assert.Equal(new Box(0, 15, 10, 5), o.Box);
        // Cut further, less than a tenth is left, though of the box a quarter is.
        Assert.Empty(Map.Apply(Plan(new GeometryStep(Affine.Translation(17, 0), new(40, 40))), said, "x").Annotations.Objects);
    }

    [Fact]
    public void Keypoints_out_of_the_picture_are_not_labelled_any_more()
    {
        var (mapped, counts) = Map.Apply(Plan(new GeometryStep(Affine.Translation(13, 0), new(40, 40))), Everything(), "x");
        Assert.Equal([default, new(3, 11, 2), new(7, 12, 1), new(12, 20, 2), new(7, 7, 0)], mapped.Objects[0].Keypoints);
        Assert.Equal(1, counts.Hidden);
    }

    [Fact]
    public void Keypoints_without_sides_keep_their_order_in_a_mirror_and_are_counted()
    {
        var said = new SampleAnnotations { Objects = [new(0, new(0, 0, 20, 20)) { Keypoints = [new(1, 2, 2), new(3, 4, 2)] }] };
        var (mapped, counts) = new AnnotationMap(["cat"], [new("cat", ["tail", "nose"], [])]).Apply(Plan(Flip()), said, "x");
        Assert.Equal([new(63, 2, 2), new(61, 4, 2)], mapped.Objects[0].Keypoints);
        Assert.Equal(1, counts.Unpaired);
        // A half turn is no mirror.
        Assert.Equal(0, Map.Apply(Plan(new GeometryStep(new Affine(-1, 0, 64, 0, -1, 48), Size)), said, "x").Counts.Unpaired);
    }

    [Fact]
    public void Pixels_from_beyond_the_edge_are_of_no_known_class()
    {
        var classes = Pictures.Of(4, 4, 1, (_, _, _) => 3);
        var said = new SampleAnnotations { Segmentation = ImageCodec.EncodePng(classes) };
        var plan = AugmentationPlan.Compile(new(4, 4), [new GeometryStep(Affine.Translation(-1, -2), new(6, 7))]);
        var mapped = Numbers(Map.Apply(plan, said, "x").Annotations.Segmentation);
        Assert.Equal(Pictures.Of(6, 7, 1, (x, y, _) => x is >= 1 and < 5 && y is >= 2 and < 6 ? (byte)3 : (byte)255).Pixels, mapped);
    }

    [Fact]
    public void What_cannot_be_read_names_the_sample()
    {
        var mask = new SampleAnnotations { Objects = [new(0, new(0, 0, 2, 2)) { Mask = new(48, 64, "~") }] };
        Assert.Contains("object 1", Assert.Throws<BadSampleException>(() => Map.Apply(Plan(Flip()), mask, "x")).Message, StringComparison.Ordinal);
        var picture = new SampleAnnotations { Segmentation = "text"u8.ToArray() };
        Assert.Contains("classes of pixels", Assert.Throws<BadSampleException>(() => Map.Apply(Plan(Flip()), picture, "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Behind_the_horizon_of_a_perspective_nothing_is_seen()
    {
        // The output sees x < 40 of the input only; a box across that line keeps its near part, and one beyond it goes.
        var forward = new Homography(1, 0, 0, 0, 1, 0, -1.0 / 40, 0);
        var step = new GeometryStep(forward.Inverse(), Size);
        var said = new SampleAnnotations { Objects = [new(0, new(10, 2, 50, 4)), new(0, new(45, 2, 10, 4))] };
        var (mapped, counts) = new AnnotationMap(["cat"], [], 0).Apply(Plan(step), said, "x");
        Assert.Equal(1, counts.Dropped);
        var box = Assert.Single(mapped.Objects).Box;
        Assert.Equal(10 / 0.75, box.X, 6);
        Assert.Equal(64, box.Right, 6);
    }

    private static AugmentationPlan Plan(params Step[] steps) => AugmentationPlan.Compile(Size, steps);

    private static GeometryStep Flip() => new(new Affine(-1, 0, Size.Width, 0, 1, 0), Size);

    private static GeometryStep Drawn(ref RandomStream random, int kind)
    {
        var turn = Affine.Rotation(random.Uniform(-60, 60), 32, 24).After(Affine.Scaling(random.Uniform(0.7, 1.2), random.Uniform(0.7, 1.2)));
        switch (kind)
        {
            case 0:
                return new(Affine.Translation(random.Uniform(-10, 10), random.Uniform(-10, 10)).After(Affine.Scaling(random.Uniform(0.5, 1.5), random.Uniform(0.5, 1.5))), Size);
            case 1:
                return new(turn, Size);
            case 2:
                return new(((Homography)turn).After(new Homography(1, 0, 0, 0, 1, 0, random.Uniform(-0.005, 0.005), random.Uniform(-0.005, 0.005))), Size);
            default:
                float[] x = new float[20], y = new float[20];
                for (var i = 0; i < 20; i++)
                    (x[i], y[i]) = ((float)random.Uniform(-4, 4), (float)random.Uniform(-4, 4));
                return new(new CoordinateMap(Homography.Identity) { Displacement = new(64, 48, 5, 4, x, y), Then = turn }, Size);
        }
    }

    private static SampleAnnotations Everything() => new()
    {
        Labels = [0, 1],
        Objects =
        [
            new(1, new(10, 8, 20, 16))
            {
                Polygons = [[10, 8, 30, 8, 30, 24]],
                Keypoints = [new(12, 9, 2), new(16, 11, 2), new(20, 12, 1), new(25, 20, 2), new(7, 7, 0)],
                Area = 100,
                Flags = ObjectFlags.Occluded,
            },
            new(0, new(32, 20, 16, 10)) { Mask = Painted(new(32, 20, 16, 10)), Flags = ObjectFlags.Crowd },
        ],
        Segmentation = ImageCodec.EncodePng(Pictures.Noise(64, 48, 1, 5)),
    };

    private static SampleAnnotations Random(ImageSize size, ulong seed)
    {
        var random = new RandomStream(seed);
        var objects = new List<ObjectAnnotation>();
        for (var i = random.NextInt(4); i >= 0; i--)
        {
            var (x, y) = (random.Uniform(0, size.Width - 0.5), random.Uniform(0, size.Height - 0.5));
            var box = Box.Between(x, y, random.Uniform(x + 0.4, size.Width), random.Uniform(y + 0.4, size.Height));
            objects.Add(new(random.NextInt(2), box)
            {
                Area = random.Chance(0.5) ? box.Area : null,
                Keypoints = random.Chance(0.5) ? [.. Enumerable.Range(0, 5).Select(k => new Keypoint(box.X + (k * box.Width / 4), box.Y, k % 3))] : [],
                Mask = random.Chance(0.3) ? RleMask.FromPixels(size.Height, size.Width, [.. Enumerable.Repeat((byte)1, size.Width * size.Height)]) : null,
                Flags = (ObjectFlags)random.NextInt(4),
            });
        }
        return new() { Objects = objects, Segmentation = ImageCodec.EncodePng(Pictures.Noise(size.Width, size.Height, 1, seed)) };
    }

    private static void Same(SampleAnnotations expected, SampleAnnotations actual, double tolerance)
    {
        Assert.Equal(expected.Objects.Count, actual.Objects.Count);
        foreach (var (a, b) in expected.Objects.Zip(actual.Objects))
        {
            Assert.Equal((a.Category, a.Flags), (b.Category, b.Flags));
            Assert.All(new[] { a.Box.X - b.Box.X, a.Box.Y - b.Box.Y, a.Box.Width - b.Box.Width, a.Box.Height - b.Box.Height, (a.Area ?? 0) - (b.Area ?? 0) }, d => Assert.InRange(d, -tolerance * 1000, tolerance * 1000));
            Assert.Equal(a.Keypoints.Count, b.Keypoints.Count);
            Assert.All(a.Keypoints.Zip(b.Keypoints), k => Assert.True(Math.Abs(k.First.X - k.Second.X) <= tolerance && Math.Abs(k.First.Y - k.Second.Y) <= tolerance && k.First.Visibility == k.Second.Visibility));
        }
    }

    private static RleMask Painted(Box box) => RleMask.FromPixels(
        48, 64, Pictures.Of(64, 48, 1, (x, y, _) => x >= box.X && x < box.Right && y >= box.Y && y < box.Bottom ? (byte)1 : (byte)0).Pixels);

    private static RleMask Mirrored(RleMask mask) => RleMask.FromPixels(mask.Height, mask.Width, Mirrored(mask.ToPixels(), mask.Width, mask.Height));

    private static byte[] Mirrored(byte[] pixels, int width, int height) => Pictures.Of(width, height, 1, (x, y, _) => pixels[(y * width) + width - 1 - x]).Pixels;

    private static byte[] Numbers(ReadOnlyMemory<byte> png) => IndexedPng.Decode(png, "x").Pixels;

    private static IEnumerable<(double, double)> Points(IReadOnlyList<double> polygon) => Enumerable.Range(0, polygon.Count / 2).Select(i => (polygon[2 * i], polygon[(2 * i) + 1]));
}
